"""The queries behind public lists. Only published versions are ever looked at."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from institutions.models import Institution, Location, Region, Supervision
from reports.models import State, Version


def published_reports() -> QuerySet[Version]:
    """Current published versions with all that a line about them says."""
    return Version.objects.filter(state=State.PUBLISHED).select_related(
        "report__record__round", "report__record__institution", "report__record__region"
    )


def reports_of(subject: Institution | Region) -> QuerySet[Version]:
    owner = "region" if isinstance(subject, Region) else "institution"
    return published_reports().filter(**{f"report__record__{owner}": subject}).order_by(
        "-report__record__round__key", "report__kind"
    )


def open_now() -> Q:
    today = timezone.localdate()
    return Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gte=today)


def schools(*, words: str = "", region: Region | None = None) -> QuerySet[Institution]:
    """Institutions whose name, short, former or second name holds every word; in the region where one is given."""
    found = Institution.objects.filter(closed_on__isnull=True)
    for word in words.split()[:5]:
        found = found.filter(
            Q(name__icontains=word) | Q(names__name__icontains=word) | Q(public_code__iexact=word)
        )
    if region is not None:
        inside = Supervision.objects.filter(*open_now(), region__path__startswith=region.path)
        located = Location.objects.filter(*open_now(), region__path__startswith=region.path)
        found = found.filter(
            Exists(inside.filter(institution=OuterRef("pk"))) | Exists(located.filter(institution=OuterRef("pk")))
        )
    current = Location.objects.filter(*open_now()).select_related("region")
    published = Version.objects.filter(state=State.PUBLISHED, report__record__institution=OuterRef("pk"))
    return (
        found.annotate(has_report=Exists(published))
        .prefetch_related(Prefetch("locations", queryset=current, to_attr="current_locations"))
        .order_by("-has_report", "name", "pk")
        .distinct()
    )
