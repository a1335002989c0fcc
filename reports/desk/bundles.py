"""Several approved reports that go public in the same second, now or at a time; a preview names who is left out and why."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from institutions.models import Role, User
from institutions.scoping import memberships
from reports.models import State, Version
from reports.review.waiting import waiting_for
from reports.review.workdays import next_opening
from reports.workflow import publication
from reports.workflow.refusals import TransitionRefused
from reports.workflow.transitions import Seen

from .acts import TIME_FORMATS
from .approval import moment

MOST = 200
Excluded = list[tuple[Version, list[str]]]


class WhenForm(forms.Form):
    """Used on confirmation only; what was ticked comes as `ticket`s."""

    at = forms.DateTimeField(
        label=gettext_lazy("to be published at"), input_formats=TIME_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest) -> HttpResponse:
    """GET: what is approved. POST `version`s: the preview. POST `ticket`s with `act` publish or schedule: the release."""
    if not any(m.role == Role.PUBLISHER for m in memberships(request.user)):
        raise Http404
    ready = approved(request.user)
    if request.method == "POST" and request.POST.get("act") in ("publish", "schedule"):
        return _release(request, ready)
    if request.method == "POST":
        return _preview(request, _ticked(request, ready))
    context = {"rows": [(v, publication.ready_to_open(v, ready)) for v in ready[:MOST]]}
    return render(request, "reports/desk/review/bundles.html", context)


def approved(user: User) -> list[Version]:
    """Approved reports this person may publish, oldest first."""
    rows = [row.version for row in waiting_for(user) if row.as_publisher]
    return [version for version in rows if version.state == State.APPROVED]


def parted(versions: Sequence[Version]) -> tuple[list[Version], Excluded]:
    """Those that can go public together, and the others with their reasons; one left out may leave out another."""
    kept, excluded = list(versions), []
    while True:
        reasons = {v.pk: publication.ready_to_open(v, kept) for v in kept}
        out = [v for v in kept if reasons[v.pk]]
        if not out:
            return kept, excluded
        excluded += [(v, reasons[v.pk]) for v in out]
        kept = [v for v in kept if not reasons[v.pk]]


def _ticked(request: HttpRequest, ready: list[Version]) -> list[Version]:
    numbers = set(request.POST.getlist("version"))
    return [version for version in ready if str(version.pk) in numbers][:MOST]


def _preview(
    request: HttpRequest, ticked: list[Version], reasons: Sequence[str] = (), form: WhenForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    included, excluded = parted(ticked)
    proposed = next_opening()
    context = {
        "included": [(v, f"{v.pk}:{v.fingerprint}") for v in included],
        "excluded": excluded,
        "reasons": reasons,
        "form": form or WhenForm(initial={"at": timezone.localtime(proposed)}),
        "proposed": timezone.localtime(proposed),
        "proposed_words": moment(proposed),
    }
    return render(request, "reports/desk/review/bundle_preview.html", context, status=status)


def _release(request: HttpRequest, ready: list[Version]) -> HttpResponse:
    """All of them or none: they are one release."""
    by_number = {str(version.pk): version for version in ready}
    seen: dict[int, Seen] = {}
    for ticket in request.POST.getlist("ticket")[:MOST]:
        pk, _colon, fingerprint = ticket.partition(":")
        if pk in by_number:
            seen[int(pk)] = Seen(State.APPROVED, fingerprint)
    chosen = [by_number[str(pk)] for pk in seen]
    if not chosen:
        return _preview(
            request, [], [_("None of the chosen reports is approved now. Choose again.")], status=409
        )
    form = WhenForm(request.POST) if request.POST["act"] == "schedule" else None
    if form is not None and not form.is_valid():
        return _preview(request, chosen, form=form, status=422)
    try:
        words = _take(request.user, seen, form.cleaned_data["at"] if form else None)
    except TransitionRefused as refusal:
        return _preview(request, chosen, refusal.reasons, form, refusal.status)
    messages.success(request, words)
    return redirect("desk:bundles")


def _take(user: User, seen: dict[int, Seen], at: datetime | None) -> str:
    if at is None:
        publication.publish(list(seen), by=user, seen=seen)
        return _("%(n)d reports are public now.") % {"n": len(seen)}
    publication.schedule(list(seen), by=user, at=at, seen=seen)
    return _("%(n)d reports will be public on %(time)s.") % {"n": len(seen), "time": moment(at)}
