"""The page of a published version as bytes, one per language: the shell around the sealed body, ready to send.

A page is a derived file, read by its public address in one narrow query. It answers only while the version stands in
the state it was made for and `shell` (templates, translations, the code that makes it) is today's; else it is made
anew on the next read. What it says of the report comes from the sealed facts, never from live rows: those may already
be in work for a correction.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from reports.models import EditionFile, ServedPage, Version

from .addresses import READABLE, open_addresses
from .shell import shell_context

SHELL = "reports/site/report.html"
SHELL_SOURCES = (
    "templates/base.html",
    "templates/includes",
    f"templates/{SHELL}",
    "templates/reports/site/version",
    "reports/publishing",
)
# Written out, and without a join: to build or to plan this one query anew for each reader costs more than to run it.
READ = """
SELECT page.id, page.etag, page.shell, page.state,
(SELECT state FROM reports_version WHERE id = (SELECT version_id FROM reports_edition WHERE id = page.edition_id))
FROM reports_servedpage page WHERE page.{place} = %s AND page.language = %s
"""
IN_MEMORY = (
    32  # pages a process keeps, each in one form; the database says with every read which bytes are right
)
_FIXED = re.compile(r"/v[1-9][0-9]{0,3}/$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that may be shown now, by its row and the digest of its bytes."""

    pk: int
    etag: str

    def content(self, *, packed: bool = False) -> bytes:
        """Raises ServedPage.DoesNotExist where the page was dropped since."""
        return _content(self.pk, self.etag, packed)


def stored_page(path: str, language: str) -> Page | None:
    """The page of this very address, if one is stored and still right; one query."""
    sql = READ.format(place="fixed_address" if _FIXED.search(path) else "address")
    rows = _read(sql, path, language)
    for pk, etag, shell, made_for, state in rows:
        if made_for == state and state in READABLE and shell == shell_digest(language):
            return Page(pk, etag)
    return None


def _read(sql: str, *params: str) -> list[tuple]:
    """The rows; a connection that was lost meanwhile is found by the read itself, at half the price of asking first."""
    connection.health_check_done = True
    try:
        return _rows(sql, params)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _rows(sql, params)


def _rows(sql: str, params: tuple[str, ...]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@lru_cache(maxsize=IN_MEMORY)
def _content(pk: int, etag: str, packed: bool) -> bytes:
    """Bytes under a digest never change, so they are read once."""
    column = "compressed" if packed else "content"
    return bytes(ServedPage.objects.values_list(column, flat=True).get(pk=pk, etag=etag))


def served_page(version: Version, language: str) -> Page:
    """The page of a version, whatever address asked for it; made where the stored one is missing or old."""
    stored = ServedPage.objects.filter(
        edition__version=version, language=language, state=version.state, shell=shell_digest(language)
    )
    for pk, etag in stored.values_list("pk", "etag"):
        return Page(pk, etag)
    row = freeze_page(version, language)
    return Page(row.pk, row.etag)


def freeze_pages(version: Version) -> None:
    for language, _name in settings.LANGUAGES:
        freeze_page(version, language)


@transaction.atomic
def freeze_page(version: Version, language: str) -> ServedPage:
    """Makes and keeps the page as the version stands now: locked, so that no change slips between reading and keeping."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    with translation.override(language):
        content = render_to_string(SHELL, shell_context(version)).encode()
    address, fixed_address = open_addresses(version)
    ServedPage.objects.filter(address=address, language=language).exclude(edition=version.edition).update(
        address=""
    )
    page, _created = ServedPage.objects.update_or_create(
        edition=version.edition,
        language=language,
        defaults={
            "address": address,
            "fixed_address": fixed_address,
            "state": version.state,
            "shell": shell_digest(language),
            "content": content,
            "compressed": gzip.compress(content, mtime=0),
            "etag": hashlib.sha256(content).hexdigest(),
        },
    )
    return page


def invalidate(report_id: int) -> None:
    """Drops the pages of a report: for whoever changes a state, a notice or an address, in the same transaction."""
    ServedPage.objects.filter(edition__version__report=report_id).delete()


def edition_file(version: Version, name: str) -> EditionFile | None:
    return version.edition.files.filter(name=name).first()


def shell_digest(language: str) -> str:
    """Digest of all that stands around the body and is the same for every report."""
    return hashlib.sha256("\0".join((_sources_digest(), settings.SITE_URL, language)).encode()).hexdigest()


@cache
def _sources_digest() -> str:
    """Templates, translations, the code of this folder and the static manifest, read once per process."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    files = [path for name in SHELL_SOURCES for path in _files(root / name)]
    files += _files(root / "locale", "*.mo")
    files += _files(Path(settings.STATIC_ROOT), "staticfiles.json")
    for path in sorted(files):
        if path.suffix != ".pyc":
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(path: Path, pattern: str = "*") -> list[Path]:
    return [path] if path.is_file() else [p for p in path.rglob(pattern) if p.is_file()]
