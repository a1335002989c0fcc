"""What the catalogue files hold, as frozen dataclasses: the result of reading, before any database."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from ..aggregation import Rule
from ..expressions import Check, Expression
from .errors import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A metric's row in an official table; `number` as printed (5.1 is a sub-row of 5), '' for none."""

    table: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """One metric as its file defines it. Plausible range, decimals and formula are in `unit`.

    `tree` None: reported, not derived. `valid_from` and `valid_to` are rounds, None: open.
    """

    code: str
    name_zh: str
    name_en: str
    chapter: str
    places: tuple[Place, ...]
    unit: str
    value_type: str
    decimals: int
    period_kind: str
    definition_zh: str
    formula: str
    tree: Expression | None
    checks: str
    aggregation: Rule
    low: Decimal | None
    high: Decimal | None
    applies_to: str
    valid_from: int | None
    valid_to: int | None
    aliases: tuple[str, ...]
    source: str
    confidence: str
    check_trees: tuple[Check, ...] = ()
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """A metric defined elsewhere (in the database): as much as a new file must agree with."""

    code: str
    name_zh: str
    tree: Expression | None = None
    aliases: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TableDefinition:
    code: str
    title_zh: str
    title_en: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class CodeDefinition:
    """One entry of a code list; years None: open."""

    list: str
    code: str
    name_zh: str
    name_en: str
    valid_from: int | None
    valid_to: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ThresholdDefinition:
    """`value` is in the metric's own unit, whatever unit the file gives; `region` '' is everywhere."""

    standard: str
    school_kind: str
    region: str
    metric: str
    comparison: str
    value: Decimal
    valid_from: int | None
    valid_to: int | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RegionDefinition:
    """A year in the file stands for its first day in `valid_from`, for its last in `valid_to`."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    successor: str


@dataclass(frozen=True)
class Catalogue:
    metrics: tuple[MetricDefinition, ...]
    tables: tuple[TableDefinition, ...]
    codes: tuple[CodeDefinition, ...]
    thresholds: tuple[ThresholdDefinition, ...]
    regions: tuple[RegionDefinition, ...]
    warnings: tuple[Problem, ...] = ()
