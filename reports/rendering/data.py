"""The machine-readable figures of a report: everything reported and computed, tables cell by cell, what the text shows.

Canonical bytes: keys sorted, no spaces, UTF-8; the same report gives the same file. Numbers are text, so that no
reader rounds them; '' means there is none.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from institutions.aggregation import REASONS
from institutions.formatting import figure, quantity, status_text
from institutions.periods import Years, default_period
from reports.document.figures import as_reading, coverage
from reports.document.nodes import Cell, Chart, Document, Number, Row, Table, Tile, plain_text
from reports.document.numbering import walk
from reports.facts import ComputedFacts, Facts, FoldFacts, MetricFacts, ValueFacts

SCHEMA = 1


def data_bytes(facts: Facts, document: Document) -> bytes:
    """`report_data` as canonical JSON."""
    data = report_data(facts, document)
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def report_data(facts: Facts, document: Document) -> dict[str, Any]:
    """Subject, year, definitions, values, tables, and under `shown` each figure the document prints, in its order."""
    data = {
        "schema": SCHEMA,
        "fingerprint": facts.fingerprint(),
        "kind": facts.kind,
        "title": facts.front.title,
        "subtitle": facts.front.subtitle,
        "publisher": facts.front.publisher,
        "demonstration": facts.demonstration,
        "subject": {
            "kind": facts.subject.kind,
            "code": facts.subject.code,
            "name": facts.subject.name,
            "name_en": facts.subject.name_en,
            "region": facts.subject.region,
        },
        "year": {
            "round": facts.year.round_key,
            "school_year": f"{facts.year.start_year}-{facts.year.start_year + 1}",
            "graduating_class": facts.year.graduating_class,
            "finance_year": facts.year.finance_year,
            "label": facts.year.printed_label,
        },
        "metrics": [_metric(metric) for metric in facts.metrics],
        "values": [_value(facts, value) for value in facts.values],
        "computed": [_computed(facts, computed) for computed in facts.computed],
        "earlier_values": [_value(facts, value, years_back=1) for value in facts.earlier],
        "earlier_computed": [_computed(facts, computed) for computed in facts.earlier_computed],
        "tables": [_table(node) for node in walk(document.sections) if isinstance(node, Table)],
        "shown": list(shown_figures(document)),
    }
    if facts.members:
        data |= {
            "members": [asdict(member) for member in facts.members],
            "folds": [_fold(facts, fold) for fold in facts.folds],
        }
    return data


def shown_figures(document: Document) -> Iterator[dict[str, str]]:
    """Every figure the document prints, prose, tiles, tables and charts alike; those with a problem are none."""
    for node in walk((document.front, document.sections)):
        if isinstance(node, Number) and not node.problem:
            yield {"code": node.code, "value": node.value, "text": node.text, "reference": node.reference}
        elif isinstance(node, Tile):
            yield {"code": node.code, "value": node.value, "text": node.text, "reference": node.code}
        elif isinstance(node, Chart):
            points = (point for series in node.series for point in series.points)
            yield from (
                {"code": p.code, "value": p.value, "text": p.text, "reference": ""}
                for p in points
                if p.code and p.value
            )


def _metric(metric: MetricFacts) -> dict[str, str]:
    return {
        "code": metric.code,
        "name": metric.name_zh,
        "name_en": metric.name_en,
        "unit": metric.unit,
        "type": metric.value_type,
        "definition": metric.definition,
        "formula": metric.formula,
        "source": metric.source,
    }


def _value(facts: Facts, value: ValueFacts, *, years_back: int = 0) -> dict[str, str]:
    """A reported figure; `text` as it is printed, with its unit."""
    metric = facts.metric_by_code.get(value.metric)
    return {
        "code": value.metric,
        "breakdown": value.breakdown,
        "period": value.period or _default_period(facts, metric, years_back),
        "status": value.status,
        "value": _text(value.value),
        "high": _text(value.high),
        "bound": value.bound,
        "word": value.word,
        "given": value.given,
        "given_unit": value.given_unit,
        "unit": metric.unit if metric else "",
        "text": _printed(value, metric),
        "reason": value.reason,
        "note": value.note,
        "source": value.source,
    }


def _printed(value: ValueFacts, metric: MetricFacts | None) -> str:
    if value.status != "reported":
        return status_text(value.status)
    return figure(value, metric) if metric else value.given or value.text or _text(value.value)


def _default_period(facts: Facts, metric: MetricFacts | None, years_back: int) -> str:
    years = Years(facts.year.start_year, facts.year.graduating_class, facts.year.finance_year)
    return default_period(metric.period_kind, years, offset=-years_back) if metric else ""


def _computed(facts: Facts, computed: ComputedFacts) -> dict[str, Any]:
    metric = facts.metric_by_code.get(computed.metric)
    known = computed.value is not None and metric is not None
    return {
        "code": computed.metric,
        "value": _text(computed.value),
        "unit": metric.unit if metric else "",
        "text": quantity(computed.value, metric) if known else "",
        "parts": list(computed.parts),
    }


def _fold(facts: Facts, fold: FoldFacts) -> dict[str, Any]:
    """The schools' figure together, with how many of them are in it and which are not."""
    metric = facts.metric_by_code.get(fold.metric)
    known = fold.value is not None and metric is not None
    return {
        "code": fold.metric,
        "breakdown": fold.breakdown,
        "period": fold.period or _default_period(facts, metric, 0),
        "value": _text(fold.value),
        "high": _text(fold.high),
        "bound": fold.bound,
        "unit": metric.unit if metric else "",
        "text": figure(as_reading(fold), metric) + coverage(fold) if known else "",
        "given": fold.given,
        "of": fold.of,
        "missing": list(fold.missing),
        "reason": str(REASONS[fold.reason]) if fold.reason else "",
        "status": "folded",
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "anchor": table.anchor,
        "label": table.label,
        "caption": table.caption,
        "unit": table.unit,
        "note": table.note,
        "official": table.official,
        "head": _rows(table.head),
        "body": _rows(table.body),
        "foot": _rows(table.foot),
    }


def _rows(rows: tuple[Row, ...]) -> list[list[dict[str, Any]]]:
    return [[_cell(cell) for cell in row.cells] for row in rows]


def _cell(cell: Cell) -> dict[str, Any]:
    """The cell's words; `value` and `unit` where the whole cell is one number, spans where they are not 1."""
    found: dict[str, Any] = {"text": plain_text(cell.children)}
    if cell.number:
        found |= {"value": cell.number, "unit": cell.unit, "code": cell.code}
    if cell.colspan > 1 or cell.rowspan > 1:
        found |= {"colspan": cell.colspan, "rowspan": cell.rowspan}
    return found


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
