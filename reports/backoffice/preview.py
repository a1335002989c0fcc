"""What page and PDF would show now: live rows while they may change, then what was frozen; kept by nobody.

For those who may see the report, and for named guests while their window is open; those do not see what the checks say.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.models import Picture
from institutions.permissions import can
from reports.audit import audit, sentence
from reports.audit.finding import Found
from reports.desk.access import visible_report
from reports.desk.content import facts_of
from reports.document.compose import compose
from reports.gather import gather
from reports.models import IN_WORK, Finding
from reports.publishing.contents import contents_of_body
from reports.rendering.html import render_body

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Hint:
    """A finding as the page says it; `anchor` is where it points in the text, '' where it points at a figure."""

    sentence: str
    rule: str
    anchor: str


@login_required
@require_safe
@never_cache
def preview(request: HttpRequest, report_id: int) -> HttpResponse:
    report = visible_report(request, report_id)
    inside = can(request.user, "view", report)
    version = report.versions.filter(state__in=IN_WORK).first()
    facts = facts_of(version) if version else gather(report.pk)
    document = compose(facts)
    body = render_body(document, picture_url=lambda key: f"pictures/{key}")
    response = render(
        request,
        "reports/backoffice/preview.html",
        {
            "report": report,
            "version": version or report.versions.order_by("-sequence").first(),
            "inside": inside,
            "title": f"{report.title}{report.subtitle}",
            "body": body,
            "contents": contents_of_body(body),
            "problems": document.problems if inside else (),
            "findings": _grouped(audit(facts, document)) if inside else [],
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_safe
@never_cache
def picture(request: HttpRequest, report_id: int, key: str) -> HttpResponseBase:
    """A picture of the report's year record, while it is not public."""
    report = visible_report(request, report_id)
    found = Picture.objects.filter(record=report.record_id, key=key).exclude(image="").first()
    if found is None:
        raise Http404
    response = FileResponse(
        found.image.open("rb"),
        content_type="image/png" if found.image.name.endswith(".png") else "image/jpeg",
    )
    response["Content-Security-Policy"] = INERT
    return response


def _grouped(found: tuple[Found, ...]) -> list[tuple[str, str, list[Hint]]]:
    """(severity, its name, hints), what must be fixed first; groups without hints are left out."""
    groups: dict[str, list[Hint]] = defaultdict(list)
    for one in found:
        anchor = "" if one.place.startswith("value:") else one.place
        groups[one.severity].append(Hint(sentence(one), one.rule, anchor))
    names = {**dict(Finding.Severity.choices), "": _("other")}
    return [(key, names[key], groups[key]) for key in names if groups[key]]
