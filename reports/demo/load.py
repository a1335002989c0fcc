"""Stores the demonstration: places, accounts, reports as already published. Safe to repeat; nothing is overwritten."""

import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies.models import CasePart, CaseStudy, Challenge, Measure, Picture
from casestudies.pictures import attach, rewrite
from institutions.models import AcademicYear, Metric, MetricValue, Region, Round, YearRecord
from reports.document.vocabulary import clean
from reports.models import Chart, Narrative, Outline, Report
from reports.publishing.imported import import_published

from .drawings import DRAWINGS
from .places import school_from, school_named
from .read import DemoError, DemoReport


def load_report(demo: DemoReport) -> tuple[Report, bool]:
    """The report of one folder and whether it was made now. Raises DemoError, ValidationError, SealRefused."""
    head = demo.head
    existing = _existing(head)
    if existing is not None:
        return existing, False
    with transaction.atomic():
        record = _record(head)
        report = _report(record, demo)
        _values(record, demo)
        _stories(record, demo)
        Narrative.objects.bulk_create(
            Narrative(report=report, section=key, html=clean(html)) for key, html in demo.texts.items()
        )
        _charts(report, demo)
        import_published(report.pk, published_at=_published_at(head))
    return report, True


def _existing(head: dict[str, Any]) -> Report | None:
    owner = "region__code" if head["code"].isdigit() else "institution__public_code"
    return Report.objects.filter(
        record__round__key=head["round"], kind=head["kind"], **{f"record__{owner}": head["code"]}
    ).first()


def round_of(key: str) -> Round:
    """The campaign of a key; made in the customary way (2025 reports the school year 2024-2025) where missing."""
    year = int(key[:4])
    academic, _made = AcademicYear.objects.get_or_create(start_year=year - 1)
    campaign, _made = Round.objects.get_or_create(
        key=key,
        defaults={
            "name": f"{year}年度质量年报编制",
            "academic_year": academic,
            "graduating_class": year,
            "finance_year": year - 1,
            "printed_label": f"（{year}年度）",
        },
    )
    return campaign


def _record(head: dict[str, Any]) -> YearRecord:
    year = head["year"]
    academic, _made = AcademicYear.objects.get_or_create(start_year=int(year["academic_year"][:4]))
    campaign = round_of(head["round"])
    subject: dict[str, Any] = {}
    if head["code"].isdigit():
        subject["region"] = Region.objects.get(code=head["code"])
    else:
        subject["institution"] = school_from(head["code"], head["subject"])
    record, _made = YearRecord.objects.get_or_create(
        round=campaign,
        **subject,
        defaults={
            "academic_year": academic if academic != campaign.academic_year else None,
            "graduating_class": year["graduating_class"],
            "finance_year": year["finance_year"],
            "printed_label": year["printed_label"],
        },
    )
    return record


def _report(record: YearRecord, demo: DemoReport) -> Report:
    head, front = demo.head, demo.head["front"]
    information, statement = head.get("information", {}), head.get("statement", {})
    return Report.objects.create(
        record=record,
        kind=head["kind"],
        outline=Outline.objects.filter(key=head["outline"]).order_by("-version").first(),
        demonstration=True,
        title=front["title"],
        subtitle=front.get("subtitle", ""),
        publisher=front["publisher"],
        printed_date=front.get("printed_date", ""),
        completed_on=front.get("completed_on") or None,
        website=front.get("website", ""),
        preface=clean(demo.preface),
        preface_signature=front.get("preface_signature", ""),
        preface_date=front.get("preface_date", ""),
        lead=clean(demo.lead),
        statement_unit=statement.get("unit", ""),
        statement_signatory=statement.get("signatory", ""),
        statement_date=statement.get("date", ""),
        index_number=information.get("index_number", ""),
        document_number=information.get("document_number", ""),
        subject_category=information.get("subject_category", ""),
        genre_category=information.get("genre_category", ""),
        issuing_body=information.get("issuing_body", ""),
        imported_published_on=front.get("published_on", ""),
    )


