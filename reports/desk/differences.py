"""Changes as a screen shows them: what kind, where, old and new; of texts the changed paragraphs with their words marked."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.comparison import CASE, CHALLENGE, CHART, FIGURES, FRONT, PICTURE, Change, changed_words

from .places import Places, front_label

KINDS = {
    "value": _("figure"), "computed": _("computed figure"), "text": _("text"), PICTURE: _("picture"),
    CASE: _("case study"), CHALLENGE: _("challenge"), FRONT: _("title pages"), CHART: _("chart"),
}  # fmt: skip
HOWS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
MOST = 400_000  # product of two lengths up to which single words are marked; beyond, whole paragraphs

Run = tuple[str, str]  # same, del or ins; the words


@dataclass(frozen=True, slots=True)
class Shown:
    """`paragraphs` is None for figures, which show old and new; else the paragraphs that differ."""

    kind: str
    how: str
    label: str
    old: str
    new: str
    link: str
    paragraphs: list[list[Run]] | None = None
    unchanged: int = 0


def shown(changes: Iterable[Change], places: Places | None = None) -> list[Shown]:
    return [_one(change, places) for change in changes]


def _one(change: Change, places: Places | None) -> Shown:
    paragraphs, unchanged = None, 0
    if change.kind not in FIGURES:
        paragraphs, unchanged = marked(change.old, change.new)
    return Shown(
        kind=str(KINDS.get(change.kind, change.kind)),
        how=str(HOWS[change.how]),
        label=front_label(change.label) if change.kind == FRONT else change.label,
        old=change.old,
        new=change.new,
        link=places.link(change.place) if places else "",
        paragraphs=paragraphs,
        unchanged=unchanged,
    )


def marked(old: str, new: str) -> tuple[list[list[Run]], int]:
    """The paragraphs that differ, with runs of words, and how many are the same in both."""
    before, after = old.splitlines(), new.splitlines()
    found: list[list[Run]] = []
    same = 0
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            same += b - a
            continue
        gone, come = before[a:b], after[c:d]
        for n in range(max(len(gone), len(come))):
            found.append(_runs(gone[n] if n < len(gone) else "", come[n] if n < len(come) else ""))
    return found, same


def _runs(old: str, new: str) -> list[Run]:
    if old and new and len(old) * len(new) <= MOST:
        return changed_words(old, new)
    return [run for run in (("del", old), ("ins", new)) if run[1]]
