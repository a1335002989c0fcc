"""Writes read definitions into the database: adds what is new, changes what differs, deletes nothing.

A metric that a file no longer names stays, for stored figures hang on it; give it a `valid_to` instead.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import models, transaction

from ..expressions import parse
from ..models import CodeListEntry, Metric, MetricAlias, OfficialTable, Region, TablePlacement, Threshold
from .definitions import (
    CodeDefinition,
    KnownMetric,
    MetricDefinition,
    RegionDefinition,
    TableDefinition,
    ThresholdDefinition,
)
from .errors import Problem
from .read import FOLDER, read_catalogue, read_metrics

NEW, CHANGED, SAME = "new", "changed", "same"
Outcome = Counter[str]  # how many rows were new, changed, same
UNNUMBERED = 30_000  # position of rows without a printed number: after all others


@transaction.atomic
def load_all(folder: Path = FOLDER) -> tuple[dict[str, Outcome], tuple[Problem, ...]]:
    """The whole shipped catalogue: counts by kind, and warnings. Raises CatalogueError, storing nothing."""
    catalogue = read_catalogue(folder)
    counts = {
        "tables": _load_tables(catalogue.tables),
        "metrics": _load_metrics(catalogue.metrics),
        "code lists": _count(catalogue.codes, _load_code),
        "regions": _load_regions(catalogue.regions),
        "thresholds": _count(catalogue.thresholds, _load_threshold),
    }
    return counts, catalogue.warnings


@transaction.atomic
def load_metrics(path: Path) -> tuple[Outcome, tuple[Problem, ...]]:
    """One metrics file beside what is stored: counts and warnings. Raises CatalogueError, storing nothing.

    A file of the shipped catalogue may lean on the other shipped files, which are stored or soon will be.
    """
    known: dict[str, MetricDefinition | KnownMetric] = {}
    if path.resolve().parent == FOLDER.resolve():
        catalogue = read_catalogue()
        _load_tables(catalogue.tables)
        known = {m.code: m for m in catalogue.metrics}
    known |= {m.code: m for m in _stored_metrics()}
    tables = set(OfficialTable.objects.values_list("code", flat=True))
    metrics, warnings = read_metrics(path, tables=tables, known=known.values())
    return _load_metrics(metrics), warnings


def _stored_metrics() -> list[KnownMetric]:
    return [
        KnownMetric(
            m.code,
            m.name_zh,
            parse(m.formula) if m.formula else None,
            tuple(alias.text for alias in m.aliases.all()),
        )
        for m in Metric.objects.prefetch_related("aliases")
    ]


def _load_tables(tables: Iterable[TableDefinition]) -> Outcome:
    return Counter(
        _sync(
            OfficialTable,
            {"code": t.code},
            {
                "title_zh": t.title_zh,
                "title_en": t.title_en,
                "label": t.label,
                "note": t.note,
                "position": position,
            },
        )[1]
        for position, t in enumerate(tables, start=1)
    )


def _load_metrics(metrics: Iterable[MetricDefinition]) -> Outcome:
    tables = {table.code: table for table in OfficialTable.objects.all()}
    taken: set[tuple[str, int]] = set()
    return Counter(_load_metric(m, tables, taken) for m in metrics)


def _load_metric(m: MetricDefinition, tables: dict[str, OfficialTable], taken: set[tuple[str, int]]) -> str:
    metric, outcome = _sync(
        Metric,
        {"code": m.code},
        {
            "name_zh": m.name_zh,
            "name_en": m.name_en,
            "chapter": m.chapter,
            "unit": m.unit,
            "value_type": m.value_type,
            "decimals": m.decimals,
            "period_kind": m.period_kind,
            "definition_zh": m.definition_zh,
            "formula": m.formula,
            "checks": m.checks,
            "aggregation": str(m.aggregation),
            "low": m.low,
            "high": m.high,
            "applies_to": m.applies_to,
            "valid_from": m.valid_from,
            "valid_to": m.valid_to,
            "source": m.source,
            "confidence": m.confidence,
        },
    )
    touched = _sync_aliases(metric, m.aliases) | _sync_places(metric, m, tables, taken)
    return CHANGED if outcome == SAME and touched else outcome


def _sync_aliases(metric: Metric, wanted: tuple[str, ...]) -> bool:
    stored = {alias.text: alias for alias in metric.aliases.all()}
    MetricAlias.objects.filter(metric=metric).exclude(text__in=wanted).delete()
    missing = [text for text in wanted if text not in stored]
    MetricAlias.objects.bulk_create([MetricAlias(metric=metric, text=text) for text in missing])
    return bool(missing) or bool(stored.keys() - set(wanted))


def _sync_places(
    metric: Metric, m: MetricDefinition, tables: dict[str, OfficialTable], taken: set[tuple[str, int]]
) -> bool:
    wanted = {p.table: (p.number, _position(p.table, p.number, m.line, taken)) for p in m.places}
    stale = metric.placements.exclude(table__code__in=wanted)
    outcomes = {CHANGED} if stale.delete()[0] else set()
    for code, (number, position) in wanted.items():
        fields = {"number": number, "position": position}
        outcomes.add(_sync(TablePlacement, {"table": tables[code], "metric": metric}, fields)[1])
    return bool(outcomes - {SAME})


def _position(table: str, number: str, line: int, taken: set[tuple[str, int]]) -> int:
    """5 before 5.1 before 6; rows of one number (alternatives) keep the order of the file."""
    if not number:
        return UNNUMBERED + min(line, 2700)
    major, _point, minor = number.partition(".")
    position = int(major) * 300 + int(minor or 0) * 3
    while (table, position) in taken:
        position += 1
    taken.add((table, position))
    return position


def _load_code(c: CodeDefinition) -> str:
    key = {"list": c.list, "code": c.code, "valid_from": c.valid_from}
    fields = {"name_zh": c.name_zh, "name_en": c.name_en, "valid_to": c.valid_to, "source": c.source}
    return _sync(CodeListEntry, key, fields)[1]


def _load_regions(regions: tuple[RegionDefinition, ...]) -> Outcome:
    """Parents before children, for a region's path holds its parent's; successors when all are there."""
    known = {r.code: r for r in regions}
    rows: dict[str, Region] = {}
    outcomes: dict[str, str] = {}
    for r in sorted(regions, key=lambda r: _depth(r, known)):
        rows[r.code], outcomes[r.code] = _sync(
            Region,
            {"code": r.code},
            {
                "name": r.name_zh,
                "name_en": r.name_en,
                "level": r.level,
                "valid_from": r.valid_from,
                "valid_to": r.valid_to,
                "parent_id": rows[r.parent].pk if r.parent else None,
            },
        )
    for r in regions:
        successor = rows[r.successor].pk if r.successor else None
        _row, outcome = _sync(Region, {"code": r.code}, {"successor_id": successor})
        if outcome == CHANGED and outcomes[r.code] == SAME:
            outcomes[r.code] = CHANGED
    return Counter(outcomes.values())


def _depth(region: RegionDefinition, known: dict[str, RegionDefinition]) -> int:
    return 1 + _depth(known[region.parent], known) if region.parent else 0


def _load_threshold(t: ThresholdDefinition) -> str:
    region = Region.objects.get(code=t.region) if t.region else None
    key = {
        "standard": t.standard,
        "school_kind": t.school_kind,
        "region": region,
        "metric": Metric.objects.get(code=t.metric),
        "comparison": t.comparison,
        "valid_from": t.valid_from,
    }
    fields = {"value": t.value, "valid_to": t.valid_to, "source": t.source, "confidence": t.confidence}
    return _sync(Threshold, key, fields)[1]


def _count(definitions: Iterable[Any], load: Callable[[Any], str]) -> Outcome:
    return Counter(load(definition) for definition in definitions)


def _sync(model: type[models.Model], key: dict[str, Any], fields: dict[str, Any]) -> tuple[Any, str]:
    row = model._default_manager.filter(**key).first()
    if row is None:
        return model._default_manager.create(**key, **fields), NEW
    stale = {name for name, value in fields.items() if getattr(row, name) != value}
    for name in stale:
        setattr(row, name, fields[name])
    if stale:
        row.save()  # the whole row: a save may derive fields of its own, as a region's path
    return row, CHANGED if stale else SAME
