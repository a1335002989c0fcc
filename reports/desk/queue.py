"""What waits for me as reviewer or publisher: one list, oldest first, filtered by region, step and deadline; and who holds
what. Nothing is decided here."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Region, Role, Supervision
from institutions.scoping import memberships
from reports.models import Report, State
from reports.review.waiting import Waiting, waiting_for
from reports.workflow import review
from reports.workflow.transitions import Seen

from .reviewing import BUREAU, came_from, refused, reviewable_version, taken

PAGE = 50
STEPS = {
    "claim": gettext_lazy("to be claimed"),
    "mine": gettext_lazy("held by me"),
    "others": gettext_lazy("held by others"),
    "publish": gettext_lazy("to be published"),
    "scheduled": gettext_lazy("scheduled"),
}
DEADLINES = {
    "past": gettext_lazy("deadline passed"),
    "week": gettext_lazy("deadline within 7 days"),
    "later": gettext_lazy("deadline later"),
    "none": gettext_lazy("no deadline"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; '' is everything."""

    region: str = ""
    step: str = ""
    deadline: str = ""

    def takes(self, row: Waiting, bureaus: dict[int, Region]) -> bool:
        region = bureau_of_row(row.version.report, bureaus)
        return (
            (not self.region or (region is not None and region.code == self.region))
            and (not self.step or step_of(row) == self.step)
            and (not self.deadline or deadline_of_row(row) == self.deadline)
        )


@login_required
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    if not any(m.role in BUREAU for m in memberships(request.user)) and not request.user.is_superuser:
        raise Http404
    rows = waiting_for(request.user)
    bureaus = bureaus_of([row.version.report for row in rows])
    chosen = Filter(*(request.GET.get(name, "") for name in ("region", "step", "deadline")))
    kept = [row for row in rows if chosen.takes(row, bureaus)]
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    lines = [(row, bureau_of_row(row.version.report, bureaus), STEPS[step_of(row)]) for row in page]
    regions = {r.code: r.name for r in bureaus.values()} | {
        row.version.report.record.region.code: row.version.report.record.region.name
        for row in rows
        if row.version.report.record.region_id
    }
    query = {name: value for name, value in vars_of(chosen).items() if value}
    context = {
        "lines": lines,
        "page": page,
        "total": len(rows),
        "chosen": chosen,
        "query": urlencode(query),
        "regions": sorted(regions.items()),
        "steps": STEPS.items(),
        "deadlines": DEADLINES.items(),
        "here": request.get_full_path(),
        "claim_words": _("Claim"),
        "take_over_words": _("Take over"),
        "release_words": _("Release"),
        "publisher": any(m.role == Role.PUBLISHER for m in memberships(request.user)),
    }
    return render(request, "reports/desk/review/queue.html", context)


def vars_of(chosen: Filter) -> dict[str, str]:
    return {"region": chosen.region, "step": chosen.step, "deadline": chosen.deadline}


def step_of(row: Waiting) -> str:
    if row.as_publisher:
        return "scheduled" if row.version.state == State.SCHEDULED else "publish"
    if row.version.state == State.SUBMITTED:
        return "claim"
    return "mine" if row.mine else "others"


def deadline_of_row(row: Waiting) -> str:
    days = row.due_days
    if days is None:
        return "none"
    return "past" if days < 0 else "week" if days <= 7 else "later"


def bureaus_of(reports: list[Report]) -> dict[int, Region]:
    """School → region of the bureau that supervises it today; one query."""
    schools = [r.record.institution_id for r in reports if r.record.institution_id]
    rows = (
        Supervision.objects.current().filter(institution__in=schools).select_related("region").order_by("pk")
    )
    return {row.institution_id: row.region for row in rows}


def bureau_of_row(report: Report, bureaus: dict[int, Region]) -> Region | None:
    return report.record.region if report.record.region_id else bureaus.get(report.record.institution_id)


@login_required
@require_POST
def hold(request: HttpRequest, version_id: int) -> HttpResponse:
    """`act`: claim, take_over or release."""
    version = reviewable_version(request, version_id)
    back = came_from(request, reverse("desk:queue"))
    seen = Seen(request.POST.get("seen_state", ""), request.POST.get("seen_fingerprint", ""))
    acts = {
        "claim": (
            lambda: review.claim(version.pk, by=request.user, seen=seen),
            _("You hold the review now."),
        ),
        "take_over": (lambda: review.take_over(version.pk, by=request.user), _("You hold the review now.")),
        "release": (lambda: review.release(version.pk, by=request.user), _("The review is free again.")),
    }
    if request.POST.get("act") not in acts:
        return refused(request, [_("Claim the review, take it over or release it.")], back=back, status=422)
    take, done = acts[request.POST["act"]]
    return taken(request, take, back=back, done=done)
