"""Seals a version: Facts to the files that stay for ever, with a manifest of their digests.

Safe to run twice: a version that has an Edition keeps it. Nothing that is learnt later stands in an Edition.
"""

import hashlib
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from casestudies.models import Picture
from institutions.killpoints import killpoint
from reports import log
from reports.document.compose import compose
from reports.document.nodes import Document, Figure, Table
from reports.document.numbering import walk
from reports.facts import Facts
from reports.models import Edition, EditionFile, Snapshot, Version
from reports.rendering.data import data_bytes
from reports.rendering.html import render_body
from reports.rendering.pdf import engine_versions, render_report_pdf
from reports.rendering.spreadsheets import csv_bytes, figure_rows, xlsx_bytes

from .corrections import table_to_seal
from .parity import differences

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    """The Edition of a version, made from its snapshot alone. Raises SealRefused, PdfError.

    An Edition of another content (an approval that did not hold) is kept apart and a new one made.
    """
    existing = Edition.objects.filter(version=version).first()
    if existing is not None and existing.fingerprint == snapshot.fingerprint:
        return existing
    number = version.number or next_number(version)
    code = edition_code(snapshot.fingerprint)
    facts = Facts.from_json(snapshot.facts)
    killpoint("seal.before_render")
    with translation.override(LANGUAGE):
        files = build_files(
            facts,
            code=code,
            number=number,
            fingerprint=snapshot.fingerprint,
            approved_on=version.approved_on,
            corrections=table_to_seal(version, snapshot),
            correction_note=version.public_note if version.previous_id else "",
        )
    killpoint("seal.after_render")
    return _store(version, snapshot, code, number, facts, files)


def next_number(version: Version) -> int:
    """The public number: one more than the highest of this report, so that there are no gaps."""
    numbers = version.report.versions.exclude(pk=version.pk).aggregate(last=Max("number"))
    return (numbers["last"] or 0) + 1


def build_files(
    facts: Facts, *, code: str, number: int | None, fingerprint: str, approved_on: date | None = None,
    corrections: tuple[Table, ...] = (), correction_note: str = "",
) -> tuple[SealedFile, ...]:  # fmt: skip
    """All files of an Edition. Raises SealRefused where the document has problems or its outputs disagree.

    `approved_on` is printed as 成文日期 where the report names none itself; the canonical Facts stay as signed.
    `corrections` and their note are printed on paper alone: the public page has them around the body.
    """
    printed = facts
    if approved_on and not facts.front.completed_on:
        printed = replace(facts, front=replace(facts.front, completed_on=approved_on.isoformat()))
    document = compose(printed)
    front = replace(document.front, corrections=corrections, correction_note=correction_note)
    document = replace(document, front=front)
    if document.problems:
        raise SealRefused(document.problems)
    pictures = _pictures(document)
    body = render_body(document, picture_url=lambda key: f"pictures/{key}")
    data = data_bytes(facts, document)
    unequal = differences(body, data)
    if unequal:
        raise SealRefused(tuple(unequal))
    rows = figure_rows(facts, document)
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
        SealedFile("figures.csv", "text/csv; charset=utf-8", csv_bytes(rows)),
        SealedFile("figures.xlsx", XLSX, xlsx_bytes(rows, f"{facts.front.title}{facts.front.subtitle}")),
        SealedFile("body.html", "text/html; charset=utf-8", body.encode()),
        SealedFile("report.pdf", "application/pdf", pdf),
        *pictures,
    )


def edition_code(fingerprint: str) -> str:
    """ZB-XXXX-XXXX-XXXX: 60 bits of the fingerprint, in letters that are hard to confuse; never given twice."""
    code, attempt = _code(fingerprint), 0
    while Edition.objects.filter(code=code).exists():  # the same content, approved once more
        attempt += 1
        code = _code(hashlib.sha256(f"{fingerprint}:{attempt}".encode()).hexdigest())
    return code


def _code(fingerprint: str) -> str:
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


def _store(
    version: Version, snapshot: Snapshot, code: str, number: int, facts: Facts, files: tuple[SealedFile, ...]
) -> Edition:
    """Rows and files. A file that is stored twice has the same name and bytes, so a repeated run leaves no rest."""
    manifest = {
        "schema": 2,
        "fingerprint": snapshot.fingerprint,
        "number": number,
        "approved_on": version.approved_on.isoformat() if version.approved_on else "",
        "front": {
            "title": facts.front.title,
            "subtitle": facts.front.subtitle,
            "publisher": facts.front.publisher,
        },
        "log": log.seal(),
        "engine": engine_versions(),
        "files": {file.name: {"sha256": file.digest, "size": len(file.content)} for file in files},
    }
    with transaction.atomic():
        Edition.objects.filter(version=version).update(version=None, unused_of=version)
        edition = Edition.objects.create(
            version=version,
            snapshot=snapshot,
            code=code,
            fingerprint=snapshot.fingerprint,
            manifest=manifest,
        )
        Version.objects.filter(pk=version.pk).update(number=number)
        version.number = number
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
            killpoint("seal.after_first_file")
        killpoint("seal.before_commit")
    killpoint("seal.after_commit")
    return edition
