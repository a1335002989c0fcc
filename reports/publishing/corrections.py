"""The correction table, made by the machine: what differs between two Editions, with the reason given for it."""

from typing import Any

from reports.comparison import FIGURES, changes
from reports.facts import Facts
from reports.models import Edition, Version


def correction_table(old: Facts, new: Facts, reasons: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of kind, label, place, old, new, reason; long texts are named, not printed. `reasons` by place, "" for all."""
    return [
        {
            "kind": change.kind,
            "how": change.how,
            "place": change.place,
            "label": change.label,
            "old": change.old if change.kind in FIGURES else "",
            "new": change.new if change.kind in FIGURES else "",
            "reason": reasons.get(change.place) or reasons.get("", ""),
        }
        for change in changes(old, new)
    ]


def facts_of(edition: Edition) -> Facts:
    return Facts.from_json(edition.snapshot.facts)


def stored_table(version: Version, previous: Version) -> list[dict[str, Any]]:
    """The table of a version against the one it replaces. Raises ValueError where nothing differs."""
    rows = correction_table(facts_of(previous.edition), facts_of(version.edition), version.reasons)
    if not rows:
        raise ValueError("nothing differs")
    return rows
