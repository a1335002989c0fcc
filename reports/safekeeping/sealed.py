"""Whether the sealed files of a version are the bytes that were sealed, and carry the figures of its snapshot."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.facts import Facts
from reports.models import Edition, EditionFile, Version
from reports.publishing.chain import first_break

from .files import digest_of

PDF, FACTS, DATA = "report.pdf", "facts.json", "data.json"


def broken_edition(version: Version) -> Iterator[str]:
    """Sentences on what differs from what was sealed."""
    edition = getattr(version, "edition", None)
    if edition is None:
        yield _("it is public and has no edition.")
        return
    files = {file.name: file for file in edition.files.all()}
    yield from (_("%(file)s is missing.") % {"file": n} for n in (PDF, FACTS, DATA) if n not in files)
    content = {}
    for file in files.values():
        why = _broken_file(file)
        if why:
            yield why
        elif file.name in (FACTS, DATA):
            with file.file.open("rb") as stored:
                content[file.name] = stored.read()
    yield from _broken_manifest(edition, files)
    yield from _broken_snapshot(edition, content)


def _broken_file(file: EditionFile) -> str:
    try:
        with file.file.open("rb") as stored:
            found = digest_of(stored)
    except FileNotFoundError:
        return _("%(file)s is missing.") % {"file": file.name}
    if found != (file.digest, file.size):
        return _("%(file)s is not the file that was sealed.") % {"file": file.name}
    return ""


def _broken_manifest(edition: Edition, files: dict[str, EditionFile]) -> Iterator[str]:
    """An edition's manifest names every file with its digest; where it has a list, list and rows agree."""
    listed = edition.manifest.get("files")
    if listed is None:
        return
    rows = {name: {"sha256": file.digest, "size": file.size} for name, file in files.items()}
    for name in sorted(listed.keys() | rows.keys()):
        if listed.get(name) != rows.get(name):
            yield _("%(file)s differs from the manifest of the edition.") % {"file": name}


def _broken_snapshot(edition: Edition, content: dict[str, bytes]) -> Iterator[str]:
    facts = edition.snapshot.facts.encode()
    fingerprint = hashlib.sha256(facts).hexdigest()
    if not fingerprint == edition.snapshot.fingerprint == edition.fingerprint:
        yield _("the snapshot was changed after it was taken.")
    elif content.get(FACTS, facts) != facts:
        yield _("%(file)s differs from the snapshot.") % {"file": FACTS}
    elif DATA in content and not _same_figures(json.loads(content[DATA]), Facts.from_json(facts.decode())):
        yield _("%(file)s carries other figures than the snapshot.") % {"file": DATA}


def _same_figures(data: dict, facts: Facts) -> bool:
    rows, values = data["values"], facts.values
    named = Counter((row["code"], row["breakdown"], row["status"]) for row in rows)
    if named != Counter((value.metric, value.breakdown, value.status) for value in values):
        return False
    return all(
        _number(row["value"]) == value.value
        for row, value in zip(rows, values, strict=True)
        if "value" in row
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def broken_chain() -> Iterator[str]:
    """The chain of publications: numbered without gaps, each link made of the one before and of its edition."""
    broken = first_break()
    if broken is not None:
        yield _("The chain of publications breaks at number %(number)s.") % {"number": broken.sequence}
