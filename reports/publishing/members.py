"""The member Editions a region report was folded from: which are stale, and which are not public yet."""

from collections.abc import Iterable

from reports.models import MemberPin, Report, State, Version

SEALED_STATES = (State.APPROVED, State.SCHEDULED, State.PUBLISHED)


def stale_pins(version: Version) -> list[MemberPin]:
    """Pins whose Edition is no longer what its school says: corrected, withdrawn, or its approval taken back."""
    pins = version.pins.select_related(
        "edition__version", "report__record__institution", "report__record__region"
    ).order_by("report")
    return [
        pin for pin in pins if pin.edition.version is None or pin.edition.version.state not in SEALED_STATES
    ]


def uncovered(version: Version, together: Iterable[Version] = ()) -> list[Report]:
    """Reports of pinned Editions that are neither public nor published in the same step."""
    bundle = {other.pk for other in together}
    pins = version.pins.select_related(
        "edition__version", "report__record__institution", "report__record__region"
    ).order_by("report")
    return [
        pin.report
        for pin in pins
        if not pin.accepted_note
        and (
            pin.edition.version is None
            or (pin.edition.version.state != State.PUBLISHED and pin.edition.version_id not in bundle)
        )
    ]
