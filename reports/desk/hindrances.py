"""Why an act that the person's roles allow is not offered now: what the step would answer, where that is cheap to know."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from institutions.models import User
from reports.models import IN_WORK, Version
from reports.workflow import guards
from reports.workflow.path import is_last_level
from reports.workflow.publication import ready_to_open


def why_blocked(act: str, version: Version, user: User) -> list[str]:
    """Sentences; empty: nothing known hinders it."""
    check = CHECKS.get(act)
    return check(version, user) if check else []


def _sign(version: Version, user: User) -> list[str]:
    if guards.last_editor(version.report, version) == user.pk:
        return [_("You made the last change yourself. Whoever signs must be another person.")]
    return guards.in_time(version)


def _resubmit(version: Version, user: User) -> list[str]:
    return guards.answered(version)


def _recall(version: Version, user: User) -> list[str]:
    if version.transitions.filter(act="claim").exists():
        return [_("The review has begun. Ask the bureau to return the report.")]
    return []


def _decide(version: Version, user: User) -> list[str]:
    if version.holder_id != user.pk:
        return [_("Claim the review first; only its holder decides.")]
    return guards.four_eyes(version, user)


def _approve(version: Version, user: User) -> list[str]:
    if not is_last_level(version):
        return [_("Further levels follow: pass the report on to them.")]
    return _decide(version, user)


def _pass_on(version: Version, user: User) -> list[str]:
    return (
        [_("This is the last level: approve the report.")]
        if is_last_level(version)
        else _decide(version, user)
    )


def _return(version: Version, user: User) -> list[str]:
    return [] if version.holder_id == user.pk else [_("Claim the review first; only its holder decides.")]


def _open(version: Version, user: User) -> list[str]:
    return ready_to_open(version)


def _further(version: Version, user: User) -> list[str]:
    if version.report.versions.filter(state__in=IN_WORK).exists():
        return [_("A correction of this report is in work already. Open that one.")]
    return []


CHECKS: dict[str, Callable[[Version, User], list[str]]] = {
    "sign": _sign,
    "resubmit": _resubmit,
    "recall": _recall,
    "return": _return,
    "pass_on": _pass_on,
    "approve": _approve,
    "publish": _open,
    "schedule": _open,
    "correct": _further,
    "republish": _further,
}
