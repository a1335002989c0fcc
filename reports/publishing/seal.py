"""Seals a version: Facts to the files that stay for ever, with a manifest of their digests.

Safe to run twice: a version that has an Edition keeps it. Nothing that is learnt later stands in an Edition.
"""

import hashlib
from base64 import b32encode
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from casestudies.models import Picture
from reports.document.compose import compose
from reports.document.nodes import Document, Figure
from reports.document.numbering import walk
from reports.facts import Facts
from reports.models import Edition, EditionFile, Snapshot, Version
from reports.rendering.data import data_bytes
from reports.rendering.html import render_body
from reports.rendering.pdf import engine_versions, render_report_pdf

from .parity import differences

LANGUAGE = "zh-hans"  # the language of the report itself; the page's shell is translated around it


class SealRefused(Exception):
    """The report cannot be sealed; `reasons` are sentences for the person who must act."""

    def __init__(self, reasons: tuple[str, ...]):
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class SealedFile:
    name: str
    content_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def take_snapshot(version: Version, facts: Facts, *, reason: str) -> Snapshot:
    """Keeps the canonical Facts; the same content at the same version is kept once per reason."""
    snapshot, _created = Snapshot.objects.get_or_create(
        version=version,
        reason=reason,
        fingerprint=facts.fingerprint(),
        defaults={"facts": facts.to_json()},
    )
    return snapshot


def seal(version: Version, snapshot: Snapshot) -> Edition:
    """The Edition of a version, made from its snapshot alone. Raises SealRefused, PdfError."""
    existing = Edition.objects.filter(version=version).first()
    if existing is not None:
        return existing
    facts = Facts.from_json(snapshot.facts)
    code = edition_code(snapshot.fingerprint)
    with translation.override(LANGUAGE):
        files = build_files(facts, code=code, number=version.number, fingerprint=snapshot.fingerprint)
    return _store(version, snapshot, code, files)


def build_files(facts: Facts, *, code: str, number: int | None, fingerprint: str) -> tuple[SealedFile, ...]:
    """All files of an Edition. Raises SealRefused where the document has problems or its outputs disagree."""
    document = compose(facts)
    if document.problems:
        raise SealRefused(document.problems)
    pictures = _pictures(document)
    body = render_body(document, picture_url=lambda key: f"pictures/{key}")
    data = data_bytes(facts, document)
    unequal = differences(body, data)
    if unequal:
        raise SealRefused(tuple(unequal))
    pdf = render_report_pdf(
        document,
        pictures={file.name.removeprefix("pictures/"): file.content for file in pictures},
        edition_code=code,
        fingerprint=fingerprint,
        number=number,
        data=data,
    )
    return (
        SealedFile("facts.json", "application/json", facts.to_json().encode()),
        SealedFile("data.json", "application/json", data),
        SealedFile("body.html", "text/html; charset=utf-8", body.encode()),
        SealedFile("report.pdf", "application/pdf", pdf),
        *pictures,
    )


def edition_code(fingerprint: str) -> str:
    """ZB-XXXX-XXXX-XXXX: the first 60 bits of the fingerprint, in letters and digits that are hard to confuse."""
    letters = b32encode(bytes.fromhex(fingerprint)).decode()[:12]
    return "-".join(["ZB", letters[:4], letters[4:8], letters[8:]])


def _pictures(document: Document) -> tuple[SealedFile, ...]:
    """The pictures the document shows, as sealed files; a missing one is refused by name."""
    figures = {
        node.key: node for node in walk((document.front, document.sections)) if isinstance(node, Figure)
    }
    missing = [
        _("Figure “%(caption)s” has no picture yet. Upload it, or take it out.") % {"caption": f.caption}
        for f in figures.values()
        if not f.file
    ]
    if missing:
        raise SealRefused(tuple(missing))
    storage = Picture._meta.get_field("image").storage
    files = []
    for key, figure in sorted(figures.items()):
        with storage.open(figure.file) as stored:
            content = stored.read()
        kind = "image/png" if figure.file.endswith(".png") else "image/jpeg"
        files.append(SealedFile(f"pictures/{key}", kind, content))
    return tuple(files)


def _store(version: Version, snapshot: Snapshot, code: str, files: tuple[SealedFile, ...]) -> Edition:
    """Rows and files. A file that is stored twice has the same name and bytes, so a repeated run leaves no rest."""
    manifest = {
        "schema": 1,
        "fingerprint": snapshot.fingerprint,
        "engine": engine_versions(),
        "files": {file.name: {"sha256": file.digest, "size": len(file.content)} for file in files},
    }
    with transaction.atomic():
        edition = Edition.objects.create(
            version=version,
            snapshot=snapshot,
            code=code,
            fingerprint=snapshot.fingerprint,
            manifest=manifest,
        )
        for file in files:
            row = EditionFile(
                edition=edition,
                name=file.name,
                content_type=file.content_type,
                size=len(file.content),
                digest=file.digest,
            )
            row.file.save(file.name, ContentFile(file.content), save=False)
            row.save()
    return edition
