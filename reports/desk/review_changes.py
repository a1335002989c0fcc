"""The middle column of the workbench: part by part what changed, what stayed, and the whole text to read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.comparison import FIGURES, PICTURE, TEXT, Change, value_words, words_of
from reports.facts import Facts, PictureFacts
from reports.models import Version
from reports.review.contents import Compared
from reports.review.parts import FIGURES as OTHER_FIGURES
from reports.review.parts import FRONT, Part, Parts

from .differences import Shown, shown

MOST = 200  # changes of one view that are written out


@dataclass(frozen=True, slots=True)
class Entry:
    """A change with its place; of a picture also where the old and the new one are to be seen."""

    change: Change
    words: Shown
    old_picture: str = ""
    new_picture: str = ""
    anchor: str = ""  # of a figure: its place, at its first row alone

    @property
    def is_figure(self) -> bool:
        return self.change.kind in FIGURES


@dataclass(slots=True)
class SectionView:
    """A section with its changes; `text` is the whole narrative, a paragraph per line."""

    place: str
    title: str
    text: list[str]
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class PartView:
    part: Part
    title: str
    entries: list[Entry]
    sections: list[SectionView] = field(default_factory=list)
    same_figures: list[tuple[str, str, str, str]] = field(default_factory=list)  # anchor, place, name, words

    @property
    def figures(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_figure]

    @property
    def others(self) -> list[Entry]:
        """What is neither a figure nor shown with its section."""
        shown_there = {id(entry) for section in self.sections for entry in section.entries}
        return [e for e in self.entries if not e.is_figure and id(e) not in shown_there]


def title_of(part: Part) -> str:
    if part.key == FRONT:
        return _("Title pages and order")
    return _("Figures outside the chapters") if part.key == OTHER_FIGURES else part.title


def part_views(
    version: Version, compared: Compared, parts: Parts, *, only: str, whole: bool
) -> list[PartView]:
    """The parts of a view: one (`only` its key) or all; `whole` shows unchanged sections and figures too."""
    entries = _entries(version, compared)
    by_part: dict[str, list[Entry]] = {part.key: [] for part in parts.all}
    for entry in entries[:MOST] if not only else entries:
        by_part[parts.of(entry.change.place)].append(entry)
    views = []
    for part in parts.all:
        if only and part.key != only:
            continue
        view = PartView(part, title_of(part), by_part[part.key])
        if whole:
            _fill(view, compared.facts, parts, part)
        if view.entries or whole:
            views.append(view)
    return views


def _fill(view: PartView, facts: Facts, parts: Parts, part: Part) -> None:
    """Every section of the part with its text, and the figures that did not change."""
    own = {e.change.place: e for e in view.entries if e.change.kind == TEXT}
    for section in part.sections:
        place = f"sec-{section.key}"
        text = words_of(facts.narrative_by_section.get(section.key, "")).splitlines()
        found = [own[place]] if place in own else []
        view.sections.append(SectionView(place, section.title, text, found))
    changed = {(e.change.code, e.change.breakdown, e.change.period) for e in view.figures}
    seen = {e.change.place for e in view.figures}
    for value in facts.values:
        place = f"value:{value.metric}"
        if (value.metric, value.breakdown, value.period) not in changed and parts.of(place) == part.key:
            metric = facts.metric_by_code.get(value.metric)
            more = "，".join(filter(None, (value.breakdown, value.period)))
            name = (metric.name_zh if metric else value.metric) + (f"（{more}）" if more else "")
            anchor = "" if place in seen else place
            seen.add(place)
            view.same_figures.append((anchor, place, name, value_words(value, metric)))


def _entries(version: Version, compared: Compared) -> list[Entry]:
    old, new = _pictures(compared.before), _pictures(compared.facts)
    entries, seen = [], set()
    for change, words in zip(compared.changes, shown(compared.changes), strict=True):
        pair = ("", "")
        if change.kind == PICTURE:
            pair = (_address(version, old.get(change.place)), _address(version, new.get(change.place)))
        anchor = change.place if change.kind in FIGURES and change.place not in seen else ""
        seen.add(change.place)
        entries.append(Entry(change, words, *pair, anchor))
    return entries


def _pictures(facts: Facts | None) -> dict[str, PictureFacts]:
    return {f"fig-{p.key}": p for p in facts.pictures} if facts else {}


def _address(version: Version, picture: PictureFacts | None) -> str:
    if picture is None or not picture.file or not picture.digest:
        return ""
    return reverse("desk:review_picture", args=[version.pk, picture.digest])


def counts(changes: Iterable[Change], parts: Parts) -> dict[str, int]:
    """Part → number of changes in it."""
    found: dict[str, int] = {}
    for change in changes:
        key = parts.of(change.place)
        found[key] = found.get(key, 0) + 1
    return found
