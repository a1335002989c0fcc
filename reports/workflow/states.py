"""The life of a version as one table: from, to, who. The documentation page and the test of it are made from here.

An act with `creates` begins a further version: `sources` are then the states of the version it follows (empty: none).
`import_published` has its own function (publishing/imported.py); no person does it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from institutions.models import Role
from reports.models import State


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step. No `roles`: the system takes it. `words` is what a button and the history call it."""

    number: str
    act: str
    words: str
    sources: tuple[State, ...]
    target: State
    roles: tuple[Role, ...]
    needs_reason: bool = False
    creates: bool = False


STEPS: tuple[Step, ...] = (
    Step("T1", "start", _("begin"), (), State.DRAFT, (Role.LEAD,), creates=True),
    Step("T2", "request_signature", _("ask for the signature"), (State.DRAFT,), State.SIGNING, (Role.LEAD,)),
    Step(
        "T3",
        "recall_signature",
        _("take back from signing"),
        (State.SIGNING,),
        State.DRAFT,
        (Role.LEAD, Role.SIGNATORY),
        True,
    ),
    Step("T4", "sign", _("sign and hand in"), (State.SIGNING,), State.SUBMITTED, (Role.SIGNATORY,)),
    Step("T5", "recall", _("recall"), (State.SUBMITTED,), State.DRAFT, (Role.LEAD,), True),
    Step("T6", "claim", _("claim the review"), (State.SUBMITTED,), State.REVIEWING, (Role.REVIEWER,)),
    Step("T7", "return", _("return"), (State.REVIEWING,), State.RETURNED, (Role.REVIEWER,), True),
    Step("T8", "resubmit", _("ask for the signature again"), (State.RETURNED,), State.SIGNING, (Role.LEAD,)),
    Step(
        "T9",
        "pass_on",
        _("approve for the next level"),
        (State.REVIEWING,),
        State.SUBMITTED,
        (Role.REVIEWER,),
    ),
    Step("T10", "approve", _("approve"), (State.REVIEWING,), State.APPROVED, (Role.REVIEWER,)),
    Step(
        "T11",
        "take_back",
        _("take the approval back"),
        (State.APPROVED,),
        State.REVIEWING,
        (Role.REVIEWER,),
        True,
    ),
    Step("T12a", "schedule", _("schedule"), (State.APPROVED,), State.SCHEDULED, (Role.PUBLISHER,)),
    Step(
        "T12b", "publish", _("publish"), (State.APPROVED, State.SCHEDULED), State.PUBLISHED, (Role.PUBLISHER,)
    ),
    Step("T13", "unschedule", _("put off"), (State.SCHEDULED,), State.APPROVED, (Role.PUBLISHER,), True),
    Step(
        "T14",
        "correct",
        _("begin a correction"),
        (State.PUBLISHED,),
        State.DRAFT,
        (Role.LEAD, Role.PUBLISHER),
        True,
        creates=True,
    ),
    Step("T15", "supersede", _("superseded"), (State.PUBLISHED,), State.SUPERSEDED, ()),
    Step("T16", "withdraw", _("withdraw"), (State.PUBLISHED,), State.WITHDRAWN, (Role.PUBLISHER,), True),
    Step(
        "T17",
        "republish",
        _("begin anew after the withdrawal"),
        (State.WITHDRAWN,),
        State.DRAFT,
        (Role.PUBLISHER,),
        True,
        creates=True,
    ),
    Step(
        "T18",
        "void",
        _("void"),
        (State.DRAFT, State.SIGNING, State.SUBMITTED, State.REVIEWING, State.RETURNED, State.APPROVED),
        State.VOID,
        (Role.LEAD, Role.PUBLISHER),
        True,
    ),
    Step(
        "T19",
        "force",
        _("publish before the review ends"),
        (State.REVIEWING,),
        State.PUBLISHED,
        (Role.PUBLISHER,),
        True,
    ),
    # Earlier years are brought in as already published: no signature, no guard, findings kept as found.
    Step("import", "import_published", _("brought in as published"), (), State.PUBLISHED, (), creates=True),
)

BY_ACT = {step.act: step for step in STEPS}

# What people may still change; everything else is frozen.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
PUBLIC = frozenset({State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN})
