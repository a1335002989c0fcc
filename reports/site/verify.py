"""Is this file, or this code, one of the versions published here? The file is hashed as it arrives and never kept."""

import hashlib
import io

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reports.publishing.verify import Known, known_by_code, known_by_digest

MOST = 50 * 1024 * 1024
LONGEST_CODE = 64


class HashingHandler(FileUploadHandler):
    """Takes the digest of each chunk and lets it go: nothing of an upload reaches memory or disk."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.hash, self.size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > MOST:
            raise StopUpload(connection_reset=True)
        self.hash.update(raw_data)

    def file_complete(self, file_size):
        taken = UploadedFile(io.BytesIO(), "file", size=self.size)
        taken.digest = self.hash.hexdigest()
        return taken


@csrf_exempt  # changes nothing, and public pages carry no token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form; by POST a file, by GET a code, which has an address of its own."""
    if request.method == "POST":
        return _file(request)
    code = request.GET.get("code", "").strip()[: LONGEST_CODE + 1]
    if not code:
        return _page(request)
    if len(code) > LONGEST_CODE or not code.replace("-", "").isascii() or not code.replace("-", "").isalnum():
        return _page(
            request, error=_("This is no edition code. It stands on the cover, as ZB-XXXX-XXXX-XXXX.")
        )
    return redirect("site:verify_code", code)


def _file(request: HttpRequest) -> HttpResponse:
    request.upload_handlers = [HashingHandler(request)]
    taken = request.FILES.get("file")
    if taken is None:
        message = _("Choose a file of at most 50 MB: PDF, JSON, CSV or XLSX, as it was downloaded.")
        return _page(request, error=message, status=422)
    return _page(request, asked=True, digest=taken.digest, known=known_by_digest(taken.digest))


@never_cache
@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    known = known_by_code(code)
    return _page(request, asked=True, code=code, known=known, status=200 if known else 404)


def _page(request: HttpRequest, *, known: Known | None = None, status: int = 200, **context) -> HttpResponse:
    return render(request, "reports/site/verify.html", context | {"known": known}, status=status)
