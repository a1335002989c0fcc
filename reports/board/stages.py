"""How far a report is, as a bureau counts it: stages, the columns of the board, and the dates that stand in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import State

NOT_STARTED, DRAFT, SIGNING, REVIEW, RETURNED = "not_started", "draft", "signing", "review", "returned"
APPROVED, PUBLISHED, WITHDRAWN = "approved", "published", "withdrawn"
OVERDUE = "overdue"  # a filter across stages, not a stage


@dataclass(frozen=True, slots=True)
class Stage:
    """`states` of the version that count as this stage; none: no version that is not void."""

    key: str
    words: Promise
    states: tuple[State, ...]


STAGES = (
    Stage(NOT_STARTED, _("not started"), ()),
    Stage(DRAFT, _("being filled in"), (State.DRAFT,)),
    Stage(SIGNING, _("to be signed"), (State.SIGNING,)),
    Stage(REVIEW, _("to be reviewed"), (State.SUBMITTED, State.REVIEWING)),
    Stage(RETURNED, _("sent back"), (State.RETURNED,)),
    Stage(APPROVED, _("passed"), (State.APPROVED, State.SCHEDULED)),
    Stage(PUBLISHED, _("public"), (State.PUBLISHED, State.SUPERSEDED)),
    Stage(WITHDRAWN, _("taken off"), (State.WITHDRAWN,)),
)
BY_KEY = {stage.key: stage for stage in STAGES}
ORDER = {stage.key: number for number, stage in enumerate(STAGES)}
WITH_SCHOOL = frozenset(
    {NOT_STARTED, DRAFT, SIGNING, RETURNED}
)  # the school must act; only these can be overdue

# The columns of the board, left to right: the state entered, and what the head of the column says.
COLUMNS = (
    (State.DRAFT, _("begun")),
    (State.SIGNING, _("to the signatory")),
    (State.SUBMITTED, _("handed in")),
    (State.REVIEWING, _("in review")),
    (State.RETURNED, _("sent back")),
    (State.APPROVED, _("passed")),
    (State.PUBLISHED, _("public")),
)
_PLACE = {state: number for number, (state, _words) in enumerate(COLUMNS)}


def stage_of(state: str) -> str:
    """Key of the stage; '' (no version) is not started."""
    return next((s.key for s in STAGES if state in s.states), NOT_STARTED)


def dates(steps: Iterable[tuple[str, datetime]]) -> list[datetime | None]:
    """One date per column from the steps (state entered, when) of a version, oldest first.

    A step to the left takes away what stood to the right of it, save the date of the last return.
    """
    found: list[datetime | None] = [None] * len(COLUMNS)
    for state, moment in steps:
        if state not in _PLACE:
            continue
        place = _PLACE[state]
        found[place] = moment
        for later in range(place + 1, len(COLUMNS)):
            if COLUMNS[later][0] != State.RETURNED:
                found[later] = None
    return found
