"""The queries behind public lists. Only published versions are ever looked at."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from institutions.models import (
    CodeListEntry,
    Institution,
    InstitutionName,
    Location,
    Region,
    Round,
    Supervision,
)
from reports.models import State, Version
from reports.publishing.addresses import public_version

from .words import near, words_of

SCHOOL_TYPES = "school_type"


def public_or_404(code: str, year: str, kind: str | None, number: str | None) -> Version:
    """The public version, or 404 in the same words whether the report is unknown or not yet public."""
    found = public_version(code, year, kind=kind or "", number=int(number) if number else None)
    if found is None:
        raise Http404
    return found


def published_reports() -> QuerySet[Version]:
    """Current published versions with all that a line about them says."""
    return Version.objects.filter(state=State.PUBLISHED).select_related(
        "edition", "report__record__round", "report__record__institution", "report__record__region"
    )


def reports_of(subject: Institution | Region) -> QuerySet[Version]:
    owner = "region" if isinstance(subject, Region) else "institution"
    return (
        published_reports()
        .filter(**{f"report__record__{owner}": subject})
        .order_by("-report__record__round__key", "report__kind")
    )


def newest_report_of(schools: Iterable[Institution], campaign: Round | None = None) -> dict[int, Version]:
    """The newest published report (of that round, where one is given) of each school that has one; one query."""
    found = published_reports().filter(report__record__institution__in=list(schools))
    if campaign is not None:
        found = found.filter(report__record__round=campaign)
    return {v.report.record.institution_id: v for v in found.order_by("report__record__round__key")}


def rounds_with_reports() -> QuerySet[Round]:
    """Newest first. A round in which nothing is public yet does not show."""
    published = Version.objects.filter(state=State.PUBLISHED, report__record__round=OuterRef("pk"))
    return Round.objects.filter(Exists(published)).select_related("academic_year").order_by("-key")


def schools(*, words: str = "", region: Region | None = None, kind: str = "") -> QuerySet[Institution]:
    """Schools that are open, fitting the words (name, short, former or second name, code), the region (lying in it
    or supervised by it or below) and the kind (code of GB/T 33782)."""
    found = open_schools()
    if words:
        found = found.filter(_fits(words))
    if kind:
        found = found.filter(type_code=kind)
    if region is not None:
        found = found.filter(
            Exists(_within(Supervision, region).filter(institution=OuterRef("pk")))
            | Exists(_within(Location, region).filter(institution=OuterRef("pk")))
        )
    return with_places(found).order_by("name", "pk")


def open_schools() -> QuerySet[Institution]:
    return Institution.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=timezone.localdate()))


def supervised(region: Region) -> QuerySet[Institution]:
    """Open schools that the region's bureau or one below it supervises: coverage counts these."""
    return open_schools().filter(Exists(_within(Supervision, region).filter(institution=OuterRef("pk"))))


def with_places(found: QuerySet[Institution]) -> QuerySet[Institution]:
    current = Location.objects.current().select_related("region")
    return found.prefetch_related(Prefetch("locations", queryset=current, to_attr="current_locations"))


def nearest_schools(words: str) -> list[Institution]:
    """Schools whose name comes near words that fit none: a slip of the pen is forgiven."""
    names = [*open_schools().values_list("pk", "name")]
    names += InstitutionName.objects.filter(institution__in=open_schools()).values_list("institution", "name")
    keys = near(words, names)
    found = with_places(Institution.objects.all()).in_bulk(keys)
    return [found[key] for key in keys]


def kinds_of_schools() -> list[CodeListEntry]:
    """The kinds (GB/T 33782) that open schools have."""
    used = open_schools().exclude(type_code="").values("type_code")
    return list(CodeListEntry.objects.filter(list=SCHOOL_TYPES, code__in=used).order_by("code"))


def _fits(words: str) -> Q:
    fits = Q(public_code__istartswith=words)
    every = Q()
    for word in words_of(words):
        called = InstitutionName.objects.filter(institution=OuterRef("pk"), name__icontains=word)
        every &= Q(name__icontains=word) | Exists(called)
    return fits | every if every else fits


def _within(dated: type[Supervision] | type[Location], region: Region):
    return dated.objects.current().filter(region__path__startswith=region.path)
