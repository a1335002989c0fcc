"""The one address that takes steps: /desk/versions/<id>/<act>/."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reports.models import Version
from reports.workflow.refusals import NotAllowed, TransitionRefused
from reports.workflow.rights import may, why_not

from . import approval, correction, signing
from .access import visible_version
from .acts import ACTS, Act, ActForm

TWICE = timedelta(minutes=2)  # a button pressed again within this time leads to the result of the first press

# act → its own template, and what that shows besides form and reasons: context(request, version, form)
Context = Callable[[HttpRequest, Version, ActForm], dict[str, Any]]
PAGES: dict[str, tuple[str, Context]] = {
    "request_signature": ("reports/desk/request.html", signing.request_context),
    "resubmit": ("reports/desk/request.html", signing.request_context),
    "sign": ("reports/desk/sign.html", signing.sign_context),
    "withdraw": ("reports/desk/withdraw.html", correction.withdraw_context),
    "return": ("reports/desk/review/return.html", approval.return_context),
    "pass_on": ("reports/desk/review/approve.html", approval.approval_context),
    "approve": ("reports/desk/review/approve.html", approval.approval_context),
    "schedule": ("reports/desk/review/publish.html", approval.publication_context),
    "publish": ("reports/desk/review/publish.html", approval.publication_context),
}
# act → route that shows its result; all others lead to the version
RESULTS = {"sign": "desk:receipt"}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, version_id: int, act: str) -> HttpResponse:
    """GET: the form of the act. POST: the step, once; refused with 403, 409 or 422 and every reason."""
    version, found = visible_version(request, version_id), ACTS.get(act)
    if found is None:
        raise Http404
    form = found.form(initial=_seen(version))
    if not may(request.user, found.step, version):
        return _page(request, version, found, form, NotAllowed(why_not(found.step)))
    if request.method != "POST":
        return _page(request, version, found, form, None)
    return _take(request, version, found)


def _take(request: HttpRequest, version: Version, act: Act) -> HttpResponse:
    form = act.form(request.POST)
    if form.extra_fields():
        refusal = TransitionRefused(
            _("The request carries more than this decision. Nothing was changed; load the page again.")
        )
        return _page(request, version, act, form, refusal)
    if not form.is_valid():
        return _page(request, version, act, form, None, status=422)
    fields = {k: v for k, v in form.cleaned_data.items() if not k.startswith("seen_")}
    try:
        result = act.take(version.pk, by=request.user, seen=form.seen, **fields)
    except TransitionRefused as refusal:
        if _pressed_twice(request, version, act):
            return _result(version, act)
        return _page(request, version, act, form, refusal)
    messages.success(request, _("Done: %(act)s.") % {"act": act.step.words})
    return _result(result if isinstance(result, Version) else version, act)


def _pressed_twice(request: HttpRequest, version: Version, act: Act) -> bool:
    last = version.transitions.order_by("-pk").first()
    return (
        last is not None
        and last.act == act.step.act
        and last.user_id == request.user.pk
        and last.created_at > timezone.now() - TWICE
    )


def _result(version: Version, act: Act) -> HttpResponse:
    return redirect(RESULTS.get(act.step.act, "desk:version"), version.pk)


def _seen(version: Version) -> dict[str, str]:
    return {"seen_state": version.state, "seen_fingerprint": version.fingerprint}


def _page(
    request: HttpRequest,
    version: Version,
    act: Act,
    form: ActForm,
    refusal: TransitionRefused | None,
    status: int = 200,
) -> HttpResponse:
    version.refresh_from_db(fields=["state", "fingerprint"])
    not_mine = isinstance(refusal, NotAllowed) and not may(request.user, act.step, version)
    possible = version.state in act.step.sources and not not_mine
    context = {
        "version": version,
        "report": version.report,
        "act": act,
        "form": form,
        "reasons": refusal.reasons if refusal else (),
        "possible": possible,
    }
    template = "reports/desk/step.html"
    if possible and act.step.act in PAGES:
        template, more = PAGES[act.step.act]
        context |= more(request, version, form)
    return render(request, template, context, status=refusal.status if refusal else status)
