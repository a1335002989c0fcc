"""One line of a metrics file to one MetricDefinition: what can be judged by the line alone."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..aggregation import Rule, RuleError, parse_rule
from ..expressions import ExpressionError, parse, parse_checks
from .definitions import MetricDefinition, Place
from .rows import Row
from .units import units

COLUMNS = (
    "code",
    "name_zh",
    "name_en",
    "chapter",
    "tables",
    "unit",
    "value_type",
    "decimals",
    "period",
    "definition_zh",
    "formula",
    "checks",
    "aggregation",
    "low",
    "high",
    "applies_to",
    "valid_from",
    "valid_to",
    "aliases",
    "source",
    "confidence",
)
CHAPTERS = (
    "overview",
    "talent",
    "service",
    "culture",
    "international",
    "integration",
    "support",
    "challenges",
)
TYPES = ("integer", "decimal", "percentage", "ratio", "text", "boolean")
PERIODS = ("school_year", "calendar_year", "class", "autumn_count", "survey")
APPLIES_TO = ("all", "region", "secondary_school", "higher_school")
CONFIDENCE = ("seen", "known", "inferred", "check")
CODE = r"[a-z][a-z0-9_]{0,59}"
MAX_FORMULA = 300


def read_metric(row: Row, tables: Collection[str]) -> MetricDefinition:
    """Always returns a definition; what is wrong is noted on the row."""
    value_type = row.choice("value_type", TYPES)
    formula = row.text("formula", most=MAX_FORMULA)
    checks = row.text("checks", most=500)
    definition = MetricDefinition(
        code=row.match("code", CODE, _("lower-case letters, digits and _, a letter first, at most 60")),
        name_zh=row.text("name_zh", most=80, required=True),
        name_en=row.text("name_en", most=120, required=True),
        chapter=row.choice("chapter", CHAPTERS),
        places=_places(row, tables),
        unit=_unit(row, value_type),
        value_type=value_type,
        decimals=row.whole("decimals", 0, 6),
        period_kind=row.choice("period", PERIODS),
        definition_zh=row.text("definition_zh", most=500, required=True),
        formula=formula,
        tree=_parsed(row, "formula", parse, formula) if formula else None,
        checks=checks,
        check_trees=_parsed(row, "checks", parse_checks, checks) or (),
        aggregation=_rule(row),
        low=row.decimal("low"),
        high=row.decimal("high"),
        applies_to=row.choice("applies_to", APPLIES_TO),
        valid_from=row.year("valid_from"),
        valid_to=row.year("valid_to"),
        aliases=_aliases(row),
        source=row.text("source", most=200),
        confidence=row.choice("confidence", CONFIDENCE, required=False),
        file=row.file,
        line=row.line,
    )
    _judge(row, definition)
    return definition


def _judge(row: Row, m: MetricDefinition) -> None:
    """Cells that contradict each other."""
    if m.value_type in ("integer", "text", "boolean") and m.decimals:
        row.problem(
            "decimals",
            _("A metric of type %(type)s has no decimals. Write 0 or change the type."),
            type=m.value_type,
        )
    if (m.unit == "%") != (m.value_type == "percentage") or (m.unit == "生:师") != (m.value_type == "ratio"):
        row.problem(
            "unit-type",
            _("The unit “%(unit)s” does not fit the type %(type)s. Change one of them."),
            unit=m.unit,
            type=m.value_type,
        )
    if bool(m.formula) != (m.aggregation.kind == "recompute"):
        row.problem(
            "recompute",
            _(
                "A formula and the aggregation “recompute” belong together. "
                "Add the one that is missing or remove the other."
            ),
        )
    if m.low is not None and m.high is not None and m.low > m.high:
        row.problem("range", _("The lowest plausible value lies above the highest. Exchange them."))
    if m.valid_from and m.valid_to and m.valid_from > m.valid_to:
        row.problem("years", _("“valid_to” lies before “valid_from”. Exchange them."))


def _unit(row: Row, value_type: str) -> str:
    unit = row.text("unit", most=20)
    if value_type in ("text", "boolean"):
        if unit:
            row.problem(
                "unit-type",
                _("The unit “%(unit)s” does not fit the type %(type)s. Change one of them."),
                unit=unit,
                type=value_type,
            )
    elif unit not in units():
        row.problem(
            "unknown-unit",
            _("The unit “%(unit)s” is not in the table of units. Use one of: %(units)s."),
            unit=unit,
            units=" ".join(_likely(unit)),
        )
    return unit


def _likely(unit: str) -> list[str]:
    """Units that share a character with what was written; all of them when none does."""
    return [name for name in units() if set(name) & set(unit)][:12] or list(units())


def _places(row: Row, tables: Collection[str]) -> tuple[Place, ...]:
    places = []
    for part in _parts(row.text("tables", most=300)):
        table, _colon, number = part.partition(":")
        if table not in tables:
            row.problem(
                "unknown-table",
                _("“%(table)s” is no official table. Use one of: %(tables)s."),
                table=table,
                tables=", ".join(sorted(tables)),
            )
        elif table in {place.table for place in places}:
            row.problem("table-twice", _("The table “%(table)s” stands twice. Keep one place."), table=table)
        elif _colon and not _is_number(number):
            row.problem("row-number", _("“%(number)s” is no row number. Write 5 or 5.1."), number=number)
        places.append(Place(table, number))
    return tuple(places)


def _aliases(row: Row) -> tuple[str, ...]:
    aliases = tuple(_parts(row.text("aliases", most=600)))
    name = row.cells["name_zh"].strip()
    for alias in aliases:
        if len(alias) > 60:
            row.problem(
                "too-long", _("The alias “%(alias)s” has more than 60 characters. Shorten it."), alias=alias
            )
        if alias == name or aliases.count(alias) > 1:
            row.problem(
                "alias-twice",
                _("The alias “%(alias)s” repeats the name or another alias. Remove it."),
                alias=alias,
            )
    return aliases


def _rule(row: Row) -> Rule:
    text = row.text("aggregation", most=80)
    try:
        return parse_rule(text)
    except RuleError:
        row.problem(
            "aggregation",
            _(
                "“%(rule)s” is no aggregation rule. "
                "Use sum, recompute, weighted:CODE, own, max, "
                "none:no_parts or none:shared."
            ),
            rule=text,
        )
        return Rule("own")


def _parsed(row: Row, column: str, reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except ExpressionError as error:
        row.problem(
            "expression",
            _("“%(column)s” cannot be read: %(error)s. Use codes, numbers, + - * / and parentheses."),
            column=column,
            error=error,
        )
        return None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is_number(text: str) -> bool:
    whole, point, part = text.partition(".")
    return all(p.isascii() and p.isdigit() and len(p) <= 2 for p in ([whole, part] if point else [whole]))
