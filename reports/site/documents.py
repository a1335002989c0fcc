"""Published reports: page, PDF, data, pictures. Bytes of the Edition, with ETag; at most three queries."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.models import State, Version
from reports.publishing.addresses import public_version, subject_address
from reports.publishing.dates import day_of
from reports.publishing.pages import edition_file, served_page

from .sealed import is_unchanged, sealed_file

PAGE_SECONDS = 60  # a correction or withdrawal must show within a minute


@require_safe
def report(request: HttpRequest, *, code: str, year: str, kind: str | None = None, number: str | None = None):
    version = _version(code, year, kind, number)
    if version.state == State.WITHDRAWN:
        return _withdrawn(request, version)
    page = served_page(version, get_language() or "zh-hans")
    if is_unchanged(request, page.etag):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(page.content))
    response["ETag"] = quote_etag(page.etag)
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def file(
    request: HttpRequest,
    *,
    name: str,
    code: str,
    year: str,
    kind: str | None = None,
    number: str | None = None,
) -> HttpResponseBase:
    version = _version(code, year, kind, number)
    if version.state == State.WITHDRAWN:
        return _withdrawn(request, version)
    stored = edition_file(version, name)
    if stored is None:
        raise Http404
    # The name is made of what is public anyway: the report's own title may be in work for a correction.
    subject, ending = version.report.record.subject, name.rpartition(".")[2]
    return sealed_file(request, stored, filename=f"{subject.name}质量年报{year}v{version.number}.{ending}")


@require_safe
def picture(
    request: HttpRequest,
    *,
    key: str,
    code: str,
    year: str,
    kind: str | None = None,
    number: str | None = None,
) -> HttpResponseBase:
    version = _version(code, year, kind, number)
    stored = None if version.state == State.WITHDRAWN else edition_file(version, f"pictures/{key}")
    if stored is None:
        raise Http404
    return sealed_file(request, stored)


def _version(code: str, year: str, kind: str | None, number: str | None) -> Version:
    """The public version, or 404 in the same words whether the report is unknown or not yet public."""
    found = public_version(code, year, kind=kind or "", number=int(number) if number else None)
    if found is None:
        raise Http404
    return found


def _withdrawn(request: HttpRequest, version: Version) -> HttpResponse:
    """Page and files of a withdrawn version answer with the notice: when, and why in the words meant for all."""
    step = version.transitions.filter(to_state=State.WITHDRAWN).order_by("-pk").first()
    response = render(
        request,
        "reports/site/withdrawn.html",
        {
            "version": version,
            "subject_name": version.report.record.subject.name,
            "subject_url": subject_address(version.report.record.subject),
            "round": version.report.record.round,
            "withdrawn_on": day_of(step.created_at) if step else "",
        },
        status=410,
    )
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response
