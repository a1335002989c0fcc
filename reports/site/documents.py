"""Published reports: page, PDF, data, pictures. Bytes of the Edition, with ETag; a page takes one query."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.models import ServedPage, State
from reports.publishing.corrections import is_hidden
from reports.publishing.pages import Page, edition_file, served_page, stored_page

from .listing import public_or_404
from .sealed import is_unchanged, sealed_file
from .versions import withdrawn_notice, withdrawn_page

PACKED = "-gzip"  # other bytes, so another tag
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
PAGE_SECONDS = 60  # a correction or withdrawal must show within a minute


@require_safe
def report(request: HttpRequest, *, code: str, year: str, kind: str | None = None, number: str | None = None):
    try:
        return _page(request, code, year, kind, number)
    except ServedPage.DoesNotExist:  # dropped while it was read: something about it has just changed
        return _page(request, code, year, kind, number)


def _page(request: HttpRequest, code: str, year: str, kind: str | None, number: str | None) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    page = stored_page(request.path_info, language)
    if page is None:
        version = public_or_404(code, year, kind, number)
        if version.state == State.WITHDRAWN:
            return withdrawn_page(request, version)
        page = served_page(version, language)
    return _sent(request, page)


def _sent(request: HttpRequest, page: Page) -> HttpResponse:
    """The bytes, or word that the reader holds them: packed or plain, they are the same page."""
    packed = _takes_gzip(request)
    if is_unchanged(request, page.etag) or is_unchanged(request, page.etag + PACKED):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.content(packed=packed))
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = quote_etag(page.etag + (PACKED if packed else ""))
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    return _GZIP.search(request.headers.get("Accept-Encoding", "")) is not None


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
    version = public_or_404(code, year, kind, number)
    if version.state == State.WITHDRAWN:
        return withdrawn_notice(request, version)
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
    version = public_or_404(code, year, kind, number)
    stored = None if is_hidden(version) else edition_file(version, f"pictures/{key}")
    if stored is None:
        raise Http404
    return sealed_file(request, stored)
