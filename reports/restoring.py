"""Writes Facts back into the live rows of a report: a snapshot restored, a correction begun or given up.

Rows that already say the same stay untouched; changed ones get the next revision. Where the Facts hold no field
(consent on file, which challenge continues which) the row keeps its own.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from casestudies.models import CasePart, CaseStudy, Challenge, Measure, Picture
from institutions.models import Institution, Metric, MetricValue, User
from reports.facts import CaseFacts, ChallengeFacts, ChartFacts, Facts, FrontFacts, PictureFacts, ValueFacts
from reports.models import Chart, Narrative, Report

FRONT_FIELDS = tuple(
    name for name in FrontFacts.__dataclass_fields__ if name not in ("completed_on", "published_on")
)


@transaction.atomic
def restore(report: Report, facts: Facts, *, by: User | None) -> int:
    """Makes the live rows say what the Facts say; answers how many rows changed. The caller holds the lock."""
    record = report.record
    changed = _restore_front(report, facts.front)
    metrics = Metric.objects.in_bulk([v.metric for v in facts.values], field_name="code")
    changed += _sync(
        record.values.select_related("metric"),
        lambda row: (row.metric.code, row.breakdown, row.period),
        {(v.metric, v.breakdown, v.period): _value_fields(v) for v in facts.values},
        lambda key, fields: MetricValue(
            record=record, metric=metrics[key[0]], breakdown=key[1], period=key[2], **fields
        ),
        by,
    )
    changed += _sync(
        report.narratives.all(),
        lambda row: row.section,
        {n.section: {"html": n.html} for n in facts.narratives},
        lambda key, fields: Narrative(report=report, section=key, **fields),
        by,
    )
    changed += _sync_keyed(
        record.pictures.all(), {p.key: _picture_fields(p) for p in facts.pictures}, Picture, by, record=record
    )
    changed += _sync_keyed(
        report.charts.all(), {c.key: _chart_fields(c) for c in facts.charts}, Chart, by, report=report
    )
    cases = {c.key: _case_fields(c, n) for n, c in enumerate(facts.cases)}
    changed += _sync_keyed(record.cases.all(), cases, CaseStudy, by, record=record)
    challenges = {c.key: _challenge_fields(c, n) for n, c in enumerate(facts.challenges)}
    changed += _sync_keyed(record.challenges.all(), challenges, Challenge, by, record=record)
    changed += sum(_restore_parts(row, facts) for row in record.cases.all())
    return changed + _restore_measures(record, facts)


def _sync(
    rows: Iterable[Model],
    key_of: Callable[[Model], Any],
    wanted: Mapping[Any, dict[str, Any]],
    make: Callable[[Any, dict[str, Any]], Model],
    by: User | None,
) -> int:
    """Rows by key: missing ones made, others deleted, differing ones written with the next revision."""
    changed, known = 0, {}
    for row in rows:
        known[key_of(row)] = row
    for key, row in known.items():
        if key not in wanted:
            row.delete()
            changed += 1
    for key, fields in wanted.items():
        row = known.get(key)
        if row is None:
            row = make(key, fields)
            row.changed_by = by
            row.save()
            changed += 1
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.revision += 1
            row.changed_by = by
            row.save()
            changed += 1
    return changed


def _sync_keyed(rows, wanted, model: type[Model], by: User | None, **owner) -> int:
    return _sync(rows, lambda row: row.key, wanted, lambda key, fields: model(key=key, **owner, **fields), by)


def _restore_front(report: Report, front: FrontFacts) -> int:
    wanted: dict[str, Any] = {name: getattr(front, name) for name in FRONT_FIELDS}
    wanted["completed_on"] = date.fromisoformat(front.completed_on) if front.completed_on else None
    wanted["imported_published_on"] = front.published_on
    changed = [name for name, value in wanted.items() if getattr(report, name) != value]
    for name in changed:
        setattr(report, name, wanted[name])
    if changed:
        report.save(update_fields=changed)
    return bool(changed)


def _value_fields(value: ValueFacts) -> dict[str, Any]:
    names = (
        "status",
        "value",
        "high",
        "text",
        "bound",
        "word",
        "given",
        "given_unit",
        "reason",
        "note",
        "source",
    )
    return {name: getattr(value, name) for name in names}


def _picture_fields(picture: PictureFacts) -> dict[str, Any]:
    """Size columns follow the file; only what a person writes and the file's name count."""
    return {
        "caption": picture.caption,
        "alt": picture.alt,
        "decorative": picture.decorative,
        "source": picture.source,
        "image": picture.file,
        "digest": picture.digest,
    }


def _chart_fields(chart: ChartFacts) -> dict[str, Any]:
    spec = {
        "labels": list(chart.labels),
        "series": [{"name": s.name, "refs": list(s.refs)} for s in chart.series],
    }
    return {
        "kind": chart.kind, "title": chart.title, "summary": chart.summary, "source": chart.source, "spec": spec,
    }  # fmt: skip


def _case_fields(case: CaseFacts, position: int) -> dict[str, Any]:
    names = ("title", "section", "theme", "byline", "summary")
    return {name: getattr(case, name) for name in names} | {"position": position}


def _challenge_fields(challenge: ChallengeFacts, position: int) -> dict[str, Any]:
    names = ("title", "problem", "causes", "owner", "due", "outcome", "outcome_note")
    return {name: getattr(challenge, name) for name in names} | {"position": position}


def _restore_parts(case: CaseStudy, facts: Facts) -> int:
    wanted = next(c for c in facts.cases if c.key == case.key)
    changed = 0
    if [(p.heading, p.body) for p in case.parts.order_by("position", "pk")] != [
        (p.heading, p.html) for p in wanted.parts
    ]:
        case.parts.all().delete()
        CasePart.objects.bulk_create(
            CasePart(case=case, position=n, heading=p.heading, body=p.html)
            for n, p in enumerate(wanted.parts)
        )
        changed = 1
    if list(case.institutions.values_list("name", flat=True)) != list(wanted.institutions):
        case.institutions.set(Institution.objects.filter(name__in=wanted.institutions))
    return changed


def _restore_measures(record, facts: Facts) -> int:
    """Measures have no keys: they are written anew for a challenge (or for none) whose list differs."""
    changed = 0
    owners: list[tuple[Challenge | None, tuple]] = [(None, facts.measures)]
    by_key = {c.key: c.measures for c in facts.challenges}
    owners += [(row, by_key[row.key]) for row in record.challenges.all()]
    for owner, wanted in owners:
        rows = Measure.objects.filter(record=record, challenge=owner).order_by("position", "pk")
        if [(m.title, m.body) for m in rows] == [(m.title, m.html) for m in wanted]:
            continue
        rows.delete()
        Measure.objects.bulk_create(
            Measure(record=record, challenge=owner, title=m.title, body=m.html, position=n)
            for n, m in enumerate(wanted)
        )
        changed += 1
    return changed
