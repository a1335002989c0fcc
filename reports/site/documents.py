"""Published reports: page, PDF, data, pictures. Bytes of the Edition, with ETag; at most three queries."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.models import EditionFile, Version
from reports.publishing.pages import edition_file, published_version, served_page

PAGE_SECONDS = 60  # a correction or withdrawal must show within a minute
FILE_SECONDS = 3600


@require_safe
def report(request: HttpRequest, *, code: str, year: str, kind: str | None = None, number: str | None = None):
    version = _version(code, year, kind, number)
    page = served_page(version, get_language() or "zh-hans")
    response = _unchanged(request, page.etag) or HttpResponse(bytes(page.content))
    response["ETag"] = quote_etag(page.etag)
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def file(
    request: HttpRequest, *, name: str, code: str, year: str, kind: str | None = None, number: str | None = None
) -> HttpResponseBase:
    version = _version(code, year, kind, number)
    stored = _stored(version, name)
    response = _sealed(request, stored)
    if name == "report.pdf":
        title = f"{version.report.title}{version.report.subtitle}.pdf"
        response["Content-Disposition"] = FileResponse(
            b"", filename=title, as_attachment="download" in request.GET
        ).headers.get("Content-Disposition", "inline")
    return response


@require_safe
def picture(
    request: HttpRequest, *, key: str, code: str, year: str, kind: str | None = None, number: str | None = None
) -> HttpResponseBase:
    return _sealed(request, _stored(_version(code, year, kind, number), f"pictures/{key}"))


def _version(code: str, year: str, kind: str | None, number: str | None) -> Version:
    """The public version, or 404 in the same words whether the report is unknown or not yet public."""
    found = published_version(code, year, kind=kind or "", number=int(number) if number else None)
    if found is None:
        raise Http404
    return found


def _stored(version: Version, name: str) -> EditionFile:
    found = edition_file(version, name)
    if found is None:
        raise Http404
    return found


def _sealed(request: HttpRequest, stored: EditionFile) -> HttpResponseBase:
    """Sealed bytes never change under their digest: cacheable, conditional, never run as a page."""
    response = _unchanged(request, stored.digest)
    if response is None:
        response = FileResponse(stored.file.open("rb"), content_type=stored.content_type)
        response["Content-Length"] = stored.size
    response["ETag"] = quote_etag(stored.digest)
    response["Last-Modified"] = http_date(stored.edition.sealed_at.timestamp())
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    patch_cache_control(response, public=True, max_age=FILE_SECONDS)
    return response


def _unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return HttpResponseNotModified() if quote_etag(etag) in asked else None
