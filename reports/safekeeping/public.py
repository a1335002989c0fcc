"""Which addresses of reports answer an anonymous visitor, asked of the site itself, against the states of versions."""

from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.urls import resolve
from django.utils.translation import gettext as _

from reports.models import ServedPage, State, Version
from reports.publishing.addresses import edition_address, public_version, report_address
from reports.publishing.corrections import is_hidden
from reports.publishing.pages import stored_page

OPEN, NOTICE, CLOSED = 200, 410, 404
KEPT = "kept"


def wrong_addresses() -> Iterator[str]:
    """Sentences on addresses that answer and should not, or should and do not."""
    expected = expected_answers()
    for page in ServedPage.objects.values("address", "fixed_address"):
        for address in filter(None, page.values()):
            expected.setdefault(address, CLOSED)
    for address, status in sorted(expected.items()):
        found = answer_of(address)
        if found != status:
            yield _("%(address)s answers %(found)s to the public, not %(expected)s.") % {
                "address": address,
                "found": found,
                "expected": status,
            }


def expected_answers() -> dict[str, int]:
    """Address → status: of each report's own address, and of each version that has a public number."""
    states: dict[str, set[str]] = defaultdict(set)
    found = {}
    versions = Version.objects.select_related(
        "report__record__round", "report__record__institution", "report__record__region"
    )
    for version in versions.order_by("number").iterator():
        seen, own = seen_as(version), states[report_address(version.report)]
        if version.state == State.WITHDRAWN:  # of several, the newest answers
            own -= {State.WITHDRAWN, KEPT}
        own.add(seen)
        if version.number:
            found[edition_address(version)] = _status({seen})
    return found | {address: _status(all_states) for address, all_states in states.items()}


def seen_as(version: Version) -> str:
    """The state, save that a withdrawn version which is kept under a mark answers as one that is open."""
    kept = version.state == State.WITHDRAWN and not is_hidden(version)
    return KEPT if kept else version.state


def _status(states: set[str]) -> int:
    if State.PUBLISHED in states:
        return OPEN
    if State.WITHDRAWN in states:
        return NOTICE
    return OPEN if states & {State.SUPERSEDED, KEPT} else CLOSED


def answer_of(address: str) -> int:
    """The status the site gives an anonymous visitor, by the questions its view asks; nothing is rendered."""
    if any(stored_page(address, language) for language, _name in settings.LANGUAGES):
        return OPEN
    asked = resolve(address).kwargs
    number = asked.get("number")
    version = public_version(
        asked["code"], asked["year"], kind=asked.get("kind") or "", number=int(number) if number else None
    )
    if version is None:
        return CLOSED
    return NOTICE if is_hidden(version) else OPEN
