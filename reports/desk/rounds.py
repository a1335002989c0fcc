"""/desk/rounds/: windows of a round, running extensions and review levels, for administrators, in their own subtree."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Region, Round, RoundWindow, User
from institutions.scoping import visible
from reports.board.extending import end
from reports.board.reading import KEEPERS, holds_above
from reports.board.windows import kept_regions, set_level, set_window, stamp
from reports.models import Extension, ReviewLevel
from reports.workflow.deadline import bureau_paths, read_calendar
from reports.workflow.refusals import TransitionRefused

from .extensions import moment_field

PER_PAGE = 100
MAX_ENDED = 1000


class WindowForm(forms.Form):
    """A window of the own subtree. `seen` is what the page showed of it; the operator may leave the region empty."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=RoundWindow.Kind.choices)
    region = forms.ModelChoiceField(
        label=gettext_lazy("region"), queryset=Region.objects.none(), to_field_name="code", required=False
    )
    opens_at = moment_field(gettext_lazy("opens at"))
    closes_at = moment_field(gettext_lazy("closes at"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        field.queryset, field.required = kept_regions(user).order_by("path"), not user.is_superuser


def keeper(request: HttpRequest, key: str | None) -> Round:
    """The round, for an administrator of some region. Raises Http404."""
    if not holds_above(request.user, KEEPERS):
        raise Http404
    found = get_object_or_404(Round, key=key) if key else Round.objects.first()
    if found is None:
        raise Http404
    return found


@login_required
@never_cache
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    campaign = keeper(request, request.GET.get("round"))
    return _page(request, campaign, WindowForm(user=request.user))


def _page(request, campaign: Round, form: WindowForm, reasons=(), status: int = 200) -> HttpResponse:
    kept = list(kept_regions(request.user).order_by("path"))
    levels = dict(ReviewLevel.objects.filter(region__in=kept).values_list("region", "active"))
    page = Paginator([(region, levels.get(region.pk)) for region in kept], PER_PAGE)
    context = {
        "campaign": campaign,
        "rounds": Round.objects.all(),
        "windows": _windows(campaign, kept, request.user),
        "form": form,
        "reasons": reasons,
        "extensions": _running(campaign, request.user)[:MAX_ENDED],
        "page": page.get_page(request.GET.get("page")),
        "kept": f"round={campaign.key}",
    }
    return render(request, "reports/desk/board/rounds.html", context, status=status)


def _windows(campaign: Round, kept: list[Region], user: User) -> list[dict]:
    """Windows in the subtree, with a form each; those above are shown, since they hold where there is none below."""
    above = {code for region in kept for code in region.path.strip("/").split("/")}
    rows = RoundWindow.objects.filter(
        Q(region=None) | Q(region__in=kept) | Q(region__code__in=above), round=campaign
    )
    mine = {region.pk for region in kept}
    return [
        {
            "window": w,
            "seen": stamp(w),
            "mine": w.region_id in mine or (w.region_id is None and user.is_superuser),
        }
        for w in rows.select_related("region", "round").order_by("kind", "region__path")
    ]


def _running(campaign: Round, user: User):
    rows = visible(Extension.objects.filter(round=campaign, ended_at=None), user, roles=KEEPERS)
    return rows.select_related("institution", "region", "round", "given_by").order_by("until", "pk")


@login_required
@never_cache
@require_POST
def window(request: HttpRequest, key: str) -> HttpResponse:
    campaign = keeper(request, key)
    form = WindowForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    try:
        set_window(campaign, by=request.user, **form.cleaned_data)
    except TransitionRefused as refusal:
        return _page(request, campaign, form, refusal.reasons, refusal.status)
    messages.success(request, _("The window was set."))
    return _back(campaign)


@login_required
@never_cache
@require_POST
def end_extensions(request: HttpRequest, key: str) -> HttpResponse:
    """Ends the extensions ticked; numbers of others are as if they were not there."""
    campaign = keeper(request, key)
    numbers = [
        int(n)
        for n in request.POST.getlist("extension")[:MAX_ENDED]
        if n.isascii() and n.isdigit() and len(n) < 19
    ]
    rows = list(_running(campaign, request.user).filter(pk__in=numbers))
    ended = end(rows, by=request.user, deadlines=_without(campaign, rows))
    messages.success(request, _("%(count)s extensions were ended.") % {"count": ended})
    return _back(campaign)


def _without(campaign: Round, rows: list[Extension]) -> dict:
    """Extension → the deadline of the round without it."""
    calendar = read_calendar([campaign.pk])
    paths = bureau_paths([row.institution_id for row in rows if row.institution_id])
    found = {}
    for row in rows:
        kind = "school" if row.institution_id else row.region.level
        path = row.region.path if row.region_id else paths.get(row.institution_id, "")
        window = calendar.window(campaign.pk, kind, path)
        found[row.pk] = window.closes_at if window else None
    return found


@login_required
@never_cache
@require_POST
def level(request: HttpRequest, code: str) -> HttpResponse:
    campaign = keeper(request, request.POST.get("round", "")[:5])
    region = get_object_or_404(kept_regions(request.user), code=code)
    set_level(region, active=request.POST.get("active") == "1", by=request.user)
    messages.success(request, _("The review level of “%(region)s” was set.") % {"region": region.name})
    return _back(campaign)


def _back(campaign: Round) -> HttpResponse:
    return redirect(f"{reverse('desk:rounds')}?round={campaign.key}")
