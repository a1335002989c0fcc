"""Document to PDF through WeasyPrint, in a process of its own with limits on time and memory.

The process reads one folder (page, style sheets, pictures, fonts) and nothing else: no network, no other file.
"""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pydyf
import weasyprint
from django.conf import settings
from django.utils.translation import gettext as _

from reports.document.nodes import Document

from .html import render_print

logger = logging.getLogger(__name__)

SECONDS = 120
MEGABYTES = 2048
STYLE = "print.css"
FONTS = ("FandolFang-Regular.otf",)


class PdfError(Exception):
    """The PDF could not be made; the message says why and what to do."""


def render_report_pdf(
    document: Document,
    *,
    pictures: Mapping[str, bytes],
    edition_code: str = "",
    fingerprint: str = "",
    number: int | None = None,
) -> bytes:
    """The PDF of a report. Equal input gives equal bytes. Raises PdfError."""
    html = render_print(
        document,
        picture_url=lambda key: f"picture:{key}",
        edition_code=edition_code,
        fingerprint=fingerprint,
        number=number,
    )
    return render_pdf(html, pictures=pictures, identifier=fingerprint)


def render_pdf(
    html: str, *, pictures: Mapping[str, bytes], identifier: str = "", seconds: int = SECONDS, megabytes: int = MEGABYTES
) -> bytes:
    """A print page to PDF/A-3a bytes, tagged. Raises PdfError past a limit or on any fault."""
    with tempfile.TemporaryDirectory(prefix="zhibao-pdf-") as name:
        folder = Path(name)
        _fill(folder, html, pictures, identifier)
        command = [sys.executable, "-m", "reports.rendering.pdf_worker", str(folder), str(seconds), str(megabytes)]
        try:
            result = subprocess.run(  # noqa: S603  (our own module, no input in the command)
                command,
                capture_output=True,
                timeout=seconds + 10,
                cwd=settings.BASE_DIR,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": name},
            )
        except subprocess.TimeoutExpired as error:
            raise _too_large() from error
        output = folder / "output.pdf"
        if result.returncode != 0 or not output.exists():
            logger.error("pdf worker ended with %s: %s", result.returncode, result.stderr[-2000:].decode(errors="replace"))
            raise _too_large() if result.returncode in (-9, -24, 3) else PdfError(_("The PDF could not be made."))
        for line in json.loads((folder / "warnings.json").read_text("utf-8")):
            logger.warning("pdf: %s", line)
        return output.read_bytes()


def _fill(folder: Path, html: str, pictures: Mapping[str, bytes], identifier: str) -> None:
    """Everything the worker may read, by name."""
    (folder / "page.html").write_text(html, "utf-8")
    (folder / "identifier").write_text(identifier or "0" * 64)
    style = Path(settings.BASE_DIR) / "static" / "css" / STYLE
    (folder / STYLE).write_text(style.read_text("utf-8"), "utf-8")
    (folder / "picture").mkdir()
    for key, content in pictures.items():
        (folder / "picture" / key).write_bytes(content)
    (folder / "font").mkdir()
    for font in FONTS:
        if (Path(settings.FONTS_ROOT) / font).exists():
            (folder / "font" / font).symlink_to(Path(settings.FONTS_ROOT) / font)


def _too_large() -> PdfError:
    return PdfError(
        _("The report is too large for one PDF. Shorten its longest tables, or move them to an attachment.")
    )


def engine_versions() -> dict[str, str]:
    """What the bytes depend on, for the manifest."""
    return {"weasyprint": weasyprint.__version__, "pydyf": pydyf.__version__}
