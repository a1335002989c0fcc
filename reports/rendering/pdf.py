"""HTML to PDF in a process of its own, with limits on memory and time. docs/pdf.md tells the whole way.

The same HTML, files and engine give the same bytes. Only the files handed over can be fetched.
"""

import io
import logging
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.utils.translation import gettext as _

from reports.document.nodes import Document

from .fangsong import FILE as FANGSONG
from .fangsong import font_file, han_only
from .html import render_print
from .pdf_job import Answer, Job, read_answer, write_job
from .pdf_size import largest_part

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "static" / "css"
FONT_FACE = f'@font-face {{ font-family: FandolFang; src: url("font:{FANGSONG}") }}\n'
OUT_OF_MEMORY = (b"MemoryError", b"failed to map segment", b"Cannot allocate memory")
KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of processor time; by the clock it may take half as much again."""

    megabytes: int = 2048
    seconds: int = 120


LIMITS = Limits()


class PdfError(Exception):
    """No PDF could be made; the message says what is too large or broken, and what to do."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """`warnings`: what the engine complained about; `refused`: addresses it asked for and was not given."""

    pdf: bytes
    pages: int
    warnings: tuple[str, ...]
    refused: tuple[str, ...]


def render_report_pdf(
    document: Document,
    *,
    pictures: Mapping[str, bytes],
    edition_code: str = "",
    fingerprint: str = "",
    number: int | None = None,
    data: bytes = b"",
    limits: Limits = LIMITS,
) -> bytes:
    """The PDF of a report. `pictures` by key; `data` is carried as an attachment. Raises PdfError."""
    edition = {"code": edition_code, "fingerprint": fingerprint, "number": str(number or "")}
    dated = document.front.completed_on
    html = render_print(document, picture_url=lambda key: f"picture:{key}", edition=edition, dated=dated)
    files = {f"picture:{key}": content for key, content in pictures.items()}
    try:
        rendered = render_pdf(
            html, files=files, identifier=fingerprint, dated=dated, attachment=data, limits=limits
        )
    except PdfError as error:
        part = largest_part(document)
        raise PdfError(f"{error} {part}" if part else str(error)) from error
    _refuse_lost_pictures(rendered)
    for warning in rendered.warnings:
        logger.warning("PDF of %s: %s", edition_code or document.front.title, warning)
    return rendered.pdf


def _refuse_lost_pictures(rendered: Rendered) -> None:
    """A picture that is not there or cannot be read leaves a hole; no report goes out with one."""
    for address in rendered.refused:
        name = address.removeprefix("picture:")
        raise PdfError(_("Picture “%(name)s” is not among the files of the report.") % {"name": name})
    for warning in rendered.warnings:
        if lost := re.match(r"Failed to load image at 'picture:(.*?)'", warning):
            raise PdfError(_("Picture “%(name)s” cannot be read. Upload it again.") % {"name": lost[1]})


def render_pdf(
    html: str,
    *,
    files: Mapping[str, bytes | Path],
    identifier: str = "",
    dated: str = "",
    attachment: bytes = b"",
    limits: Limits = LIMITS,
) -> Rendered:
    """The PDF of a whole HTML document in the print style. Title and language are those of the HTML.

    `files`: picture:KEY to the bytes or the path of a JPEG or PNG; `dated` an ISO date or ''. Raises PdfError.
    """
    font = font_file()
    given = {address: _typed(address, content) for address, content in files.items()}
    if font:
        given[f"font:{FANGSONG}"] = ("font/otf", han_only(font))
    job = Job(html, _stylesheets(), identifier, given, attachment, dated)
    answer = _run(job, limits)
    for address in answer.refused:
        logger.warning("PDF: refused address %s", address)
    return Rendered(answer.pdf, answer.pages, answer.warnings, answer.refused)


def _stylesheets() -> tuple[str, ...]:
    """FangSong where there is one, the tokens of paper (the engine knows no media features), the print style."""
    tokens = (STYLES / "tokens.css").read_text("utf-8").partition("@media")[0]
    face = (FONT_FACE,) if font_file() else ()
    return (*face, tokens, (STYLES / "print.css").read_text("utf-8"))


def engine_versions() -> dict[str, str]:
    """What the bytes of a PDF depend on besides its content."""
    return {
        "weasyprint": version("weasyprint"),
        "pydyf": version("pydyf"),
        "fangsong": FANGSONG if font_file() else "",
    }


def _typed(address: str, content: bytes | Path) -> tuple[str, bytes]:
    data = content.read_bytes() if isinstance(content, Path) else content
    kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        name = address.partition(":")[2]
        raise PdfError(_("Picture “%(name)s” is neither JPEG nor PNG. Upload it again.") % {"name": name})
    return kind, data


def _run(job: Job, limits: Limits) -> Answer:
    """One process for one job. It is bound before it receives anything, and always ended."""
    stream = io.BytesIO()
    write_job(stream, job)
    command = [sys.executable, "-m", "reports.rendering.pdf_worker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with (
        tempfile.TemporaryDirectory(prefix="zhibao-pdf-") as folder,
        subprocess.Popen(command, cwd=ROOT, env=_environment(folder), **pipes) as process,  # noqa: S603
    ):
        try:
            _bind(process.pid, limits)
            out, err = process.communicate(stream.getvalue(), timeout=limits.seconds * 1.5)
        except subprocess.TimeoutExpired:
            raise PdfError(_too_slow(limits)) from None
        finally:
            process.kill()
    return _judge(out, err, process.returncode, limits)


def _bind(pid: int, limits: Limits) -> None:
    """Address space and processor time; no core file, since it would hold the report."""
    for kind, amount in (
        (resource.RLIMIT_AS, limits.megabytes * 2**20),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.prlimit(pid, kind, (amount, amount))


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the site's settings reaches the engine; temporary files go where they are surely removed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME") if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "TMPDIR": folder, "PYTHONHASHSEED": "0"}


def _judge(out: bytes, err: bytes, code: int, limits: Limits) -> Answer:
    """The answer, or PdfError for what became of the process."""
    try:
        answer = read_answer(io.BytesIO(out))
    except ValueError:
        logger.error("PDF process ended with %s: %s", code, err.decode(errors="replace")[-2000:])
        raise PdfError(_cause_of_death(code, err, limits)) from None
    if answer.error == "memory":
        raise PdfError(_too_large(limits))
    if answer.error:
        logger.error("PDF engine: %s", answer.detail)
        raise PdfError(_("The PDF could not be made: %(detail)s") % {"detail": answer.detail})
    return answer


def _cause_of_death(code: int, err: bytes, limits: Limits) -> str:
    """What a process died of that gave no answer. Libraries in C end it by a signal when memory is refused."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow(limits)
    if code < 0 or any(mark in err for mark in OUT_OF_MEMORY):
        return _too_large(limits)
    return _("The PDF could not be made: %(detail)s") % {"detail": f"exit {code}"}


def _too_slow(limits: Limits) -> str:
    return _("The report is too large: its PDF was not ready after %(seconds)s seconds.") % {
        "seconds": limits.seconds
    }


def _too_large(limits: Limits) -> str:
    return _("The report is too large: its PDF needs more than %(megabytes)s MB of memory.") % {
        "megabytes": limits.megabytes
    }
