"""The side panel of the workbench: findings with their explanations, items, remarks, marks, recycled paragraphs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports.audit import sentence
from reports.comparison import changed_words
from reports.models import Finding, ReviewItem, Version
from reports.review.contents import Compared, Since, before
from reports.review.neighbours import Recycled, recycled_texts
from reports.review.parts import Parts
from reports.review.place_names import PlaceNames
from reports.review.recycled import Match

from .differences import marked

ANSWERED = (ReviewItem.Status.CHANGED, ReviewItem.Status.DISPUTED)
AGAIN = (*ANSWERED, ReviewItem.Status.REOPENED, ReviewItem.Status.ACCEPTED)
ORDER = {Finding.Severity.MUST_FIX: 0, Finding.Severity.MUST_EXPLAIN: 1, Finding.Severity.ADVICE: 2}


@dataclass(frozen=True, slots=True)
class FindingView:
    finding: Finding
    words: str
    where: str
    to_judge: bool
    has_item: bool


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """An item of an earlier return with its answer; `runs` None: the place is unchanged."""

    item: ReviewItem
    where: str
    runs: list[list[tuple[str, str]]] | None
    to_settle: bool

    @property
    def is_figure(self) -> bool:
        return self.item.place.startswith("value:")


@dataclass(frozen=True, slots=True)
class MatchView:
    """Both paragraphs with what differs marked."""

    match: Match
    percent: int
    runs: list[tuple[str, str]]


def findings_of(version: Version, names: PlaceNames, drafts: Iterable[ReviewItem]) -> list[FindingView]:
    """What must be fixed first, then explanations still to be judged, the rest after them."""
    written = {item.finding_id for item in drafts} | {(item.place, item.text) for item in drafts}
    rows = version.findings.filter(gone=False).select_related("explained_by")
    views = []
    for row in rows:
        words = sentence(row)
        to_judge = is_to_judge(row)
        has_item = row.pk in written or (row.place, words[:500]) in written
        views.append(FindingView(row, words, names.name(row.place), to_judge, has_item))
    return sorted(views, key=lambda v: (ORDER[v.finding.severity], not v.to_judge, v.finding.pk))


def is_to_judge(finding: Finding) -> bool:
    return bool(
        finding.severity == Finding.Severity.MUST_EXPLAIN and finding.explanation and not finding.verdict
    )


def drafts_of(version: Version) -> QuerySet[ReviewItem]:
    return version.items.filter(cycle=0).select_related("written_by")


def answered_of(version: Version, names: PlaceNames) -> list[AnsweredView]:
    """The items of earlier returns, answered ones that wait for the reviewer on top."""
    rows = version.items.filter(cycle__gt=0, status__in=AGAIN).select_related("answered_by")
    views = []
    for row in rows:
        runs = marked(row.before, row.after)[0] if row.before != row.after else None
        views.append(AnsweredView(row, names.name(row.place), runs, row.status in ANSWERED))
    return sorted(views, key=lambda v: (not v.to_settle, v.item.cycle, v.item.number))


def recycled_of(request: HttpRequest, version: Version, compared: Compared, since: str) -> Recycled:
    last_year = compared.before if since == Since.YEAR else before(version, Since.YEAR)
    return recycled_texts(version.report, compared.facts, last_year, request.user)


def match_views(matches: Iterable[Match]) -> list[MatchView]:
    return [
        MatchView(m, round(m.share * 100), changed_words(m.there.text[:1500], m.here.text[:1500]))
        for m in matches
    ]


def matches_in(found: Recycled, parts: Parts, only: str) -> list[Match]:
    return [m for m in found.matches if not only or parts.of(m.here.place) == only]


def place_groups() -> dict[str, str]:
    return {
        "sec-": _("sections"), "value:": _("figures"), "tab-": _("tables"), "case-": _("cases"),
        "challenge-": _("challenges"), "fig-": _("pictures and charts"),
    }  # fmt: skip