def _values(record: YearRecord, demo: DemoReport) -> None:
    metrics = {metric.code: metric for metric in Metric.objects.all()}
    rows = []
    for line, row in enumerate(demo.values, start=2):
        place = f"{demo.name}/values.csv, line {line}"
        if row["code"] not in metrics:
            raise DemoError(f"{place}: there is no metric “{row['code']}”")
        value = MetricValue(
            record=record,
            metric=metrics[row["code"]],
            breakdown=row["breakdown"],
            period=row["period"],
            status=row["status"],
            value=Decimal(row["value"]) if row["value"] else None,
            high=Decimal(row["high"]) if row["high"] else None,
            bound=row["bound"] or "exact",
            word=row["word"],
            given=row["given"],
            given_unit=row["given_unit"],
            reason=row["reason"],
            note=row["note"],
            source=" ".join(filter(None, (row["chapter"], row["label"]))),
        )
        value.clean_fields(exclude=["record", "metric", "changed_by"])
        rows.append(value)
    MetricValue.objects.bulk_create(rows)


def _stories(record: YearRecord, demo: DemoReport) -> None:
    for position, row in enumerate(demo.cases):
        load_case(record, row, position)
    for position, row in enumerate(demo.challenges):
        load_challenge(record, row, position)
    _measures(record, demo.measures, None)
    for row in demo.pictures:
        record.pictures.add(_picture(record, row), bulk=False)


def load_challenge(record: YearRecord, row: dict[str, Any], position: int) -> Challenge:
    challenge = Challenge.objects.create(
        record=record,
        key=row["key"],
        title=row["title"],
        problem=clean(row.get("problem", "")),
        causes=clean(row.get("causes", "")),
        owner=row.get("owner", ""),
        due=row.get("due", ""),
        position=position,
    )
    _measures(record, row.get("measure", []), challenge)
    return challenge


def load_case(record: YearRecord, row: dict[str, Any], position: int) -> CaseStudy:
    case = CaseStudy.objects.create(
        record=record,
        key=row["key"],
        title=row["title"],
        theme=row.get("theme", ""),
        byline=row.get("byline", ""),
        summary=row.get("summary", ""),
        section=row.get("section", ""),
        position=position,
    )
    CasePart.objects.bulk_create(
        CasePart(case=case, position=n, heading=part.get("heading", ""), body=clean(part["body"]))
        for n, part in enumerate(row.get("part", []))
    )
    case.institutions.set(school_named(name) for name in row.get("institutions", []))
    case.regions.set(Region.objects.filter(code__in=row.get("regions", [])))
    return case


def _measures(record: YearRecord, rows: list[dict[str, Any]], challenge: Challenge | None) -> None:
    Measure.objects.bulk_create(
        Measure(
            record=record,
            challenge=challenge,
            title=row.get("title", ""),
            body=clean(row.get("body", "")),
            position=position,
        )
        for position, row in enumerate(rows)
    )


def _picture(record: YearRecord, row: dict[str, Any]) -> Picture:
    picture = Picture(
        record=record,
        key=row["key"],
        caption=row["caption"],
        alt=row["alt"],
        source="为演示由程序绘制",
    )
    if row["drawing"] not in DRAWINGS:
        raise DemoError(f"pictures.toml: there is no drawing “{row['drawing']}”")
    drawn = io.BytesIO()
    DRAWINGS[row["drawing"]](**row.get("options", {})).save(drawn, "PNG")
    attach(picture, rewrite(drawn.getvalue(), name=row["key"]))
    return picture


def _charts(report: Report, demo: DemoReport) -> None:
    for row in demo.charts:
        Chart.objects.create(
            report=report,
            key=row["key"],
            kind=row["kind"],
            title=row["title"],
            summary=row["summary"],
            source=row.get("source", ""),
            spec={"labels": row["labels"], "series": row["series"]},
        )


def _published_at(head: dict[str, Any]) -> datetime:
    """The day the report prints, at midnight in Shanghai; a month alone counts from its first day."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", head["front"]["published_on"])
    if not found:
        raise DemoError(f"report.toml: published_on of {head['code']} is no date")
    year, month, day = (int(part or 1) for part in found.groups())
    return timezone.make_aware(datetime(year, month, day))
