"""Everything that still stands between a report and its signature, each point with a way to where it is mended.

Reads only: the step itself asks the guards again and stores what it finds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.permissions import can
from reports.audit import audit, sentence
from reports.audit.finding import Found
from reports.document.compose import compose
from reports.document.nodes import Document
from reports.facts import Facts
from reports.models import Finding, Version
from reports.workflow import guards

from .places import Places


@dataclass(frozen=True, slots=True)
class Point:
    """One open reason; `link` is '' where no single place mends it."""

    sentence: str
    link: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    points: list[Point]


def checklist(version: Version, facts: Facts, user) -> list[Group]:
    """Open points by kind; groups without one are left out. Empty: the report can be put forward for signature."""
    document = compose(facts)
    places = Places(version.report, editable=can(user, "change", version.report))
    found = audit(facts, document)
    groups = (
        (_("Deadline"), _plain(guards.in_time(version))),
        (_("Items of the return"), _items(version)),
        (_("Must be fixed"), _faults(found, places)),
        (_("Needs an explanation"), _doubts(version, found)),
        (_("The document"), _document(document)),
        (_("Required sections"), _sections(facts, places)),
        (_("The correction"), _plain(guards.correction(version, facts))),
        (_("The region's schools"), _plain(guards.region(version))),
    )
    listed = [Group(title, list(points)) for title, points in groups]
    return [group for group in listed if group.points]


def _plain(sentences: list[str]) -> Iterator[Point]:
    return (Point(one) for one in sentences)


def _items(version: Version) -> Iterator[Point]:
    address = reverse("desk:items", args=[version.pk])
    for item, words in zip(guards.open_items(version), guards.answered(version), strict=False):
        yield Point(words, f"{address}#item-{item.number}", _("Answer it"))


def _faults(found: tuple[Found, ...], places: Places) -> Iterator[Point]:
    for one in found:
        if one.severity == Finding.Severity.MUST_FIX:
            yield Point(sentence(one), places.link(one.place), places.name(one.place))


def _doubts(version: Version, found: tuple[Found, ...]) -> Iterator[Point]:
    written = dict(version.findings.values_list("key", "explanation"))
    address = reverse("desk:findings", args=[version.pk])
    for one in found:
        explained = len(written.get(one.key, "").strip()) >= guards.MIN_EXPLANATION
        if one.severity == Finding.Severity.MUST_EXPLAIN and not explained:
            words = _("Still to be explained: %(finding)s") % {"finding": sentence(one)}
            yield Point(words, f"{address}#finding-{one.key[:12]}", _("Explain it"))


def _document(document: Document) -> Iterator[Point]:
    return (Point(problem) for problem in document.problems)


def _sections(facts: Facts, places: Places) -> Iterator[Point]:
    words = guards.missing_sections(facts)
    for section, one in zip(guards.empty_sections(facts), words, strict=True):
        place = f"sec-{section.key}"
        yield Point(one, places.link(place), places.name(place))
