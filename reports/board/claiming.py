"""Claims many reviews at once, each in its own transaction, with a look before at which cannot be claimed and why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from institutions.models import User
from reports.models import State, Version
from reports.workflow import review
from reports.workflow.refusals import TransitionRefused
from reports.workflow.rights import may
from reports.workflow.states import BY_ACT

from .reminding import Plan
from .rows import Row


def plan_claims(rows: Iterable[Row], by: User) -> Plan:
    """One query."""
    rows, plan = list(rows), Plan()
    versions = Version.objects.select_related("report__record").in_bulk(
        [r.version for r in rows if r.version]
    )
    for row in rows:
        reason = _why_not(versions.get(row.version), by)
        plan.included.append(row) if not reason else plan.excluded.append((row, reason))
    return plan


def _why_not(version: Version | None, by: User) -> str:
    if version is None or version.state not in (State.SUBMITTED, State.REVIEWING):
        return _("It does not wait for a review.")
    if version.state == State.REVIEWING:
        return _("Its review has begun already.")
    if not may(by, BY_ACT["claim"], version):
        return _("It is another bureau's turn, or your own school's report.")
    return ""


def claim_all(rows: Iterable[Row], *, by: User) -> Plan:
    """What is refused at the last moment stands among the excluded, with the reason."""
    plan, done = plan_claims(rows, by), []
    for row in plan.included:
        try:
            review.claim(row.version, by=by)
        except TransitionRefused as refusal:
            plan.excluded.append((row, " ".join(refusal.reasons)))
        else:
            done.append(row)
    return Plan(done, plan.excluded)
