"""The written authority of a deputy: a file that is what it claims to be, under a name nobody can guess, for few eyes."""

import io
import secrets
import warnings

import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 60_000_000
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def check_evidence(file: UploadedFile) -> str:
    """The kind of the file, a key of KINDS. Raises ValidationError naming the file and what to do."""
    if file.size > MAX_BYTES:
        raise _refused(file, _("is larger than 5 MB; scan it in grey or with fewer dots"))
    content = file.read()
    file.seek(0)
    kind = _picture(content) or _pdf(content)
    if kind is None:
        raise _refused(file, _("is no complete PDF, JPEG or PNG; save or scan it anew and upload that"))
    return kind


def name_for(kind: str) -> str:
    return f"{secrets.token_hex(16)}.{kind}"


def kind_of(name: str) -> str:
    """The content type of a stored file, by the ending we gave it."""
    return KINDS[name.rpartition(".")[2]]


def _picture(content: bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is stricter
            image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        if image.width * image.height > MAX_PIXELS:
            return None
        image.verify()
        Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]).load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    return "png" if image.format == "PNG" else "jpg"


def _pdf(content: bytes) -> str | None:
    if not content.startswith(b"%PDF-"):
        return None
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
            return "pdf" if len(pdf.pages) else None
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError):
        return None


def _refused(file: UploadedFile, why: str) -> ValidationError:
    return ValidationError(
        _("The file “%(name)s” %(why)s."), params={"name": file.name, "why": why}, code="evidence"
    )
