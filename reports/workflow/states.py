"""The life of a version as one table: from, to, who. The documentation page and the test of it are made from here.

`T1` and `import` have their functions (workflow/start.py, publishing/imported.py); an act that is missing in
`reports.workflow.ACTIONS` is refused as not available.
"""

from dataclasses import dataclass

from institutions.models import Role
from reports.models import State


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step. `sources` empty: the version does not exist yet."""

    number: str
    act: str
    sources: tuple[State, ...]
    target: State
    roles: tuple[Role, ...]
    needs_reason: bool = False


STEPS: tuple[Step, ...] = (
    Step("T1", "start", (), State.DRAFT, (Role.LEAD,)),
    Step("T2", "request_signature", (State.DRAFT,), State.SIGNING, (Role.LEAD,)),
    Step("T3", "recall_signature", (State.SIGNING,), State.DRAFT, (Role.LEAD, Role.SIGNATORY), True),
    Step("T4", "sign", (State.SIGNING,), State.SUBMITTED, (Role.SIGNATORY,)),
    Step("T5", "recall", (State.SUBMITTED,), State.DRAFT, (Role.LEAD,), True),
    Step("T6", "claim", (State.SUBMITTED,), State.REVIEWING, (Role.REVIEWER,)),
    Step("T7", "return", (State.REVIEWING,), State.RETURNED, (Role.REVIEWER,), True),
    Step("T8", "resubmit", (State.RETURNED,), State.SIGNING, (Role.LEAD,)),
    Step("T9", "pass_on", (State.REVIEWING,), State.SUBMITTED, (Role.REVIEWER,)),
    Step("T10", "approve", (State.REVIEWING,), State.APPROVED, (Role.REVIEWER,)),
    Step("T11", "take_back", (State.APPROVED,), State.REVIEWING, (Role.REVIEWER,), True),
    Step("T12a", "schedule", (State.APPROVED,), State.SCHEDULED, (Role.PUBLISHER,)),
    Step("T12b", "publish", (State.APPROVED, State.SCHEDULED), State.PUBLISHED, (Role.PUBLISHER,)),
    Step("T13", "unschedule", (State.SCHEDULED,), State.APPROVED, (Role.PUBLISHER,), True),
    Step("T14", "correct", (), State.DRAFT, (Role.LEAD, Role.PUBLISHER), True),
    Step("T15", "supersede", (State.PUBLISHED,), State.SUPERSEDED, ()),
    Step("T16", "withdraw", (State.PUBLISHED,), State.WITHDRAWN, (Role.PUBLISHER,), True),
    Step("T17", "republish", (), State.DRAFT, (Role.PUBLISHER,), True),
    Step(
        "T18",
        "void",
        (State.DRAFT, State.SIGNING, State.SUBMITTED, State.REVIEWING, State.RETURNED, State.APPROVED),
        State.VOID,
        (Role.LEAD, Role.PUBLISHER),
        True,
    ),
    Step("T19", "force", (State.REVIEWING,), State.PUBLISHED, (Role.PUBLISHER,), True),
    # Earlier years are brought in as already published: no signature, no guard, findings kept as found.
    Step("import", "import_published", (), State.PUBLISHED, ()),
)

BY_ACT = {step.act: step for step in STEPS}

# What people may still change; everything else is frozen.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
PUBLIC = frozenset({State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN})
