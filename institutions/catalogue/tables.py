"""Readers of the smaller catalogue files: official tables, code lists, regions, thresholds."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from .definitions import CodeDefinition, RegionDefinition, TableDefinition, ThresholdDefinition
from .errors import Problem
from .metric_rows import CONFIDENCE
from .rows import Row, read_rows
from .units import UnitError, convert

LEVELS = ("province", "city", "county", "zone")
COMPARISONS = ("at_least", "at_most")
WORD = _("lower-case letters, digits and _, a letter first, at most 60")
REGION_CODE = r"[0-9A-Z]{6,12}"


def read_tables(path: Path, problems: list[Problem]) -> tuple[TableDefinition, ...]:
    """In the order of the file, which is the order of the annex."""
    columns = ("code", "title_zh", "title_en", "label", "note")
    return _unique(
        (
            row,
            row.cells["code"],
            TableDefinition(
                code=row.match("code", r"[a-z][a-z0-9_]{0,29}", WORD),
                title_zh=row.text("title_zh", most=60, required=True),
                title_en=row.text("title_en", most=120, required=True),
                label=row.text("label", most=10),
                note=row.text("note", most=200),
            ),
        )
        for row in read_rows(path, columns, problems)
    )


def read_codes(path: Path, problems: list[Problem]) -> tuple[CodeDefinition, ...]:
    columns = ("list", "code", "name_zh", "name_en", "valid_from", "valid_to", "source")
    return _unique(
        (
            row,
            (row.cells["list"], row.cells["code"], row.cells["valid_from"]),
            CodeDefinition(
                list=row.match("list", r"[a-z][a-z0-9_]{0,39}", WORD),
                code=row.text("code", most=20, required=True),
                name_zh=row.text("name_zh", most=80, required=True),
                name_en=row.text("name_en", most=120, required=True),
                valid_from=row.year("valid_from"),
                valid_to=row.year("valid_to"),
                source=row.text("source", most=200),
            ),
        )
        for row in read_rows(path, columns, problems)
    )


def read_regions(path: Path, problems: list[Problem]) -> tuple[RegionDefinition, ...]:
    """A parent or successor must be in the same file."""
    columns = ("code", "name_zh", "name_en", "level", "parent", "valid_from", "valid_to", "successor")
    rows = list(read_rows(path, columns, problems))
    regions = _unique((row, row.cells["code"], _region(row)) for row in rows)
    known = {region.code for region in regions}
    for row in rows:
        for column in ("parent", "successor"):
            word = row.cells[column].strip()
            if word and word not in known:
                row.problem(
                    "unknown-region",
                    _(
                        "The region “%(word)s” in “%(column)s” is not in this file. "
                        "Add it or correct the code."
                    ),
                    word=word,
                    column=column,
                )
    _judge_levels(rows, {region.code: region.level for region in regions})
    return regions


def _judge_levels(rows: Iterable[Row], levels: Mapping[str, str]) -> None:
    """A parent stands higher, so no region can be its own ancestor."""
    for row in rows:
        level, parent = row.cells["level"].strip(), row.cells["parent"].strip()
        if (level == "province") == bool(parent):
            row.problem("parent", _("A province has no parent region and every other region has one."))
        elif parent in levels and not _is_above(levels[parent], level):
            row.problem(
                "parent",
                _("The parent region “%(parent)s” stands no higher than its child. Correct level or parent."),
                parent=parent,
            )


def _is_above(upper: str, lower: str) -> bool:
    known = upper in LEVELS and lower in LEVELS  # an unknown level is noted elsewhere
    return not known or LEVELS.index(upper) < LEVELS.index(lower)


def read_thresholds(
    path: Path, metric_units: Mapping[str, str], regions: Collection[str], problems: list[Problem]
) -> tuple[ThresholdDefinition, ...]:
    """Values are converted to the metric's unit; `metric_units` has the unit of every metric by code."""
    columns = (
        "standard",
        "school_kind",
        "region",
        "metric",
        "comparison",
        "value",
        "unit",
        "valid_from",
        "valid_to",
        "source",
        "confidence",
    )
    key = ("standard", "school_kind", "region", "metric", "comparison", "valid_from")
    return _unique(
        (row, tuple(row.cells[k] for k in key), _threshold(row, metric_units, regions))
        for row in read_rows(path, columns, problems)
    )


def _region(row: Row) -> RegionDefinition:
    return RegionDefinition(
        code=row.match("code", REGION_CODE, _("6 to 12 digits or capital letters")),
        name_zh=row.text("name_zh", most=60, required=True),
        name_en=row.text("name_en", most=80, required=True),
        level=row.choice("level", LEVELS),
        parent=row.text("parent", most=12),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to", last=True),
        successor=row.text("successor", most=12),
    )


def _threshold(
    row: Row, metric_units: Mapping[str, str], regions: Collection[str]
) -> ThresholdDefinition | None:
    metric, region, unit = (row.cells[name].strip() for name in ("metric", "region", "unit"))
    value = row.decimal("value", required=True)
    if metric not in metric_units:
        row.problem(
            "unknown-code", _("“%(code)s” is no metric. Correct the spelling or add it."), code=metric
        )
    elif value is not None:
        try:
            value = convert(value, unit, metric_units[metric])
        except UnitError as error:
            row.problem(
                "unit",
                _("%(error)s Give the value in a unit of the metric, for example %(unit)s."),
                error=error,
                unit=metric_units[metric],
            )
    if region and region not in regions:
        row.problem(
            "unknown-region",
            _(
                "The region “%(word)s” in “%(column)s” is not in the list of regions. "
                "Add it or correct the code."
            ),
            word=region,
            column="region",
        )
    return (
        value
        if value is None
        else ThresholdDefinition(
            standard=row.match("standard", r"[a-z][a-z0-9_]{0,29}", WORD),
            school_kind=row.match("school_kind", r"[a-z][a-z0-9_]{0,39}", WORD),
            region=region,
            metric=metric,
            comparison=row.choice("comparison", COMPARISONS),
            value=value,
            valid_from=row.year("valid_from"),
            valid_to=row.year("valid_to"),
            source=row.text("source", most=200, required=True),
            confidence=row.choice("confidence", CONFIDENCE, required=False),
        )
    )


def _unique(read: Iterable[tuple[Row, Hashable, Any]]) -> tuple[Any, ...]:
    """The definitions; a second row of the same key is noted."""
    found, first = [], {}
    for row, key, definition in read:
        if key in first:
            row.problem(
                "duplicate", _("This entry stands already in line %(line)d. Remove one."), line=first[key]
            )
        first.setdefault(key, row.line)
        if definition is not None:
            found.append(definition)
    return tuple(found)
