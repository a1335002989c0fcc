"""Pictures on their way in: only real JPEG and PNG, bounded, written anew so that nothing but pixels is kept.

`rewrite` answers with fresh bytes, turned upright, without metadata; the stored name is the digest of those bytes.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from .models import Picture

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE, MIN_SIDE = 20_000, 8
KEPT_SIDE = 2400  # pixels: 150 dpi over the whole width of an A4 page is 1240
FORMATS = {"JPEG": ".jpg", "PNG": ".png"}
JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Fresh bytes of a picture with their size in pixels and the ending that fits them."""

    content: bytes
    suffix: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def rewrite(content: bytes, *, name: str = "") -> Rewritten:
    """The picture as fresh pixels. Raises ValidationError naming the file, the reason and the remedy."""
    if len(content) > MAX_BYTES:
        raise _refused(
            name, _("is larger than %(limit)s MB; make it smaller and upload it again"), limit=MAX_BYTES >> 20
        )
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # importing WeasyPrint turns it on for the whole process
    try:
        image = _opened(content, name)
        kind = image.format
        image = ImageOps.exif_transpose(image)
        image.thumbnail((KEPT_SIDE, KEPT_SIDE))
        return _written(image, kind)
    except ValidationError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise _refused(
            name, _("is not a complete JPEG or PNG picture; save it anew as JPEG or PNG and upload that")
        ) from error


def _opened(content: bytes, name: str) -> Image.Image:
    """Decoded pixels of an allowed format, after its stated size was found bearable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is stricter
        image = Image.open(io.BytesIO(content), formats=list(FORMATS))
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _refused(
            name,
            _("has %(width)s × %(height)s points; at most %(limit)s million are taken, make it smaller"),
            width=width,
            height=height,
            limit=MAX_PIXELS // 1_000_000,
        )
    if min(width, height) < MIN_SIDE:
        raise _refused(
            name, _("is only %(width)s × %(height)s points; choose a larger one"), width=width, height=height
        )
    Image.open(io.BytesIO(content), formats=list(FORMATS)).verify()  # checksums, which drawing passes over
    image.load()
    return image


def _written(image: Image.Image, kind: str) -> Rewritten:
    """Only pixels go into the new file: no EXIF, no text chunks, no profile."""
    target = io.BytesIO()
    if kind == "PNG":
        image = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
        clean = Image.frombytes(image.mode, image.size, image.tobytes())
        clean.save(target, "PNG", optimize=True)
    else:
        image = image.convert("RGB")
        clean = Image.frombytes(image.mode, image.size, image.tobytes())
        clean.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Rewritten(target.getvalue(), FORMATS[kind], *clean.size)


def attach(picture: Picture, rewritten: Rewritten) -> None:
    """Puts the file on an unsaved or saved picture; the caller saves the row."""
    picture.digest = rewritten.digest
    picture.image.save(f"picture{rewritten.suffix}", ContentFile(rewritten.content), save=False)


def _refused(name: str, why, **params) -> ValidationError:
    return ValidationError(
        _("Picture “%(name)s” %(why)s."),
        params={"name": name, "why": why % params if params else why},
        code="picture",
    )
