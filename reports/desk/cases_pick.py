"""Cases in the sealed reports of a region's schools, by theme; writers of the region copy one into their own report."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.models import CaseStudy
from reports.facts import CaseFacts, Facts
from reports.log import record_listing
from reports.models import Edition, OutlineSection, Report, Snapshot, State
from reports.publishing.members import folding_version, sealed_editions
from reports.workflow.picking import key_of, pick_case
from reports.workflow.refusals import Invalid, TransitionRefused

from .fold import may_write, region_report

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class OfferedCase:
    """A member's sealed case; `taken`: a copy of it stands in the region's record already."""

    school: str
    school_code: str
    edition: str
    case: CaseFacts
    taken: bool

    @property
    def theme(self) -> str:
        return self.case.theme or _("no theme")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest, report_id: int) -> HttpResponse:
    report = region_report(request, report_id)
    if request.method == "POST":
        return _pick(request, report)
    return _page(request, report, None)


def _pick(request: HttpRequest, report: Report) -> HttpResponse:
    version, posted = folding_version(report), request.POST
    if version is None:
        raise Http404
    section = posted.get("section", "")[:60]
    try:
        if section and section not in {key for key, _title in sections_for_cases(report)}:
            raise Invalid(_("No cases are printed in this section. Choose one from the list."))
        row = pick_case(
            version.pk,
            by=request.user,
            edition=posted.get("edition", "")[:24],
            case=posted.get("case", "")[:40],
            section=section,
        )
    except TransitionRefused as refusal:
        return _page(request, report, refusal)
    messages.success(request, _("“%(title)s” was copied, with its school as the source.") % {"title": row})
    return redirect("desk:fold_cases", report.pk)


def _page(request: HttpRequest, report: Report, refusal: TransitionRefused | None) -> HttpResponse:
    version = folding_version(report)
    editions = list(sealed_editions(report).values())
    if any(edition.version.state != State.PUBLISHED for edition in editions):
        record_listing(request, Edition, "editions.read")
    offered = offered_cases(report, editions)
    themes = sorted({row.case.theme for row in offered if row.case.theme})
    theme = request.GET.get("theme", "")
    theme = theme if theme in themes else ""
    page = Paginator([row for row in offered if theme in ("", row.case.theme)], PAGE_SIZE).get_page(
        request.GET.get("page", "")[:9]
    )
    context = {
        "report": report,
        "version": version,
        "page": page,
        "themes": themes,
        "theme": theme,
        "kept": urlencode({"theme": theme}) if theme else "",
        "sections": sections_for_cases(report),
        "writes": may_write(request, version, report),
        "reasons": refusal.reasons if refusal else (),
    }
    status = refusal.status if refusal else 200
    return render(request, "reports/desk/fold/cases.html", context, status=status)


def offered_cases(report: Report, editions: list[Edition]) -> list[OfferedCase]:
    """By school, in the order of each report; three queries however many schools there are."""
    texts = dict(Snapshot.objects.filter(pk__in=[e.snapshot_id for e in editions]).values_list("pk", "facts"))
    taken = set(CaseStudy.objects.filter(record=report.record).values_list("key", flat=True))
    found = [(edition, Facts.from_json(texts[edition.snapshot_id])) for edition in editions]
    return [
        OfferedCase(
            school=facts.subject.name,
            school_code=facts.subject.code,
            edition=edition.code,
            case=case,
            taken=key_of(facts.subject.code, case.key) in taken,
        )
        for edition, facts in sorted(found, key=lambda pair: pair[1].subject.code)
        for case in facts.cases
    ]


def sections_for_cases(report: Report) -> list[tuple[str, str]]:
    rows = OutlineSection.objects.filter(outline=report.outline, blocks__kind="cases").distinct()
    return list(rows.order_by("position").values_list("key", "title"))
