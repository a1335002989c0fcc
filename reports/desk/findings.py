"""What the checks found in a version, in three groups; the school explains one finding at a time."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from institutions.permissions import can
from reports.audit import audit, sentence
from reports.audit.finding import Found
from reports.models import Finding, Version
from reports.workflow.explaining import MAX_EXPLANATION, explain
from reports.workflow.guards import MIN_EXPLANATION
from reports.workflow.refusals import TransitionRefused
from reports.workflow.states import EDITABLE

from .access import visible_version
from .content import facts_of
from .places import Places


@dataclass(frozen=True, slots=True)
class Line:
    """One finding with what is kept about it; `row` None: nothing yet. `typed` are words that were refused."""

    found: Found | Finding
    row: Finding | None
    sentence: str
    link: str
    where: str
    typed: str | None = None
    refusal: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"finding-{self.found.key[:12]}"

    @property
    def words(self) -> str:
        return self.typed if self.typed is not None else self.row.explanation if self.row else ""


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: HttpRequest, version_id: int) -> HttpResponse:
    """GET: the list. POST: `rule`, `key` and `explanation` of one finding."""
    version = visible_version(request, version_id)
    if request.method != "POST":
        return _page(request, version)
    rule, key = request.POST.get("rule", ""), request.POST.get("key", "")
    text = request.POST.get("explanation", "")
    try:
        explain(version.pk, by=request.user, rule=rule, key=key, text=text)
    except TransitionRefused as refusal:
        return _page(request, version, refusal=refusal, key=key, typed=text)
    messages.success(request, _("The explanation is saved."))
    return redirect(f"{reverse('desk:findings', args=[version.pk])}#finding-{key[:12]}")


def _page(
    request: HttpRequest,
    version: Version,
    *,
    refusal: TransitionRefused | None = None,
    key: str = "",
    typed: str | None = None,
) -> HttpResponse:
    places = Places(version.report, editable=_may_write(request, version))
    lines = [_line(found, row, places, refusal, key, typed) for found, row in _found(version)]
    names = dict(Finding.Severity.choices)
    context = {
        "version": version,
        "report": version.report,
        "groups": [
            (s, name, [line for line in lines if line.found.severity == s]) for s, name in names.items()
        ],
        "may_explain": _may_write(request, version),
        "reasons": refusal.reasons if refusal else (),
        "least": MIN_EXPLANATION,
        "most": MAX_EXPLANATION,
    }
    return render(request, "reports/desk/findings.html", context, status=refusal.status if refusal else 200)


def _may_write(request: HttpRequest, version: Version) -> bool:
    return version.state in EDITABLE and can(request.user, "change", version.report)


def _found(version: Version) -> list[tuple[Found | Finding, Finding | None]]:
    """What is found now while the content may change; else what was stored when it was frozen."""
    stored = {(f.rule, f.key): f for f in version.findings.select_related("explained_by")}
    if version.state in EDITABLE:
        return [(f, stored.get((f.rule, f.key))) for f in audit(facts_of(version))]
    return [(f, f) for f in stored.values() if not f.gone]


def _line(found, row, places: Places, refusal: TransitionRefused | None, key: str, typed: str | None) -> Line:
    refused = refusal is not None and found.key == key
    return Line(
        found=found,
        row=row,
        sentence=sentence(found),
        link=places.link(found.place),
        where=places.name(found.place),
        typed=typed[:2000] if refused and typed is not None else None,
        refusal=refusal.reasons if refused else (),
    )
