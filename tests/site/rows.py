"""Published reports as rows and small sealed files, without any PDF being drawn. Every builder takes overrides."""

import hashlib
import json
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from institutions.models import (
    AcademicYear,
    Institution,
    InstitutionName,
    Location,
    Region,
    Round,
    Supervision,
    YearRecord,
)
from reports.document.compose import compose
from reports.facts import Facts
from reports.models import Edition, EditionFile, Outline, Report, Snapshot, State, Version
from reports.rendering.html import render_body
from tests.reports import facts_builder

PDF = b"%PDF-1.7 " + bytes(range(256)) * 4
MORNING = timezone.make_aware(datetime(2025, 12, 26, 9, 30))


def make_region(code: str = "990100", name: str = "示例市", **fields) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": "city"} | fields)[0]


def make_round(key: str = "2025") -> Round:
    year = int(key[:4])
    academic, _made = AcademicYear.objects.get_or_create(start_year=year - 1)
    defaults = {
        "name": f"{year}年度编报",
        "academic_year": academic,
        "graduating_class": year,
        "finance_year": year - 1,
        "printed_label": f"（{year}年度）",
    }
    return Round.objects.get_or_create(key=key, defaults=defaults)[0]


def make_school(
    code: str = "sl-gyzx",
    name: str = "示例市工业职业学校",
    *,
    region: Region | None = None,
    short: str = "",
    **fields,
) -> Institution:
    """A school that lies in a region and is supervised there."""
    school = Institution.objects.create(public_code=code, name=name, **fields)
    place = region or make_region()
    Location.objects.create(institution=school, region=place)
    Supervision.objects.create(institution=school, region=place)
    if short:
        InstitutionName.objects.create(institution=school, kind="short", name=short)
    return school


def make_report(subject: Institution | Region, *, year: str = "2025", **fields) -> Report:
    """A report without any version yet."""
    owner = "region" if isinstance(subject, Region) else "institution"
    record, _made = YearRecord.objects.get_or_create(round=make_round(year), **{owner: subject})
    kind = "city" if isinstance(subject, Region) else "school"
    outline, _made = Outline.objects.get_or_create(
        key="k", version=1, defaults={"kind": "school", "title": "提纲", "numbering": "decimal"}
    )
    defaults = {
        "kind": kind,
        "outline": outline,
        "title": f"{subject.name}质量年度报告",
        "publisher": subject.name,
    }
    return Report.objects.create(record=record, **defaults | fields)


def publish(
    subject: Institution | Region,
    *,
    report: Report | None = None,
    facts: Facts | None = None,
    number: int = 1,
    **fields,
) -> Version:
    """A version in PUBLISHED (or the state given) with its Edition and files."""
    year = fields.pop("year", "2025")
    report = report or make_report(subject, year=year)
    facts = facts or facts_of(report)
    values = {"state": State.PUBLISHED, "published_at": MORNING, "sequence": number, "number": number}
    version = Version.objects.create(report=report, fingerprint=facts.fingerprint(), **values | fields)
    seal(version, facts)
    return version


def facts_of(report: Report, *, cases: int = 1, **fields) -> Facts:
    front = facts_builder.FrontFacts(report.title, publisher=report.publisher)
    subject = report.record.subject
    return facts_builder.facts(
        **{
            "front": front,
            "subject": facts_builder.SubjectFacts("institution", subject.public_code, subject.name),
            "cases": tuple(facts_builder.case(f"k{n}") for n in range(cases)),
        }
        | fields
    )


def seal(version: Version, facts: Facts) -> Edition:
    snapshot = Snapshot.objects.create(
        version=version, reason="test", facts=facts.to_json(), fingerprint=facts.fingerprint()
    )
    edition = Edition.objects.create(
        version=version,
        snapshot=snapshot,
        code=f"ZB-{version.pk:04}",
        fingerprint=facts.fingerprint(),
        manifest={},
    )
    body = render_body(compose(facts))
    values = [
        {"code": v.metric, "breakdown": v.breakdown, "status": v.status, "text": f"{v.value}人"}
        for v in facts.values
    ]
    for name, kind, content in (
        ("body.html", "text/html; charset=utf-8", body.encode()),
        ("facts.json", "application/json", facts.to_json().encode()),
        ("data.json", "application/json", json.dumps({"values": values, "computed": []}).encode()),
        ("report.pdf", "application/pdf", PDF),
        ("pictures/gate", "image/png", b"\x89PNG"),
    ):
        row = EditionFile(
            edition=edition,
            name=name,
            content_type=kind,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
        )
        row.file.save(name, ContentFile(content), save=False)
        row.save()
    return edition


def make_draft(subject: Institution | Region, *, year: str = "2026", **fields) -> Version:
    """A version in DRAFT of a report that was never public."""
    return Version.objects.create(report=make_report(subject, year=year, **fields), sequence=1)
