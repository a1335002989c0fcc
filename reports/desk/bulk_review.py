"""Several reports of the queue at once: claim, or approve those without open questions. A preview names who is left out
and why; each report is then taken in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from institutions.models import User
from reports.models import State, Version
from reports.review.waiting import Waiting, waiting_for
from reports.workflow import guards, review
from reports.workflow.refusals import TransitionRefused
from reports.workflow.transitions import Seen

from .approval import told
from .reviewing import refused

CLAIM, APPROVE = "claim", "approve"
MOST = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """One ticked row: what would be done with it, or why it is left out."""

    row: Waiting
    reasons: list[str]
    told: list[str]

    @property
    def version(self) -> Version:
        return self.row.version

    @property
    def ticket(self) -> str:
        """What the confirmation sends back: exactly what was seen."""
        return f"{self.version.pk}:{self.version.state}:{self.version.fingerprint}"


@login_required
@never_cache
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """`act` claim or approve. Without `confirmed` the preview of `version` (numbers); with it the act on `ticket`s."""
    act = request.POST.get("act", "")
    if act not in (CLAIM, APPROVE):
        return refused(
            request, [_("Choose what to do with the reports.")], back=reverse("desk:queue"), status=422
        )
    if request.POST.get("confirmed"):
        return _take_all(request, act)
    numbers = {pk for pk in request.POST.getlist("version") if pk.isascii() and pk.isdigit()}
    rows = [row for row in waiting_for(request.user) if str(row.version.pk) in numbers][:MOST]
    chosen = [Chosen(row, reasons(row, act, request.user), _told(row, act, request.user)) for row in rows]
    context = {
        "act": act,
        "included": [c for c in chosen if not c.reasons],
        "excluded": [c for c in chosen if c.reasons],
    }
    return render(request, "reports/desk/review/bulk.html", context)


def reasons(row: Waiting, act: str, user: User) -> list[str]:
    """Why a row is left out; empty: it is taken."""
    version = row.version
    if row.as_publisher:
        return [_("The review is over; this report waits for publication.")]
    if act == CLAIM:
        return [] if version.state == State.SUBMITTED else [_("Someone holds the review already.")]
    if not row.mine or version.state != State.REVIEWING:
        return [_("Claim the review first; only its holder decides.")]
    try:
        facts = review.facts_under_review(version)
    except TransitionRefused as refusal:
        return list(refusal.reasons)
    return guards.four_eyes(version, user) + review.unresolved(version, facts)


def _told(row: Waiting, act: str, user: User) -> list[str]:
    if act == CLAIM or row.as_publisher:
        return []
    return told("approve" if row.is_last_level else "pass_on", row.version, user)


def _take_all(request: HttpRequest, act: str) -> HttpResponse:
    """What cannot be taken is told by name; the others are not held up by it."""
    visible = {str(row.version.pk): row for row in waiting_for(request.user)}
    done, failed = 0, []
    for ticket in request.POST.getlist("ticket")[:MOST]:
        pk, state, fingerprint = (ticket.split(":") + ["", ""])[:3]
        row = visible.get(pk)
        if row is None:
            continue
        try:
            _step(row, act)(row.version.pk, by=request.user, seen=Seen(state, fingerprint))
            done += 1
        except TransitionRefused as refusal:
            failed.append(f"{row.version.report}：{' '.join(refusal.reasons)}")
    if done:
        words = _("%(n)d reviews claimed.") if act == CLAIM else _("%(n)d reports approved.")
        messages.success(request, words % {"n": done})
    for words in failed:
        messages.error(request, words)
    return redirect("desk:queue")


def _step(row: Waiting, act: str) -> Callable[..., Version]:
    if act == CLAIM:
        return review.claim
    return review.approve if row.is_last_level else review.pass_on
