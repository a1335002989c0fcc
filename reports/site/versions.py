"""A withdrawn version at its addresses: hidden behind a notice, or kept and marked; and the manifest of public ones."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from reports.models import State, Version
from reports.publishing.addresses import subject_address
from reports.publishing.corrections import is_hidden
from reports.publishing.dates import day_of
from reports.publishing.pages import SHELL
from reports.publishing.shell import shell_context

from .listing import public_or_404

SECONDS = 60  # a withdrawal must show within a minute


def withdrawn_page(request: HttpRequest, version: Version) -> HttpResponse:
    """The content under a mark where the reason allows it, else the notice."""
    if is_hidden(version):
        return withdrawn_notice(request, version)
    return cached(render(request, SHELL, shell_context(version)))


def withdrawn_notice(request: HttpRequest, version: Version) -> HttpResponse:
    """Files of a withdrawn version cannot be marked, so they always answer with it: when, and for which reason."""
    step = version.transitions.filter(to_state=State.WITHDRAWN).order_by("-pk").first()
    at = version.withdrawn_at or (step.created_at if step else None)
    context = {
        "version": version,
        "hidden": is_hidden(version),
        "subject_name": version.report.record.subject.name,
        "subject_url": subject_address(version.report.record.subject),
        "round": version.report.record.round,
        "withdrawn_on": day_of(at),
    }
    return cached(render(request, "reports/site/withdrawn.html", context, status=410))


@require_safe
def manifest(
    request: HttpRequest, *, code: str, year: str, kind: str | None = None, number: str | None = None
) -> HttpResponse:
    """Digests of all sealed files, and the link of the chain: enough to work the link out anew."""
    version = public_or_404(code, year, kind, number)
    if version.state == State.WITHDRAWN:
        return withdrawn_notice(request, version)
    link = getattr(version.edition, "publication", None)
    content = {
        "edition": version.edition.code,
        "manifest": version.edition.manifest,
        "publication": link
        and {
            "sequence": link.sequence,
            "published_at": link.published_at.isoformat(),
            "log_link": link.log_link,
            "previous": link.previous,
            "link": link.link,
        },
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return cached(HttpResponse(text, content_type="application/json"))


def cached(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
