"""The machine-readable figures of a report: what is stored, what is computed, what the document shows."""

import json
from typing import Any

from institutions.formatting import figure, quantity
from reports.document.nodes import Document, Number, Table, Tiles
from reports.document.numbering import walk
from reports.facts import Facts, ValueFacts

SCHEMA = 1


def data_bytes(facts: Facts, document: Document) -> bytes:
    """`report_data` as JSON, keys sorted: equal reports give equal bytes."""
    data = report_data(facts, document)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def report_data(facts: Facts, document: Document) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "title": facts.front.title,
        "kind": facts.kind,
        "subject": {"code": facts.subject.code, "name": facts.subject.name, "kind": facts.subject.kind},
        "year": {
            "round": facts.year.round_key,
            "school_year": f"{facts.year.start_year}-{facts.year.start_year + 1}",
            "graduating_class": facts.year.graduating_class,
            "finance_year": facts.year.finance_year,
            "printed_label": facts.year.printed_label,
        },
        "demonstration": facts.demonstration,
        "metrics": {m.code: _metric(m) for m in facts.metrics},
        "values": [_value(facts, v) for v in facts.values],
        "computed": [
            {
                "code": c.metric,
                "value": None if c.value is None else format(c.value, "f"),
                "text": quantity(c.value, facts.metric_by_code[c.metric]),
                "parts": list(c.parts),
            }
            for c in facts.computed
        ],
        "tables": [_table(node) for node in walk(document.sections) if isinstance(node, Table)],
        "shown": [
            {"code": node.code, "value": node.value, "text": node.text, "reference": node.reference}
            for node in walk((document.front, document.sections))
            if isinstance(node, Number)
        ]
        + [
            {"code": tile.code, "value": tile.value, "text": tile.text, "reference": tile.code}
            for node in walk(document.sections)
            if isinstance(node, Tiles)
            for tile in node.tiles
        ],
    }


def _metric(metric) -> dict[str, Any]:
    return {
        "name_zh": metric.name_zh,
        "name_en": metric.name_en,
        "unit": metric.unit,
        "type": metric.value_type,
        "definition": metric.definition,
        "formula": metric.formula,
    }


def _value(facts: Facts, value: ValueFacts) -> dict[str, Any]:
    metric = facts.metric_by_code[value.metric]
    return {
        "code": value.metric,
        "breakdown": value.breakdown,
        "period": value.period,
        "status": value.status,
        "value": None if value.value is None else format(value.value, "f"),
        "high": None if value.high is None else format(value.high, "f"),
        "bound": value.bound,
        "unit": metric.unit,
        "text": figure(value, metric),
        "reason": value.reason,
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [(row, part) for part in ("head", "body", "foot") for row in getattr(table, part)]
    return {
        "label": table.label,
        "caption": table.caption,
        "unit": table.unit,
        "rows": [
            {
                "part": part,
                "cells": [
                    {"text": c.text, "colspan": c.colspan, "rowspan": c.rowspan, "header": c.header} for c in row.cells
                ],
            }
            for row, part in rows
        ],
    }
