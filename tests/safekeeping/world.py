"""What the tests of this folder keep safe: one school whose published report is whole, sealed and linked."""

import hashlib
import time

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from institutions.models import AcademicYear
from reports import log
from reports.document.compose import compose
from reports.models import Edition, EditionFile, Snapshot, Version
from reports.publishing.chain import link_edition
from reports.rendering.data import data_bytes
from reports.rendering.html import render_body
from reports.workflow.states import BY_ACT
from reports.workflow.transitions import move
from tests import builders as make
from tests.site import rows

PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def build(code: str = "sl-gyzx", **fields) -> Version:
    """A published version with everything that a real one has, but for the drawing of its PDF."""
    school = rows.make_school(code, f"示例学校{code}")
    make.make_user("filler", school, username=f"tianbao-{code}")
    report = rows.make_report(school)
    make.make_narrative(report)
    version = Version(
        report=report,
        sequence=1,
        number=1,
        published_at=timezone.now(),
        origin=Version.Origin.IMPORTED,
        **fields,
    )
    facts = rows.facts_of(report)
    version.fingerprint = facts.fingerprint()
    with transaction.atomic():
        move(version, BY_ACT["import_published"], by=None, created=True)
    edition = seal(version, facts)
    log.seal()  # as before every publication
    link_edition(edition, at=version.published_at)
    log.seal()
    return version


def seal(version: Version, facts) -> Edition:
    document = compose(facts)
    files = {
        "facts.json": facts.to_json().encode(),
        "data.json": data_bytes(facts, document),
        "body.html": render_body(document).encode(),
        "report.pdf": PDF + str(version.pk).encode(),
    }
    manifest = {"files": {n: {"sha256": _digest(c), "size": len(c)} for n, c in files.items()}}
    snapshot = Snapshot.objects.create(
        version=version, reason="import", facts=facts.to_json(), fingerprint=facts.fingerprint()
    )
    edition = Edition.objects.create(
        version=version,
        snapshot=snapshot,
        code=f"ZB-{version.pk:04}",
        fingerprint=facts.fingerprint(),
        manifest=manifest,
    )
    for name, content in files.items():
        row = EditionFile(edition=edition, name=name, size=len(content), digest=_digest(content))
        row.file.save(name, ContentFile(content), save=False)
        row.save()
    return edition


def write_pairs(seconds: float) -> None:
    """Two rows in each transaction, as fast as it goes; says when it has begun."""
    end, year = time.monotonic() + seconds, 3001
    while time.monotonic() < end and year < 9000:
        with transaction.atomic():
            AcademicYear.objects.create(start_year=year)
            AcademicYear.objects.create(start_year=year + 1)
        if year == 3001:
            print("begun", flush=True)
        year += 2


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
