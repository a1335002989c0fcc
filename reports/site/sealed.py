"""Sends the sealed files of an Edition: conditional, in parts, never run as a page. The bytes come from the store."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, http_date, parse_etags, quote_etag

from reports.models import EditionFile

from .ranges import OutsideFile, Part, Range, asked_range

SECONDS = 3600
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


def is_unchanged(request: HttpRequest, etag: str) -> bool:
    """Whether the reader says he holds exactly these bytes. Proxies mark tags as weak; that changes no byte."""
    asked = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    return "*" in asked or quote_etag(etag) in asked


def sealed_file(request: HttpRequest, stored: EditionFile, *, filename: str = "") -> HttpResponseBase:
    """The file, a part of it, or word that it has not changed. `filename` is what a browser saves it as."""
    if is_unchanged(request, stored.digest):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            response = _bytes(stored, _range(request, stored), head=request.method == "HEAD")
        except OutsideFile:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{stored.size}"
    response["ETag"] = quote_etag(stored.digest)
    response["Last-Modified"] = http_date(stored.edition.sealed_at.timestamp())
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = INERT
    patch_cache_control(response, public=True, max_age=SECONDS)
    if filename:
        response["Content-Disposition"] = content_disposition_header("download" in request.GET, filename)
    return response


def _bytes(stored: EditionFile, part: Range | None, *, head: bool) -> HttpResponseBase:
    if head:
        response: HttpResponseBase = HttpResponse(content_type=stored.content_type)
    else:
        file = stored.file.open("rb")
        response = FileResponse(Part(file, part) if part else file, content_type=stored.content_type)
    response["Content-Length"] = part.length if part else stored.size
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{stored.size}"
    return response


def _range(request: HttpRequest, stored: EditionFile) -> Range | None:
    """Ranges count for GET alone, and with If-Range only where the reader holds the same file."""
    held = request.headers.get("If-Range", "")
    if request.method != "GET" or (held and held != quote_etag(stored.digest)):
        return None
    return asked_range(request.headers.get("Range", ""), stored.size)
