"""What people call the places of one content, and the choices of a form that asks for a place. Pure."""

from reports.document.compose import compose
from reports.facts import Facts

Choices = list[tuple[str, list[tuple[str, str]]]]


class PlaceNames:
    """`older` gives names to what the present content no longer has."""

    def __init__(self, facts: Facts, older: Facts | None = None):
        self._present = _names(facts) | _table_names(facts)
        self._names = (_names(older) if older else {}) | self._present

    def name(self, place: str) -> str:
        if place in self._names:
            return self._names[place]
        if place.startswith("tab-"):
            section = place.removeprefix("tab-").rpartition("-")[0]
            owner = self._names.get(f"sec-{section}") or self._names.get(f"case-{section}")
            return f"{owner} · {place.rpartition('-')[2]}" if owner else place
        return place

    def choices(self, groups: dict[str, str]) -> Choices:
        """Places by kind; `groups`: prefix of the place → heading, in the order of the form."""
        found = [
            (heading, [(place, name) for place, name in self._present.items() if place.startswith(prefix)])
            for prefix, heading in groups.items()
        ]
        return [(heading, rows) for heading, rows in found if rows]


def _names(facts: Facts) -> dict[str, str]:
    given = {v.metric for v in facts.values} | {c.metric for c in facts.computed}
    return {
        **{f"sec-{s.key}": s.title for s in facts.sections},
        **{f"value:{m.code}": m.name_zh for m in facts.metrics if m.code in given},
        **{f"case-{c.key}": c.title for c in facts.cases},
        **{f"challenge-{c.key}": c.title for c in facts.challenges},
        **{f"fig-{p.key}": p.caption for p in facts.pictures},
        **{f"fig-{c.key}": c.title for c in facts.charts},
    }


def _table_names(facts: Facts) -> dict[str, str]:
    """Tables have numbers only in the composed document."""
    return {table.anchor: f"{table.label} {table.title}".strip() for table in compose(facts).tables}
