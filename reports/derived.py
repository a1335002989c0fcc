"""What follows from the reported figures alone: derived metrics, and last year's figures that may stand beside them.

Pure. A part that is missing, bounded or a range makes a derived metric not computable (None), never 0.
"""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from functools import lru_cache

from institutions.expressions import Expression, Formula, codes, evaluate, order, parse
from institutions.periods import Years, default_period
from reports.facts import ComputedFacts, Facts, MetricFacts, ValueFacts

STORED_DIGITS = Context(prec=15)

parse_formula = lru_cache(maxsize=1024)(parse)


def parts_of(used: Iterable[str], dictionary: Mapping[str, MetricFacts]) -> set[str]:
    """The codes in use and, again and again, those their formulas name. Unknown codes stay in the set."""
    found: set[str] = set()
    waiting = list(used)
    while waiting:
        code = waiting.pop()
        if code in found:
            continue
        found.add(code)
        metric = dictionary.get(code)
        if metric is not None and metric.formula:
            waiting.extend(codes(parse_formula(metric.formula)))
    return found


def compute(
    metrics: Iterable[MetricFacts], values: Iterable[ValueFacts], earlier: Iterable[ValueFacts] = ()
) -> tuple[ComputedFacts, ...]:
    """Every metric with a formula, worked out for the whole (no breakdown) and the default period.

    A reported figure is used where a part has one, else the part's own computed value.
    """
    metrics = list(metrics)
    formulas = {m.code: parse_formula(m.formula) for m in metrics if m.formula}
    now = _exact(values)
    before = _exact(earlier)
    results: dict[str, Decimal | None] = {}

    def lookup(code: str) -> Decimal | None:
        return now[code] if code in now else results.get(code)

    for code in order([Formula(c, tree) for c, tree in formulas.items()], known={m.code for m in metrics}):
        if code in formulas:
            value = evaluate(formulas[code], lookup, before.get)
            results[code] = None if value is None else plain_digits(STORED_DIGITS.plus(value))
    return tuple(
        ComputedFacts(metric=code, value=results[code], parts=_ordered_parts(formulas[code]))
        for code in sorted(formulas)
    )


def carry_earlier(
    values: Iterable[ValueFacts], before: Facts | None, metrics: Iterable[MetricFacts], years: Years
) -> tuple[ValueFacts, ...]:
    """Last year's figures, each with its period emptied: what this report itself prints of last year, else what the
    published report of last year said."""
    kinds = {metric.code: metric.period_kind for metric in metrics}
    found: dict[tuple[str, str], ValueFacts] = {}
    if before is not None:
        found = {(v.metric, v.breakdown): v for v in before.values if not v.period and v.metric in kinds}
    for value in values:
        last = default_period(kinds.get(value.metric, ""), years, offset=-1)
        if last and value.period == last:
            found[value.metric, value.breakdown] = _without_period(value)
    return tuple(found[key] for key in sorted(found))


def _without_period(value: ValueFacts) -> ValueFacts:
    fields = {name: getattr(value, name) for name in ValueFacts.__slots__}
    return ValueFacts(**fields | {"period": ""})


def _exact(values: Iterable[ValueFacts]) -> dict[str, Decimal]:
    return {
        v.metric: v.value
        for v in values
        if v.value is not None and v.high is None and v.bound == "exact" and not (v.breakdown or v.period)
    }


def _ordered_parts(tree: Expression) -> tuple[str, ...]:
    return tuple(sorted(codes(tree)))


def plain_digits(value: Decimal) -> Decimal:
    """Without trailing zeros, without an exponent."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
