"""The member Editions a region report was folded from: which are pinned, which are stale, which are not public yet.

Members are the schools whose supervising bureau lies in the region's subtree today, wherever the schools lie.
"""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from institutions.models import Institution, Region, Supervision
from reports.facts import Facts
from reports.models import Edition, MemberPin, Report, State, Version

from .fold import Member

SEALED_STATES = (State.APPROVED, State.SCHEDULED, State.PUBLISHED)
SCHOOL_KINDS = (Report.Kind.SCHOOL, Report.Kind.COLLEGE)


def member_schools(region: Region) -> QuerySet[Institution]:
    """Open schools that the region's bureau, or one below it, supervises today; by code."""
    held = Supervision.objects.current().filter(
        institution=OuterRef("pk"), region__path__startswith=region.path
    )
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=timezone.localdate())
    return Institution.objects.filter(still_open).filter(Exists(held)).order_by("public_code")


def sealed_editions(report: Report) -> dict[int, Edition]:
    """The newest sealed Edition of each member school in the region report's round, by the school's number."""
    record = report.record
    editions = Edition.objects.filter(
        version__state__in=SEALED_STATES,
        version__fingerprint=F("fingerprint"),
        version__report__kind__in=SCHOOL_KINDS,
        version__report__record__round=record.round_id,
        version__report__record__institution__in=member_schools(record.region),
    ).select_related("version__report__record")
    ordered = editions.order_by("version__sequence", "pk")
    return {edition.version.report.record.institution_id: edition for edition in ordered}


def folding_version(report: Report) -> Version | None:
    """The version whose pins count now: the newest that was not given up."""
    return report.versions.exclude(state=State.VOID).order_by("-sequence").first()


def members_of(report: Report) -> tuple[Member, ...]:
    """Every member school, with what its pinned Edition says; three queries however many there are."""
    pins = {}
    rows = MemberPin.objects.filter(version=folding_version(report))
    for pin in rows.select_related("edition__snapshot", "report__record__institution"):
        pins[pin.report.record.institution] = pin.edition
    schools = {*member_schools(report.record.region), *pins}
    return tuple(_member(school, pins.get(school)) for school in sorted(schools, key=lambda s: s.public_code))


def _member(school: Institution, edition: Edition | None) -> Member:
    if edition is None:
        return Member(school.public_code, school.name)
    facts = Facts.from_json(edition.snapshot.facts)
    return Member(school.public_code, facts.subject.name, edition.code, edition.fingerprint, facts)


def carry_pins(previous: Version, further: Version) -> None:
    """A correction begins from the Editions its published version was folded from."""
    MemberPin.objects.bulk_create(
        MemberPin(version=further, report_id=pin.report_id, edition_id=pin.edition_id)
        for pin in previous.pins.all()
    )


def stale_pins(version: Version) -> list[MemberPin]:
    """Pins whose Edition is no longer what its school says: corrected, withdrawn, or its approval taken back."""
    return [pin for pin in _pins(version) if is_stale(pin)]


def is_stale(pin: MemberPin) -> bool:
    return pin.edition.version is None or pin.edition.version.state not in SEALED_STATES


def uncovered(version: Version, together: Iterable[Version] = ()) -> list[Report]:
    """Reports of pinned Editions that are neither public nor published in the same step."""
    bundle = {other.pk for other in together}
    return [
        pin.report
        for pin in _pins(version)
        if not pin.accepted_note
        and (
            pin.edition.version is None
            or (pin.edition.version.state != State.PUBLISHED and pin.edition.version_id not in bundle)
        )
    ]


def _pins(version: Version) -> QuerySet[MemberPin]:
    return version.pins.select_related(
        "edition__version", "report__record__institution", "report__record__region"
    ).order_by("report")
