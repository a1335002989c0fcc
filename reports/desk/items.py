"""The items of a return as the school answers them: changed, with before and after beside it, or disputed."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.permissions import EDITORS, roles_held_at
from reports.comparison import Change, changes
from reports.gather import gather
from reports.models import ReviewItem, Version
from reports.workflow import guards
from reports.workflow.refusals import Invalid, TransitionRefused
from reports.workflow.rights import may
from reports.workflow.school import answer
from reports.workflow.states import BY_ACT, EDITABLE

from .access import visible_version
from .content import OPEN_ITEMS
from .differences import Run, Shown, marked, shown
from .places import Places


@dataclass(frozen=True, slots=True)
class Line:
    """`so_far`: what changed at the place since the return; `answered`: before and after as they were attached."""

    item: ReviewItem
    link: str
    where: str
    so_far: list[Shown]
    answered: list[list[Run]]
    typed: str
    refusal: tuple[str, ...] = ()

    @property
    def is_figure(self) -> bool:
        return self.item.place.startswith("value:")

    @property
    def is_open(self) -> bool:
        return self.item.status in OPEN_ITEMS


@login_required
@never_cache
@require_safe
def items(request: HttpRequest, version_id: int) -> HttpResponse:
    return _page(request, visible_version(request, version_id))


@login_required
@never_cache
@require_POST
def answer_item(request: HttpRequest, version_id: int, number: str) -> HttpResponse:
    """POST: `how` is changed or disputed, `words` say where or why."""
    version, number = visible_version(request, version_id), int(number)
    item = version.items.filter(number=number, cycle__gt=0).first()
    if item is None:
        raise Http404
    how, words = request.POST.get("how", ""), request.POST.get("words", "")
    try:
        if how not in ("changed", "disputed"):
            raise Invalid(_("Say whether you changed it or dispute it."))
        answer(item.pk, by=request.user, changed=how == "changed", words=words)
    except TransitionRefused as refusal:
        return _page(request, version, refusal=refusal, number=number, typed=words[:500])
    messages.success(request, _("Item %(number)d is answered.") % {"number": number})
    return redirect(f"{reverse('desk:items', args=[version.pk])}#item-{number}")


def _page(
    request: HttpRequest,
    version: Version,
    *,
    refusal: TransitionRefused | None = None,
    number: int = 0,
    typed: str = "",
) -> HttpResponse:
    may_answer = version.state in EDITABLE and bool(roles_held_at(request.user, version.report) & EDITORS)
    places = Places(version.report, editable=may_answer)
    since = _since_return(version)
    rows = version.items.filter(cycle__gt=0).select_related("answered_by").order_by("number")
    lines = [_line(item, places, since, refusal if item.number == number else None, typed) for item in rows]
    waiting = sum(line.is_open for line in lines)
    last = version.transitions.filter(act="return").select_related("user").order_by("-pk").first()
    context = {
        "version": version,
        "report": version.report,
        "lines": sorted(lines, key=lambda line: (not line.is_open, line.item.number)),
        "waiting": waiting,
        "returned": last,
        "may_answer": may_answer,
        "may_resubmit": version.state == "returned" and may(request.user, BY_ACT["resubmit"], version),
        "least": guards.MIN_EXPLANATION,
        "reasons": refusal.reasons if refusal else (),
    }
    return render(request, "reports/desk/items.html", context, status=refusal.status if refusal else 200)


def _since_return(version: Version) -> list[Change]:
    """What changed since the last return, while the school may still change it."""
    if version.state not in EDITABLE:
        return []
    snapshot = version.snapshots.filter(reason="return").order_by("-pk").first()
    before = guards.facts_of_snapshot(version, snapshot.fingerprint) if snapshot else None
    return list(changes(before, gather(version.report_id))) if before else []


def _line(
    item: ReviewItem, places: Places, since: list[Change], refusal: TransitionRefused | None, typed: str
) -> Line:
    return Line(
        item=item,
        link=places.link(item.place),
        where=places.name(item.place),
        so_far=shown(c for c in since if c.place == item.place),
        answered=marked(item.before, item.after)[0] if item.before or item.after else [],
        typed=typed if refusal else "",
        refusal=refusal.reasons if refusal else (),
    )
