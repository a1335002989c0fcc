"""The page of a published version as bytes, one per language: the shell around the sealed body, ready to send.

A page is a derived file. `shell_digest` covers everything around the body (templates, translations, state, notices);
where it no longer fits, the page is made anew on the next read. What it says of the report comes from the sealed
facts, never from live rows: those may already be in work for a correction.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reports.facts import Facts
from reports.models import EditionFile, ServedPage, State, Version

from .addresses import edition_address, report_address, subject_address
from .contents import contents_of_body
from .dates import day_of

SHELL = "reports/site/report.html"
SHELL_SOURCES = ("base.html", "includes", "reports/site/report.html")


def served_page(version: Version, language: str) -> ServedPage:
    """The page as it is to be sent; made anew where the stored one is missing or its shell is old."""
    page = ServedPage.objects.filter(edition=version.edition, language=language).first()
    if page is not None and page.shell == shell_digest(version, language):
        return page
    return freeze_page(version, language)


def freeze_pages(version: Version) -> None:
    for language, _name in settings.LANGUAGES:
        freeze_page(version, language)


def freeze_page(version: Version, language: str) -> ServedPage:
    with translation.override(language):
        content = render_to_string(SHELL, shell_context(version)).encode()
    page, _created = ServedPage.objects.update_or_create(
        edition=version.edition,
        language=language,
        defaults={
            "shell": shell_digest(version, language),
            "content": content,
            "etag": hashlib.sha256(content).hexdigest(),
        },
    )
    return page


def shell_context(version: Version) -> dict[str, object]:
    """What the shell template may say of a published version."""
    edition = version.edition
    files = {file.name: file for file in edition.files.all()}
    with files["body.html"].file.open("rb") as stored:
        body = stored.read().decode()
    facts = Facts.from_json(edition.snapshot.facts)
    published_on = facts.front.published_on or version.published_at
    with translation.override(settings.LANGUAGE_CODE):
        cited_on = day_of(published_on)  # the citation is in the report's own language
    return {
        "version": version,
        "title": f"{facts.front.title}{facts.front.subtitle}",
        "publisher": facts.front.publisher,
        "subject_name": facts.subject.name,
        "published_on": day_of(published_on),
        "cited_on": cited_on,
        "edition": edition,
        "subject_url": subject_address(version.report.record.subject),
        "address": report_address(version.report),
        "fixed_address": edition_address(version),
        "site_url": settings.SITE_URL,
        "body": body,
        "contents": contents_of_body(body),
        "pdf": files["report.pdf"],
        "data": files["data.json"],
        "current": version.state == State.PUBLISHED,
        "earlier": _earlier(version),
    }


def _earlier(version: Version) -> list[dict[str, object]]:
    """The older public versions, newest first: number, day, address."""
    older = version.report.versions.filter(
        state__in=(State.SUPERSEDED, State.WITHDRAWN), number__lt=version.number
    )
    return [
        {"number": row.number, "day": day_of(row.published_at), "address": edition_address(row)}
        for row in older.order_by("-number")
    ]


def edition_file(version: Version, name: str) -> EditionFile | None:
    return version.edition.files.filter(name=name).first()


def shell_digest(version: Version, language: str) -> str:
    """Digest of all that stands around the body on this page."""
    facts = (
        *(_sources_digest(), settings.SITE_URL, language, version.state),
        *(str(version.number), str(version.published_at), version.public_note),
    )
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


@cache
def _sources_digest() -> str:
    """Templates, translations and the static manifest, read once per process."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR) / "templates"
    files = [path for name in SHELL_SOURCES for path in _files(root / name)]
    files += _files(Path(settings.BASE_DIR) / "locale", "*.mo")
    files += _files(Path(settings.STATIC_ROOT), "staticfiles.json")
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(path: Path, pattern: str = "*") -> list[Path]:
    return [path] if path.is_file() else [p for p in path.rglob(pattern) if p.is_file()]
