"""Figures and places marked to be looked at again: mark, list, settle with what came of it."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Metric
from institutions.permissions import can
from institutions.scoping import memberships, visible
from reports.log import record_listing
from reports.models import FollowUp, Report
from reports.workflow import remarks

from .reviewing import BUREAU, came_from, is_of_bureau, reviewable_version, taken

PAGE = 50


class MarkForm(forms.Form):
    back = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    place = forms.CharField(label=gettext_lazy("place"), max_length=120)
    reason = forms.CharField(
        label=gettext_lazy("why it is to be looked at again"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    back = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    outcome = forms.CharField(label=gettext_lazy("what came of it"), max_length=300)


@login_required
@never_cache
@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Open marks first; `?state=` open, settled or all."""
    if not request.user.is_superuser and not any(m.role in BUREAU for m in memberships(request.user)):
        raise Http404
    reports = visible(Report.objects.all(), request.user, roles=BUREAU)
    rows = FollowUp.objects.filter(report__in=reports).select_related(
        "report__record__round", "report__record__institution", "report__record__region", "written_by"
    )
    state = request.GET.get("state", "open")
    if state in ("open", "settled"):
        rows = rows.filter(settled_at__isnull=state == "open")
    rows = rows.order_by(F("settled_at").desc(nulls_first=True), "-written_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    record_listing(request, FollowUp)
    names = _names([row.place for row in page])
    for row in page:
        row.words = names.get(row.place, row.place)
    context = {
        "page": page,
        "state": state,
        "here": request.get_full_path(),
        "kept": urlencode({"state": state}),
    }
    return render(request, "reports/desk/review/follow_ups.html", context)


@login_required
@require_POST
def mark(request: HttpRequest, version_id: int) -> HttpResponse:
    version = reviewable_version(request, version_id)
    form = MarkForm(request.POST)

    def take() -> FollowUp:
        place, reason = form.cleaned_data["place"], form.cleaned_data["reason"]
        return remarks.mark(version.pk, by=request.user, place=place, reason=reason)

    back = came_from(request, reverse("desk:review", args=[version.pk]) + "#marks")
    return taken(request, take, back=back, done=_("Marked for follow-up."), form=form)


@login_required
@require_POST
def settle(request: HttpRequest, mark_id: int) -> HttpResponse:
    row = FollowUp.objects.select_related("report__record__institution", "report__record__region").filter(
        pk=mark_id
    )
    found = row.first()
    if (
        found is None
        or not can(request.user, "view", found.report)
        or not is_of_bureau(request.user, found.report)
    ):
        raise Http404
    form = OutcomeForm(request.POST)

    def take() -> FollowUp:
        return remarks.settle_mark(found.pk, by=request.user, outcome=form.cleaned_data["outcome"])

    back = came_from(request, reverse("desk:follow_ups"))
    return taken(request, take, back=back, done=_("Follow-up settled."), form=form)


def _names(places: list[str]) -> dict[str, str]:
    """What people call the figures among the places; other places say themselves where they are."""
    codes = [place.removeprefix("value:") for place in places if place.startswith("value:")]
    return {
        f"value:{code}": name
        for code, name in Metric.objects.filter(code__in=codes).values_list("code", "name_zh")
    }
