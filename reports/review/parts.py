"""The parts of a report as a reviewer walks them: chapters of the outline, title pages, figures no chapter shows. Pure.

Every place a finding, a change or an item names belongs to exactly one part.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.facts import Facts, SectionFacts

FRONT, FIGURES = "front", "figures"
PICTURE = re.compile(r'src="(?:picture|chart):([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str  # '' for FRONT and FIGURES, which the screen names
    sections: tuple[SectionFacts, ...] = ()


class Parts:
    """The parts of one content in reading order, and the part of each place."""

    def __init__(self, facts: Facts, before: Facts | None = None):
        self.facts = facts
        parents = {s.key: s.parent for content in (before, facts) if content for s in content.sections}
        self._root = {key: _root(key, parents) for key in parents}
        self._placed = _placed(facts, before)
        chapters = [s for s in facts.sections if not s.parent]
        self.all = (
            Part(FRONT, ""),
            *(
                Part(c.key, c.title, tuple(s for s in facts.sections if self._root[s.key] == c.key))
                for c in chapters
            ),
            Part(FIGURES, ""),
        )
        self._keys = {part.key for part in self.all}

    def of(self, place: str) -> str:
        """Key of the part a place lies in."""
        if place.startswith("value:"):
            section = self._placed.get(place, "")
        elif place.startswith("sec-"):
            section = place.removeprefix("sec-")
        elif place.startswith("tab-"):
            section = self._table(place.removeprefix("tab-"))
        else:
            section = self._placed.get(place, "")
        found = self._root.get(section, "")
        if found in self._keys:
            return found
        return FIGURES if place.startswith("value:") else FRONT

    def _table(self, key: str) -> str:
        """A table is named after its section or its case, with a number behind."""
        for name in (key, key.rpartition("-")[0]):
            if name in self._root:
                return name
            if f"case-{name}" in self._placed:
                return self._placed[f"case-{name}"]
        return ""


def _root(key: str, parents: dict[str, str]) -> str:
    seen = set()
    while parents.get(key) and key not in seen:
        seen.add(key)
        key = parents[key]
    return key


def _placed(facts: Facts, before: Facts | None) -> dict[str, str]:
    """Place → section that shows it first; what only the older content has is looked up there."""
    placed: dict[str, str] = {}
    for content in (facts, before):
        for place, section in _shown(content) if content else ():
            placed.setdefault(place, section)
    return placed


def _shown(facts: Facts) -> Iterable[tuple[str, str]]:
    rows = {table.code: [row.metric for row in table.rows] for table in facts.tables}
    for annex in (False, True):  # the body comes before its annex tables
        for section in facts.sections:
            for block in section.blocks:
                if (block.kind == "annex_table") == annex:
                    codes = [*block.metrics, *(rows.get(block.table, ()) if annex else ())]
                    yield from ((f"value:{code}", section.key) for code in codes)
                if block.kind == "challenges":
                    yield from ((f"challenge-{c.key}", section.key) for c in facts.challenges)
                if block.kind in ("challenges", "measures"):
                    yield "measures", section.key
                if block.chart:
                    yield f"fig-{block.chart}", section.key
    for narrative in facts.narratives:
        yield from ((f"fig-{key}", narrative.section) for key in PICTURE.findall(narrative.html))
    for case in facts.cases:
        yield f"case-{case.key}", case.section
        for part in case.parts:
            yield from ((f"fig-{key}", case.section) for key in PICTURE.findall(part.html))
