"""One version: where it stands, what this person may do next, its history, signatures and receipt."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from institutions.models import Region
from institutions.permissions import EDITORS, can, roles_held_at
from reports.models import State, Version
from reports.publishing.addresses import OPEN_TO_ALL, edition_address, report_address
from reports.workflow.deadline import days_until, deadline_of, due_of
from reports.workflow.guests import may_admit
from reports.workflow.rights import may
from reports.workflow.states import BY_ACT, EDITABLE

from .access import visible_version
from .acts import ACTS, Act
from .content import OPEN_ITEMS
from .guests import passes_of
from .hindrances import why_blocked

WAY = (State.DRAFT, State.SIGNING, State.SUBMITTED, State.REVIEWING, State.APPROVED, State.PUBLISHED)
STANDS_AT = {  # states off the way → the stop where they stand
    State.RETURNED: State.DRAFT,
    State.SCHEDULED: State.APPROVED,
    State.SUPERSEDED: State.PUBLISHED,
    State.WITHDRAWN: State.PUBLISHED,
}

WITH_THE_SCHOOL = (State.DRAFT, State.SIGNING, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the life line: `passed`, `here` or `ahead`, with the day it was reached last."""

    state: str
    words: str
    how: str
    reached: object = None


@login_required
@never_cache
@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    found = visible_version(request, version_id)
    report, user = found.report, request.user
    history = list(found.transitions.select_related("user"))
    for step in history:
        step.words = BY_ACT[step.act].words if step.act in BY_ACT else step.act
    acts = [(act, why_blocked(act.step.act, found, user)) for act in possible_acts(user, found)]
    deadline = deadline_of(report)
    due = due_of(found, deadline) if found.state in WITH_THE_SCHOOL else None
    public = found.number and found.state in OPEN_TO_ALL
    context = {
        "version": found,
        "report": report,
        "line": life_line(found, history),
        "acts": [act for act, reasons in acts if not reasons],
        "blocked": [(act, reasons) for act, reasons in acts if reasons],
        "history": history,
        "signatures": found.signatures.select_related("user"),
        "levels": _levels(found),
        "due": due,
        "days": days_until(due) if due else None,
        "open_items": found.items.filter(cycle__gt=0, status__in=OPEN_ITEMS).count(),
        "frozen_for_me": found.state not in EDITABLE and bool(roles_held_at(user, report) & EDITORS),
        "editable_by_me": found.state in EDITABLE and can(user, "change", report),
        "others": report.versions.exclude(pk=found.pk),
        "passes": passes_of(report),
        "may_admit": may_admit(user, report),
        "public_address": report_address(report) if public and found.state == State.PUBLISHED else "",
        "fixed_address": edition_address(found) if public else "",
    }
    return render(request, "reports/desk/version.html", context)


def possible_acts(user, found: Version) -> list[Act]:
    """Acts this person's roles allow in this state; whether something hinders them is another question."""
    return [act for act in ACTS.values() if found.state in act.step.sources and may(user, act.step, found)]


def life_line(found: Version, history: list) -> list[Stop]:
    """The way from draft to public with the day each stop was reached; a void version stands nowhere."""
    reached = {}
    for step in history:
        reached[step.to_state] = step.created_at
    here = STANDS_AT.get(found.state, found.state)
    index = WAY.index(here) if here in WAY else -1
    stops = []
    for n, state in enumerate(WAY):
        how = "here" if n == index else "passed" if n < index else "ahead"
        words = found.get_state_display() if n == index else State(state).label
        day = reached.get(found.state) if n == index else reached.get(state) if n < index else None
        stops.append(Stop(state, words, how, day))
    return stops


def _levels(found: Version) -> list[tuple[str, str]]:
    """Names of the bureaus on the path, each with how far it is."""
    if not found.path or found.state not in (
        State.SUBMITTED,
        State.REVIEWING,
        State.APPROVED,
        State.RETURNED,
    ):
        return []
    names = dict(Region.objects.filter(code__in=found.path).values_list("code", "name"))
    level = found.level or 0
    done = found.state == State.APPROVED
    return [
        (
            names.get(code, code),
            _("passed") if done or n < level else _("its turn") if n == level else _("still to come"),
        )
        for n, code in enumerate(found.path)
    ]
