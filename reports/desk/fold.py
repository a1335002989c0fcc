"""A region's schools and what they give together: who is in, who is missing, which Edition counts, own figure beside
the fold. Writers of the region fold anew, keep older figures with a note, and take folds as own figures."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.aggregation import REASONS
from institutions.formatting import figure, number
from institutions.permissions import EDITORS, can, roles_held_at
from reports.audit.region import agree
from reports.document.figures import as_reading
from reports.facts import Facts, FoldFacts, ValueFacts
from reports.gather import gather
from reports.models import Edition, MemberPin, Report, Version
from reports.publishing.members import folding_version, is_stale, member_schools, sealed_editions
from reports.workflow.refusals import TransitionRefused
from reports.workflow.region import keep_older, refold, take_fold
from reports.workflow.states import EDITABLE

from .access import visible_report


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A school: its pinned Edition (None: missing), the newest one there is, and how both stand."""

    code: str
    name: str
    pin: MemberPin | None
    newest: Edition | None
    stale: bool

    @property
    def newer(self) -> bool:
        """A sealed Edition that is not folded in yet."""
        return self.newest is not None and (self.pin is None or self.pin.edition_id != self.newest.pk)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: the region's own beside the fold. `seen` is the bare fold, sent back with the button."""

    fold: FoldFacts
    label: str
    own: str
    folded: str
    difference: str
    agrees: bool
    seen: str
    why: str


@login_required
@never_cache
@require_safe
def fold(request: HttpRequest, report_id: int) -> HttpResponse:
    report = region_report(request, report_id)
    return _page(request, report, None)


@login_required
@never_cache
@require_POST
def act(request: HttpRequest, report_id: int, act: str) -> HttpResponse:
    """again: pin the newest Editions; keep: older figures stay, with a note; take: the fold as own figure."""
    report = region_report(request, report_id)
    try:
        done = _ACTS[act](request, folding_version(report) or _nothing())
    except TransitionRefused as refusal:
        return _page(request, report, refusal)
    messages.success(request, done)
    return redirect("desk:fold", report.pk)


def region_report(request: HttpRequest, report_id: int) -> Report:
    """The report of a region, for those inside; guests and strangers find nothing. Raises Http404."""
    report = visible_report(request, report_id)
    if report.record.region_id is None or not can(request.user, "view", report):
        raise Http404
    return report


def may_write(request: HttpRequest, version: Version | None, report: Report) -> bool:
    writer = bool(roles_held_at(request.user, report) & EDITORS)
    return writer and version is not None and version.state in EDITABLE


def _again(request: HttpRequest, version: Version) -> str:
    asked = request.POST.get("member", "")[:18]
    one = int(asked) if asked.isdecimal() and asked.isascii() else None
    count = refold(version.pk, by=request.user, report_id=one)
    if not count:
        return _("Everything was folded from the newest reports already.")
    return ngettext("%(count)d school was folded anew.", "%(count)d schools were folded anew.", count) % {
        "count": count
    }


def _keep(request: HttpRequest, version: Version) -> str:
    asked = request.POST.get("pin", "")[:18]
    found = version.pins.filter(pk=int(asked) if asked.isdecimal() and asked.isascii() else 0).first()
    if found is None:
        raise Http404
    keep_older(found.pk, by=request.user, note=request.POST.get("note", ""))
    return _("The older figures stay; your note is kept.")


def _take(request: HttpRequest, version: Version) -> str:
    names = ("metric", "breakdown", "period", "seen")
    row = take_fold(version.pk, by=request.user, **{n: request.POST.get(n, "")[:80] for n in names})
    return _("“%(name)s” is now reported as the schools' total.") % {"name": row.metric}


def _nothing():
    raise Http404


_ACTS = {"again": _again, "keep": _keep, "take": _take}


def _page(request: HttpRequest, report: Report, refusal: TransitionRefused | None) -> HttpResponse:
    version, facts = folding_version(report), gather(report.pk)
    members = member_rows(report, version)
    context = {
        "report": report,
        "version": version,
        "members": members,
        "folded": sum(row.pin is not None for row in members),
        "waiting": sum(row.newer and not (row.pin and row.pin.accepted_note) for row in members),
        "figures": figure_rows(facts),
        "writes": may_write(request, version, report),
        "reasons": refusal.reasons if refusal else (),
    }
    return render(request, "reports/desk/fold/fold.html", context, status=refusal.status if refusal else 200)


def member_rows(report: Report, version: Version | None) -> list[MemberRow]:
    """Missing schools first, then stale ones, then the rest, each by code."""
    pins = {
        pin.report.record.institution: pin
        for pin in MemberPin.objects.filter(version=version).select_related(
            "edition__version", "report__record__institution"
        )
    }
    newest = sealed_editions(report)
    schools = {*member_schools(report.record.region), *pins}
    rows = [
        MemberRow(
            s.public_code, s.name, pin := pins.get(s), newest.get(s.pk), pin is not None and is_stale(pin)
        )
        for s in schools
    ]
    return sorted(rows, key=lambda r: (r.pin is not None, not r.stale, r.code))


def figure_rows(facts: Facts) -> list[FigureRow]:
    """Every figure with a fold or an own value; those that disagree first."""
    rows = [_figure_row(facts, f) for f in facts.folds]
    return sorted((row for row in rows if row is not None), key=lambda row: row.agrees)


def _figure_row(facts: Facts, fold: FoldFacts) -> FigureRow | None:
    metric = facts.metric_by_code[fold.metric]
    own = facts.value(fold.metric, breakdown=fold.breakdown, period=fold.period)
    reported = own is not None and own.status == "reported" and own.value is not None
    if fold.value is None and not reported:
        return None
    both = fold.value is not None and reported
    more = "，".join(filter(None, (fold.breakdown, fold.period)))
    return FigureRow(
        fold=fold,
        label=f"{metric.name_zh}（{more}）" if more else metric.name_zh,
        own=figure(own, metric) if reported else "",
        folded=figure(as_reading(fold), metric) if fold.value is not None else "",
        difference=_difference(own, fold.value) if both else "",
        agrees=agree(own, fold) if both else True,
        seen="" if fold.value is None else format(fold.value, "f"),
        why=str(REASONS[fold.reason]) if fold.reason else "",
    )


def _difference(own: ValueFacts, folded: Decimal) -> str:
    difference = own.value - folded
    sign = "+" if difference > 0 else ""
    return f"{sign}{number(difference, 4)}"
