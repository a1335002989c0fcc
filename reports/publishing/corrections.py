"""The correction table, made by the machine: what differs between two Editions, with the reason given for it.

On paper it stands in the correcting version itself: all of it is known when that version is sealed.
"""

from typing import Any

from django.utils.translation import gettext as _

from reports.comparison import CASE, CHALLENGE, CHART, FIGURES, FRONT, MEMBERS, PICTURE, TEXT, changes
from reports.document.nodes import Cell, Row, Table, Text
from reports.facts import Facts
from reports.models import Edition, Snapshot, State, Version

# The groups people give a reason for; "" is the one for all that has none of its own.
REASON_GROUPS = {
    "figures": FIGURES,
    "texts": frozenset({TEXT, CASE, CHALLENGE, FRONT, MEMBERS}),
    "pictures": frozenset({PICTURE, CHART}),
}
HIDING = frozenset(
    {"", Version.Withdrawal.MISTAKE, Version.Withdrawal.LAW}
)  # of an unknown kind: rather hidden
HOW = {"added": "新增", "removed": "删除", "changed": "修改"}  # content, in the report's own language


def correction_table(old: Facts, new: Facts, reasons: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of kind, label, place, old, new, reason; long texts are named, not printed.

    `reasons` by place, by group of REASON_GROUPS, and "" for all that has none of its own.
    """
    return [
        {
            "kind": change.kind,
            "how": change.how,
            "place": change.place,
            "label": change.label,
            "old": change.old if change.kind in FIGURES else "",
            "new": change.new if change.kind in FIGURES else "",
            "reason": reason_for(change.place, change.kind, reasons),
        }
        for change in changes(old, new)
    ]


def reason_for(place: str, kind: str, reasons: dict[str, str]) -> str:
    group = next((name for name, kinds in REASON_GROUPS.items() if kind in kinds), "")
    return reasons.get(place) or reasons.get(group) or reasons.get("", "")


def facts_of(edition: Edition) -> Facts:
    return Facts.from_json(edition.snapshot.facts)


def stored_table(version: Version, previous: Version) -> list[dict[str, Any]]:
    """The table of a version against the one it replaces. Raises ValueError where nothing differs."""
    rows = correction_table(facts_of(previous.edition), facts_of(version.edition), version.reasons)
    if not rows:
        raise ValueError("nothing differs")
    return rows


def is_hidden(version: Version) -> bool:
    """A withdrawn version whose content is shown to nobody any more (误发, 法律要求)."""
    return version.state == State.WITHDRAWN and version.withdrawal in HIDING


def shown_changes(version: Version) -> list[dict[str, Any]]:
    """The stored table as the public may read it: words of a hidden version show nowhere else either."""
    if is_hidden(version):
        return []
    if version.previous is not None and is_hidden(version.previous):
        return [row | {"old": ""} for row in version.changes or []]
    return list(version.changes or [])


def table_to_seal(version: Version, snapshot: Snapshot) -> tuple[Table, ...]:
    """What the correcting version prints of its changes; () for a first version."""
    previous = version.previous
    if previous is None or not hasattr(previous, "edition"):
        return ()
    rows = correction_table(
        facts_of(previous.edition), Facts.from_json(snapshot.facts), version.reasons or {}
    )
    hidden = is_hidden(previous)
    return (printed_table([row | {"old": ""} if hidden else row for row in rows]),) if rows else ()


def printed_table(rows: list[dict[str, Any]]) -> Table:
    """Texts alone: an old figure is no figure of this report, so nothing here is marked as one."""
    titles = ("项目", "原值", "现值", "原因")
    return Table(
        anchor="tab-corrections",
        caption="更正对照表",
        head=(Row(tuple(Cell((Text(title),), header=True, scope="col") for title in titles)),),
        body=tuple(_printed_row(row) for row in rows),
    )


def _printed_row(row: dict[str, Any]) -> Row:
    old, new = (row["old"], row["new"]) if row["kind"] in FIGURES else ("", HOW.get(row["how"], ""))
    cells = (old or "—", new or "—", row["reason"] or "—")
    label = Cell((Text(label_of(row)),), header=True, scope="row")
    return Row((label, *(Cell((Text(text),)) for text in cells)))


def label_of(row: dict[str, Any]) -> str:
    """What a row is about, in words; fields of the front and the outline have no name of their own."""
    if row["place"] == "outline":
        return _("outline")
    if row["kind"] == FRONT:
        return _("cover and front matter")
    if row["place"] == "measures":
        return _("measures")
    return _("schools folded into this report") if row["kind"] == MEMBERS else row["label"]
