"""What became of public versions: corrected, withdrawn, published anew; for the life line, the updates pages, the feed.

Asks stored rows alone: dates, notes, kinds, and the correction tables as they were stored at publication.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from reports.facts import Facts
from reports.models import IN_WORK, Report, State, Version

from .addresses import OPEN_TO_ALL, edition_address, report_address
from .corrections import is_hidden, label_of, shown_changes
from .dates import day_of
from .members import member_schools

PUBLISHED, CORRECTED, RENEWED, WITHDRAWN = "published", "corrected", "renewed", "withdrawn"
MOST_ROWS = 200  # of one correction table on a page; the PDF has them all


@dataclass(frozen=True, slots=True)
class Update:
    """One change of what is public. `renewed`: published anew after a withdrawal."""

    kind: str
    at: datetime
    version: Version

    @property
    def title(self) -> str:
        """As sealed; of a hidden version the subject's name alone."""
        return public_title(self.version)

    @property
    def day(self) -> str:
        return day_of(self.at)

    @property
    def note(self) -> str:
        if self.kind == WITHDRAWN:
            return self.version.withdrawal_reason
        return "" if is_hidden(self.version) else self.version.public_note

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [] if self.kind == WITHDRAWN else rows_to_show(self.version)

    @property
    def address(self) -> str:
        return edition_address(self.version)

    @property
    def edition_code(self) -> str:
        return self.version.edition.code

    @property
    def key(self) -> str:
        return f"{self.version.edition.code}:{self.kind}"


def public_title(version: Version) -> str:
    front = version.edition.manifest.get("front", {})
    if is_hidden(version) or not front.get("title"):
        return version.report.record.subject.name
    return f"{front['title']}{front.get('subtitle', '')}"


def rows_to_show(version: Version) -> list[dict[str, Any]]:
    return [row | {"label": label_of(row)} for row in shown_changes(version)[:MOST_ROWS]]


def updates_of(report: Report) -> list[Update]:
    """Everything that happened to one report in public, newest first."""
    rows = _public().filter(report=report).order_by("number")
    return _sorted(update for version in rows for update in _updates(version))


def latest_updates() -> list[tuple[datetime, int, str]]:
    """Time, version and kind of every change after a first publication, newest first; two queries."""
    corrected = _public().filter(previous__isnull=False)
    found = [
        (at, pk, RENEWED if before == State.WITHDRAWN else CORRECTED)
        for pk, at, before in corrected.values_list("pk", "published_at", "previous__state")
    ]
    withdrawn = _public().filter(state=State.WITHDRAWN)
    times = withdrawn.annotate(at=F("withdrawn_at")).values_list("pk", "at", "published_at")
    found += [(at or published, pk, WITHDRAWN) for pk, at, published in times]
    return sorted(found, reverse=True)


def with_versions(found: Iterable[tuple[datetime, int, str]]) -> list[Update]:
    """The updates of a page, with what is said of each; one query."""
    found = list(found)
    versions = _public().in_bulk([pk for _at, pk, _kind in found])
    return [Update(kind, at, versions[pk]) for at, pk, kind in found if pk in versions]


def life_of(version: Version, facts: Facts) -> dict[str, Any]:
    """What the shell says of a public version's life: tags, notices, its corrections."""
    report = version.report
    others = report.versions.exclude(pk=version.pk)
    later = others.filter(number__gt=version.number)
    return {
        "withdrawn": version.state == State.WITHDRAWN,
        "withdrawn_on": day_of(version.withdrawn_at),
        "times_corrected": others.filter(
            state=State.SUPERSEDED, number__lt=version.number, published_at__isnull=False
        ).count(),
        "has_successor": later.filter(state=State.PUBLISHED).exists(),
        "being_corrected": others.filter(state__in=IN_WORK, announced=True).exists(),
        "to_be_ratified": version.forced and version.ratified_by_id is None,
        "changes": rows_to_show(version),
        "changes_left": max(0, len(shown_changes(version)) - MOST_ROWS),
        "updates_address": f"{report_address(report)}updates/",
        "no_members": _no_members(version, facts),
    }


def _no_members(version: Version, facts: Facts) -> str:
    """Why a region report folds no school: none reports in the system ("none"), or none was folded ("unused"); ''."""
    region = version.report.record.region
    if region is None or any(member.edition for member in facts.members):
        return ""
    return "unused" if member_schools(region).filter(records__reports__isnull=False).exists() else "none"


def _public() -> QuerySet[Version]:
    return Version.objects.filter(Q(edition__isnull=False), state__in=OPEN_TO_ALL).select_related(
        "edition",
        "previous",
        "report__record__round",
        "report__record__institution",
        "report__record__region",
    )


def _updates(version: Version) -> Iterable[Update]:
    previous = version.previous
    kind = PUBLISHED
    if previous is not None:
        kind = RENEWED if previous.state == State.WITHDRAWN else CORRECTED
    yield Update(kind, version.published_at, version)
    if version.state == State.WITHDRAWN:
        yield Update(WITHDRAWN, version.withdrawn_at or version.published_at, version)


def _sorted(updates: Iterable[Update]) -> list[Update]:
    return sorted(updates, key=lambda u: (u.at, u.version.number, u.kind == WITHDRAWN), reverse=True)
