"""Acts on many rows of the board at once: first a page that shows for whom, for whom not and why; then the act.

One address per act, POST alone: `/desk/board/<act>/`. Without `confirm` it shows the page and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from institutions.models import Role
from reports.board.claiming import claim_all, plan_claims
from reports.board.opening import open_all, plan_opening
from reports.board.reading import CLAIMERS, KEEPERS, REMINDERS
from reports.board.reminding import Plan
from reports.workflow.refusals import TransitionRefused

from . import extensions, reminders
from .board_filter import BoardFilter, board_of


@dataclass(frozen=True, slots=True)
class BulkAct:
    """`plan` looks, `take` acts; both answer with a Plan. `button` and `done` take the number of rows as %(count)s."""

    words: Promise
    roles: frozenset[Role]
    plan: Callable[[BoardFilter, forms.Form], Plan]
    take: Callable[[BoardFilter, forms.Form], Plan]
    button: Promise
    done: Promise
    form: type[forms.Form] = forms.Form


ACTS = {
    "remind": BulkAct(
        gettext_lazy("Remind"), REMINDERS, reminders.plan, reminders.take,
        gettext_lazy("Send %(count)s reminders"), gettext_lazy("%(count)s schools were reminded."),
        reminders.RemindForm,
    ),
    "extend": BulkAct(
        gettext_lazy("Extend the deadline"), KEEPERS, extensions.plan, extensions.take,
        gettext_lazy("Extend the deadline of %(count)s"),
        gettext_lazy("%(count)s schools have a later deadline."), extensions.ExtendForm,
    ),
    "claim": BulkAct(
        gettext_lazy("Claim the reviews"), CLAIMERS,
        lambda asked, form: plan_claims(asked.picked, asked.user),
        lambda asked, form: claim_all(asked.picked, by=asked.user),
        gettext_lazy("Claim %(count)s reviews"), gettext_lazy("%(count)s reviews are yours now."),
    ),
    "open": BulkAct(
        gettext_lazy("Begin the reports"), KEEPERS,
        lambda asked, form: plan_opening(asked.picked),
        lambda asked, form: open_all(asked.campaign, asked.kind, asked.picked, by=asked.user),
        gettext_lazy("Begin %(count)s reports"), gettext_lazy("%(count)s reports were begun."),
    ),
}  # fmt: skip


@login_required
@never_cache
@require_POST
def bulk(request: HttpRequest, act: str) -> HttpResponse:
    found = ACTS.get(act)
    if found is None:
        raise Http404
    asked = board_of(request, found.roles)
    if asked.campaign is None or not asked.picked:
        messages.warning(request, _("Tick at least one school first."))
        return redirect(f"{reverse('desk:board')}?{asked.address()}")
    if "confirm" not in request.POST:
        return _look(request, act, found, asked, found.form(initial=getattr(found.form, "first", None)))
    form = found.form(request.POST)
    if not form.is_valid():
        return _look(request, act, found, asked, form, status=422)
    try:
        plan = found.take(asked, form)
    except TransitionRefused as refusal:
        return _look(request, act, found, asked, form, refusal.reasons, status=refusal.status)
    messages.success(request, found.done % {"count": len(plan.included)})
    if plan.excluded:
        messages.warning(request, _left_out(plan))
    return redirect(f"{reverse('desk:board')}?{asked.address()}")


def _look(
    request: HttpRequest, act: str, found: BulkAct, asked: BoardFilter, form: forms.Form, reasons=(),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    plan = found.plan(asked, form)
    context = {
        "act": act, "bulk": found, "asked": asked, "form": form, "plan": plan, "reasons": reasons,
        "button": found.button % {"count": len(plan.included)},
        "picks": ",".join(str(row.subject) for row in asked.picked), "kept": asked.address(),
    }  # fmt: skip
    return render(request, "reports/desk/board/preview.html", context, status=status)


def _left_out(plan: Plan) -> str:
    named = "；".join(f"{row.name}：{reason}" for row, reason in plan.excluded[:10])
    return _("%(count)s were left out. %(named)s") % {"count": len(plan.excluded), "named": named}
