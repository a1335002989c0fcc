"""Earlier contents of a report: kept under a name, compared two by two, and brought back into a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from institutions.permissions import can
from reports.comparison import changes
from reports.facts import Facts
from reports.gather import gather
from reports.models import Snapshot, Version
from reports.workflow.keeping import bring_back, keep
from reports.workflow.refusals import TransitionRefused
from reports.workflow.states import EDITABLE

from .access import visible_version
from .content import facts_of
from .differences import shown
from .places import Places

NOW = "now"
REASONS = {
    "signing": gettext_lazy("put forward for signature"),
    "return": gettext_lazy("returned"),
    "approval": gettext_lazy("approved"),
    "named": gettext_lazy("kept by the school"),
    "before_restore": gettext_lazy("before an earlier content was brought back"),
    "import": gettext_lazy("brought in as published"),
}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snapshots(request: HttpRequest, version_id: int) -> HttpResponse:
    """GET: the list, and with ?a=…&b=… the difference of two. POST: keeps what is written now."""
    version = visible_version(request, version_id)
    if request.method != "POST":
        return _page(request, version)
    try:
        _kept, new = keep(version.pk, by=request.user)
    except TransitionRefused as refusal:
        return _page(request, version, refusal)
    messages.success(
        request, _("Kept.") if new else _("Exactly this content was kept before; it stands in the list.")
    )
    return redirect("desk:snapshots", version.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def restore_snapshot(request: HttpRequest, version_id: int, snapshot_id: int) -> HttpResponse:
    """GET: what would change. POST: brings the content back, if what would be lost is what was shown."""
    version = visible_version(request, version_id)
    snapshot = _rows(version).filter(pk=snapshot_id).first()
    if snapshot is None:
        raise Http404
    if request.method != "POST":
        return _confirm(request, version, snapshot)
    try:
        changed = bring_back(version.pk, snapshot.pk, by=request.user, seen=request.POST.get("seen", ""))
    except TransitionRefused as refusal:
        return _confirm(request, version, snapshot, refusal)
    messages.success(request, _("Brought back; rows changed: %(count)d.") % {"count": changed})
    return redirect("desk:snapshots", version.pk)


def may_restore(user, version: Version) -> bool:
    return version.state in EDITABLE and can(user, "change", version.report)


def _rows(version: Version):
    """Snapshots of all versions of the report, newest first, without their content."""
    rows = Snapshot.objects.filter(version__report=version.report_id).select_related("version")
    return rows.defer("facts").order_by("-taken_at", "-pk")


def _page(request: HttpRequest, version: Version, refusal: TransitionRefused | None = None) -> HttpResponse:
    rows = list(_rows(version)[:200])
    for row in rows:
        row.words = REASONS.get(row.reason, row.reason)
    context = {
        "version": version,
        "report": version.report,
        "rows": rows,
        "may_restore": may_restore(request.user, version),
        "reasons": refusal.reasons if refusal else (),
        **_compared(request, version, rows),
    }
    return render(request, "reports/desk/snapshots.html", context, status=refusal.status if refusal else 200)


def _compared(request: HttpRequest, version: Version, rows: list[Snapshot]) -> dict:
    """The difference of the two that were chosen; whatever is no snapshot of this report is not found."""
    a, b = request.GET.get("a", ""), request.GET.get("b", "")
    if not a or not b:
        return {"a": str(rows[0].pk) if rows else NOW, "b": NOW, "compared": False}
    before, after = (_facts(version, rows, chosen) for chosen in (a, b))
    places = Places(version.report, editable=may_restore(request.user, version))
    return {"a": a, "b": b, "compared": True, "changes": shown(changes(before, after), places)}


def _facts(version: Version, rows: list[Snapshot], chosen: str) -> Facts:
    if chosen == NOW:
        return facts_of(version)
    found = next((row for row in rows if str(row.pk) == chosen), None)
    if found is None:
        raise Http404
    return _read(found)


def _read(snapshot: Snapshot) -> Facts:
    try:
        return Facts.from_json(snapshot.facts)
    except (ValueError, TypeError) as error:  # of an older shape: nothing to compare or to bring back
        raise Http404 from error


def _confirm(
    request: HttpRequest, version: Version, snapshot: Snapshot, refusal: TransitionRefused | None = None
) -> HttpResponse:
    present, wanted = gather(version.report_id), _read(snapshot)
    context = {
        "version": version,
        "report": version.report,
        "snapshot": snapshot,
        "words": REASONS.get(snapshot.reason, snapshot.reason),
        "seen": present.fingerprint(),
        "changes": shown(changes(present, wanted), Places(version.report, editable=False)),
        "may_restore": may_restore(request.user, version),
        "reasons": refusal.reasons if refusal else (),
    }
    return render(request, "reports/desk/restore.html", context, status=refusal.status if refusal else 200)
