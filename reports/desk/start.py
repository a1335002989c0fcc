"""/desk/start/: a school lead begins the report of a round that is open; where it is not, the page says why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from institutions.models import Institution, Region, Role, Round, User, YearRecord
from institutions.scoping import memberships
from reports.board.opening import begin_report, closed, kind_for
from reports.models import Report, State, Version
from reports.workflow.deadline import days_until, deadline_of
from reports.workflow.refusals import TransitionRefused

from .extensions import led_place

ROUNDS = 3  # the newest ones


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_page(request: HttpRequest) -> HttpResponse:
    places = led_places(request.user)
    if not places:
        raise Http404
    reasons, status = (), 200
    if request.method == "POST":
        subject = led_place(request.user, request.POST.get("place", ""))
        campaign = get_object_or_404(Round, key=request.POST.get("round", "")[:5])
        try:
            version = begin_report(subject, campaign, by=request.user)
        except TransitionRefused as refusal:
            reasons, status = refusal.reasons, refusal.status
        else:
            messages.success(request, _("“%(report)s” was begun.") % {"report": version.report.title})
            return redirect("desk:version", version.pk)
    rounds = Round.objects.all()[:ROUNDS]
    lines = [_line(place, campaign) for place in places for campaign in rounds]
    context = {"lines": lines, "reasons": reasons}
    return render(request, "reports/desk/board/start.html", context, status=status)


def led_places(user: User) -> list[Institution | Region]:
    return [m.institution or m.region for m in memberships(user) if m.role == Role.LEAD]


def _line(place: Institution | Region, campaign: Round) -> dict:
    """One place and round: begun (its version), open, or closed with the sentence why."""
    owner = "region" if isinstance(place, Region) else "institution"
    kind = kind_for(place)
    versions = Version.objects.filter(
        **{f"report__record__{owner}": place}, report__record__round=campaign, report__kind=kind
    ).exclude(state=State.VOID)
    version = versions.select_related("report").order_by("-sequence").first()
    record = YearRecord(round=campaign, **{owner: place})
    deadline = deadline_of(Report(record=record, kind=kind))
    return {
        "place": place, "campaign": campaign, "version": version, "deadline": deadline,
        "days": days_until(deadline) if deadline else None,
        "closed": "" if version else closed(place, campaign),
    }  # fmt: skip
