"""Who may read an unpublished report as a guest, and until when: given and ended by the publisher."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from institutions.permissions import can
from reports.models import GuestPass, Report
from reports.workflow.guests import LONGEST, admit, dismiss, may_admit
from reports.workflow.refusals import NotAllowed, TransitionRefused

from .access import visible_report
from .acts import TIME_FORMATS

TIME = "%Y-%m-%dT%H:%M"


class GuestForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("user name of the guest"),
        max_length=150,
        help_text=gettext_lazy("The account must exist."),
    )
    capacity = forms.CharField(
        label=gettext_lazy("in which capacity"), max_length=80,
        help_text=gettext_lazy("For instance: member of the school council. Everyone inside sees it."),
    )  # fmt: skip
    opens_at = forms.DateTimeField(
        label=gettext_lazy("opens at"), input_formats=TIME_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME),
    )  # fmt: skip
    closes_at = forms.DateTimeField(
        label=gettext_lazy("closes at"), input_formats=TIME_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME),
        help_text=gettext_lazy("At most 30 days after it opens."),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _inside(request, report_id)
    if request.method != "POST":
        return _page(request, report, GuestForm(initial=_window()), None)
    form = GuestForm(request.POST)
    if not may_admit(request.user, report):
        return _page(
            request, report, form, NotAllowed(_("Guests are admitted by the publisher of the bureau."))
        )
    if not form.is_valid():
        return _page(request, report, form, None, status=422)
    try:
        given = admit(report.pk, by=request.user, **form.cleaned_data)
    except TransitionRefused as refusal:
        return _page(request, report, form, refusal)
    messages.success(request, _("%(name)s may read this report now.") % {"name": given.user.get_full_name()})
    return redirect("desk:guests", report.pk)


@login_required
@never_cache
@require_POST
def end_pass(request: HttpRequest, report_id: int, pass_id: int) -> HttpResponse:
    report = _inside(request, report_id)
    try:
        dismiss(report.pk, pass_id, by=request.user)
    except GuestPass.DoesNotExist as error:
        raise Http404 from error
    except TransitionRefused as refusal:
        return _page(request, report, GuestForm(initial=_window()), refusal)
    messages.success(request, _("The pass is ended."))
    return redirect("desk:guests", report.pk)


def _inside(request: HttpRequest, report_id: int) -> Report:
    """The report, for those inside; a guest does not see who the other guests are."""
    report = visible_report(request, report_id)
    if not can(request.user, "view", report):
        raise Http404
    return report


def _window() -> dict:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"opens_at": now, "closes_at": now + LONGEST / 2}


def passes_of(report: Report) -> list[GuestPass]:
    """All passes ever given, with `standing`: open, to come, over or ended."""
    now = timezone.now()
    rows = list(report.guest_passes.select_related("user", "given_by"))
    for row in rows:
        row.is_open = row.ended_at is None and row.opens_at <= now <= row.closes_at
        row.is_ending = row.ended_at is None and row.closes_at >= now
        row.standing = (
            _("ended early") if row.ended_at
            else _("over") if row.closes_at < now
            else _("to come") if row.opens_at > now
            else _("open now")
        )  # fmt: skip
    return rows


def _page(
    request: HttpRequest,
    report: Report,
    form: GuestForm,
    refusal: TransitionRefused | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "version": report.versions.order_by("-sequence").first(),
        "form": form,
        "passes": passes_of(report),
        "may_admit": may_admit(request.user, report),
        "reasons": refusal.reasons if refusal else (),
    }
    return render(request, "reports/desk/guests.html", context, status=refusal.status if refusal else status)
