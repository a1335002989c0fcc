"""Extensions: given from the board to many, asked for by a school lead, granted or refused by the bureau."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from institutions.models import Institution, Region, Role, Round, User, YearRecord
from institutions.scoping import memberships, visible
from reports.board.extending import MAX_REASON, MIN_REASON, answer, ask, extend, plan_extensions
from reports.board.opening import kind_for
from reports.board.reading import KEEPERS
from reports.board.reminding import Plan
from reports.models import ExtensionRequest, Report
from reports.workflow.deadline import days_until, deadline_of
from reports.workflow.refusals import TransitionRefused

from .acts import TIME_FORMATS
from .board_filter import BoardFilter, board_of


def moment_field(label, **options) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, input_formats=[*TIME_FORMATS, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S"),
        help_text=gettext_lazy("Beijing time."), **options,
    )  # fmt: skip


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("reason"), min_length=MIN_REASON, max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("At least five characters."),
    )  # fmt: skip


class ExtendForm(forms.Form):
    until = moment_field(gettext_lazy("new deadline"))
    reason = reason_field()


class AskForm(forms.Form):
    wished = moment_field(gettext_lazy("wished deadline"))
    reason = reason_field()


def plan(asked: BoardFilter, form: ExtendForm) -> Plan:
    until = form.cleaned_data.get("until") if form.is_bound and form.is_valid() else None
    return plan_extensions(asked.picked, until)


def take(asked: BoardFilter, form: ExtendForm) -> Plan:
    return extend(asked.campaign, asked.kind, asked.picked, by=asked.user, **form.cleaned_data)


def led_place(user: User, code: str) -> Institution | Region:
    """The place with this public code where the account is lead. Raises Http404."""
    for membership in memberships(user):
        place = membership.institution or membership.region
        if membership.role == Role.LEAD and place.public_code == code:
            return place
    raise Http404


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """A school lead's wish for a later deadline, and what became of earlier ones."""
    subject, campaign = led_place(request.user, code), get_object_or_404(Round, key=key)
    form, reasons, status = AskForm(request.POST or None), (), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                ask(campaign, subject, by=request.user, **form.cleaned_data)
            except TransitionRefused as refusal:
                reasons, status = refusal.reasons, refusal.status
            else:
                messages.success(request, _("Your request was sent to the bureau."))
                return redirect("desk:ask_extension", key, code)
        else:
            status = 422
    where = {"region" if isinstance(subject, Region) else "institution": subject}
    record = YearRecord(round=campaign, **where)
    deadline = deadline_of(Report(record=record, kind=kind_for(subject)))
    context = {
        "subject": subject, "campaign": campaign, "form": form, "reasons": reasons, "deadline": deadline,
        "days": days_until(deadline) if deadline else None,
        "requests": ExtensionRequest.objects.filter(round=campaign, **where).order_by("-pk")[:20],
    }  # fmt: skip
    return render(request, "reports/desk/board/ask.html", context, status=status)


@login_required
@never_cache
@require_POST
def answer_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Grants (`grant`) or refuses a wish; of other bureaus' schools there is none to answer."""
    asked = board_of(request, KEEPERS)
    found = get_object_or_404(
        visible(ExtensionRequest.objects.all(), request.user, roles=KEEPERS), pk=request_id
    )
    granted, words = "grant" in request.POST, request.POST.get("answer", "")
    try:
        answer(found.pk, by=request.user, granted=granted, words=words)
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("The request was granted.") if granted else _("The request was refused."))
    return redirect(f"{reverse('desk:board')}?{asked.address()}")
