"""How many of a bureau's schools have published in a round, and the tree of regions that readers choose from.

Schools are counted where they are supervised today, each once; a school that lies elsewhere counts with its bureau.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from institutions.models import Institution, Location, Region, Round, Supervision
from reports.models import Version

from .listing import open_schools, published_reports


@dataclass(frozen=True, slots=True)
class Coverage:
    """One region's own schools (not those of bureaus below). `report` is the region's report of the round, or None."""

    region: Region
    schools: int
    published: int
    report: Version | None

    @property
    def missing(self) -> int:
        return self.schools - self.published


def coverage_by_region(campaign: Round) -> list[Coverage]:
    """All regions that supervise schools or published a report in the round, in the order of their codes."""
    covered = with_report(open_schools(), campaign)
    counted = {
        row["region"]: row
        for row in Supervision.objects.current()
        .filter(institution__in=open_schools())
        .order_by()
        .values("region")
        .annotate(
            schools=Count("institution", distinct=True),
            published=Count("institution", distinct=True, filter=Q(institution__in=covered.values("pk"))),
        )
    }
    reports = {
        version.report.record.region_id: version
        for version in published_reports().filter(
            report__record__round=campaign, report__record__region__isnull=False
        )
    }
    none = {"schools": 0, "published": 0}
    regions = Region.objects.filter(pk__in=counted.keys() | reports.keys()).select_related("parent")
    return [
        Coverage(
            region=region,
            schools=counted.get(region.pk, none)["schools"],
            published=counted.get(region.pk, none)["published"],
            report=reports.get(region.pk),
        )
        for region in regions.order_by("code")
    ]


def with_report(schools: QuerySet[Institution], campaign: Round) -> QuerySet[Institution]:
    """Those with a published report in the round."""
    return schools.filter(Exists(_reports_of_outer(campaign)))


def without_first(schools: QuerySet[Institution], campaign: Round) -> QuerySet[Institution]:
    """All of them; who has not published in the round stands first."""
    return schools.annotate(published=Exists(_reports_of_outer(campaign))).order_by("published", "name", "pk")


def regions_to_choose() -> list[tuple[Region, str]]:
    """Regions where open schools lie or are supervised, with all above them; each with an indent for its depth."""
    held = {"institution__in": open_schools()}
    paths = {
        *Supervision.objects.current().filter(**held).values_list("region__path", flat=True),
        *Location.objects.current().filter(**held).values_list("region__path", flat=True),
    }
    codes = {code for path in paths for code in path.strip("/").split("/")}
    regions = Region.objects.filter(code__in=codes).order_by("path")
    return [(region, "\u3000" * (region.path.count("/") - 2)) for region in regions]


def _reports_of_outer(campaign: Round):
    return published_reports().filter(
        report__record__round=campaign, report__record__institution=OuterRef("pk")
    )
