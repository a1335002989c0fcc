"""The invented county of the demonstration: four schools over three rounds, walked to every state by its own people.

The round of 2025 was brought in as published; everything else was signed, reviewed and sealed by real steps of the
workflow (county_life.py). Safe to repeat: what stands where it should is left alone.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from institutions.formatting import quantity
from institutions.models import Institution, Metric, MetricValue, Region, RoundWindow, YearRecord
from reports.document.vocabulary import clean
from reports.models import Narrative, Outline, Report, ReviewLevel

from . import county_life as life
from .load import load_case, load_challenge, round_of
from .places import school_from
from .read import FOLDER

DATA = FOLDER / "county"
COUNTY, CITY = "990110", "990100"
TOKEN = re.compile(r"\{([a-z_]+)\}")

# subject, round, the state it is to stand in, how it gets there
PLAN = (
    ("jidian", "2025", "published", life.bring_in),
    ("nongye", "2025", "published", life.bring_in),
    ("huli", "2025", "published", life.bring_in),
    ("lvyou", "2025", "published", life.bring_in),
    ("jidian", "2025", "superseded", life.correct),
    ("county", "2025", "published", life.fold_and_publish),
    ("lvyou", "2024", "withdrawn", life.publish_and_withdraw),
    ("huli", "2024", "submitted", life.hand_in),
    ("jidian", "2024", "scheduled", life.schedule),
    ("jidian", "2026", "signing", life.void_and_begin_anew),
    ("nongye", "2026", "returned", life.be_returned),
    ("huli", "2026", "reviewing", life.be_reviewed),
    ("lvyou", "2026", "approved", life.be_approved),
)


def load_places() -> None:
    for row in _toml("schools.toml")["school"]:
        school_from(row["code"], row)
    city = Region.objects.get(code=CITY)
    ReviewLevel.objects.get_or_create(region=city)
    now = timezone.now()
    RoundWindow.objects.get_or_create(
        round=round_of("2026"),
        kind=RoundWindow.Kind.SCHOOL,
        region=city,
        defaults={"opens_at": now - timedelta(days=60), "closes_at": now + timedelta(days=35)},
    )


def load_county() -> Iterator[tuple[Report, bool]]:
    """Each report of the plan, and whether it was brought to its state now. The accounts must be there."""
    for column, year, state, walk in PLAN:
        report = _report(column, year)
        done = report.versions.filter(state=state).exists()
        if not done:
            walk(report)
        yield report, not done


@transaction.atomic
def _report(column: str, year: str) -> Report:
    subject = _subject(column)
    where = {"region": subject} if isinstance(subject, Region) else {"institution": subject}
    record, _made = YearRecord.objects.get_or_create(round=round_of(year), **where)
    existing = record.reports.first()
    if existing is not None:
        return existing
    school = column != "county"
    report = Report.objects.create(
        record=record,
        kind=Report.Kind.SCHOOL if school else Report.Kind.COUNTY,
        outline=_outline("school-2023-compact" if school else "region-2023-compact"),
        demonstration=True,
        title=f"{subject.name}质量年度报告" if school else f"{subject.name}中等职业教育质量年度报告",
        subtitle=f"（{year}年度）",
        publisher=subject.name if school else "示例县教育局",
        printed_date=f"{year}年12月",
        statement_unit=subject.name if school else "示例县教育局",
        statement_signatory="示例负责人",
    )
    figures = {} if not school else _figures(year, column)
    _values(record, figures)
    _texts(report, column, year, figures)
    _stories(record, column)
    return report


def _subject(column: str) -> Institution | Region:
    if column == "county":
        return Region.objects.get(code=COUNTY)
    return Institution.objects.get(public_code=f"xl-{column}")


def _outline(key: str) -> Outline:
    return Outline.objects.filter(key=key).order_by("-version").first()


def _figures(year: str, column: str) -> dict[str, str]:
    with (DATA / f"figures-{year}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row[column] for row in csv.DictReader(file) if row[column]}


def _values(record: YearRecord, figures: dict[str, str]) -> None:
    metrics = Metric.objects.in_bulk(figures, field_name="code")
    MetricValue.objects.bulk_create(
        MetricValue(record=record, metric=metrics[code], value=Decimal(value))
        for code, value in figures.items()
    )


def _texts(report: Report, column: str, year: str, figures: dict[str, str]) -> None:
    texts = _toml("texts.toml")
    chosen = texts[column] | (texts["again"].get(column, {}) if year == "2026" else {})
    metrics = {m.code: m for m in Metric.objects.all()}

    def living(match: re.Match[str]) -> str:
        code = match[1]
        words = (
            quantity(Decimal(figures[code]), metrics[code]) if code in figures else f"0{metrics[code].unit}"
        )
        return f'<data value="{code}">{words}</data>'

    Narrative.objects.bulk_create(
        Narrative(report=report, section=key, html=clean(f"<p>{TOKEN.sub(living, text)}</p>"))
        for key, text in chosen.items()
    )


def _stories(record: YearRecord, column: str) -> None:
    stories = _toml("stories.toml")
    for position, row in enumerate(row for row in stories["case"] if row["school"] == column):
        load_case(record, row, position)
    for position, row in enumerate(row for row in stories["challenge"] if row["school"] == column):
        load_challenge(record, row, position)


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"))
