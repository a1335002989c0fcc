"""The page of a published version as bytes, one per language: the shell around the sealed body, ready to send.

A page is a derived file. `shell_digest` covers everything around the body (templates, translations, state, notices);
where it no longer fits, the page is made anew on the next read.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from institutions.models import Institution, Region
from reports.models import EditionFile, Report, ServedPage, State, Version

SHELL = "reports/site/report.html"
SHELL_SOURCES = ("base.html", "includes", "reports/site/report.html", "reports/site/includes")
MAIN_KINDS = tuple(kind for kind in Report.Kind.values if kind != Report.Kind.COMPANY)


def published_version(code: str, year: str, *, kind: str = "", number: int | None = None) -> Version | None:
    """The public version behind an address: the current one, or the one with that public number."""
    versions = Version.objects.filter(report__record__round__key=year).select_related(
        "edition", "report__record__round", "report__record__institution", "report__record__region"
    )
    owner = "region__code" if code.isdigit() else "institution__public_code"
    versions = versions.filter(**{f"report__record__{owner}": code})
    versions = versions.filter(report__kind=kind) if kind else versions.filter(report__kind__in=MAIN_KINDS)
    if number is None:
        return versions.filter(state=State.PUBLISHED).first()
    public = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)
    return versions.filter(state__in=public, number=number).first()


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
    subject = version.report.record.subject
    return {
        "version": version,
        "report": version.report,
        "edition": edition,
        "subject": subject,
        "subject_url": subject_address(subject),
        "address": report_address(version.report),
        "body": body,
        "pdf": files["report.pdf"],
        "data": files["data.json"],
        "current": version.state == State.PUBLISHED,
    }


def report_address(report: Report) -> str:
    return f"/r/{report.record.subject.public_code}/{report.record.round.key}/"


def subject_address(subject: Institution | Region) -> str:
    return f"/{'regions' if isinstance(subject, Region) else 'institutions'}/{subject.public_code}/"


def edition_file(version: Version, name: str) -> EditionFile | None:
    return version.edition.files.filter(name=name).first()


def shell_digest(version: Version, language: str) -> str:
    """Digest of all that stands around the body on this page."""
    facts = [_sources_digest(), language, version.state, str(version.number), str(version.published_at)]
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
