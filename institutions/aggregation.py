"""Many schools' readings of one metric into one, by the metric's rule; every result says "n of m".

    sum    weighted:CODE (mean weighted by CODE)    max    recompute (formula over sums of its parts)
    own (a region reports it itself)                none:WHY (not aggregable)

Percentages are never averaged plainly, and a school that gave no figure never counts as zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.utils.translation import gettext_lazy as _

from .expressions import PRECISION, Expression, codes, evaluate

KINDS = ("sum", "recompute", "weighted", "own", "max", "none")
REASONS = {
    "own": _("The region reports this figure itself; schools' figures are not added up."),
    "no_parts": _("The parts behind this figure are not collected, so schools' figures cannot be combined."),
    "shared": _("Schools may count the same thing, so the sum would count it twice."),
    "nothing_reported": _("No school reported this figure."),
    "no_complete_school": _("No school reported every part of the formula."),
    "weight_zero": _("The weights add up to zero."),
    "part_is_range": _("A part of the formula is a range."),
    "last_year": _("The formula needs last year's figures, which are folded for that year alone."),
    "divisor_zero": _("The divisor adds up to zero."),
}
LOWER = {"exact", "at_least", "more_than"}
UPPER = {"exact", "at_most", "less_than"}


class RuleError(ValueError):
    """The aggregation rule cannot be read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`argument` is the weight's code, or why there is no rule; otherwise ''."""

    kind: str
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


@dataclass(frozen=True, slots=True)
class Reading:
    """One school's figure. `value` None: missing. `weight` only matters for a weighted mean."""

    source: str
    value: Decimal | None
    high: Decimal | None = None
    bound: str = "exact"
    weight: Decimal | None = None
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """The result. `value` None says why in `reason` (a key of REASONS).

    `counted` of `expected` schools went into it; a school the metric does not apply to is not expected.
    `absent` names the expected schools that are not in it.
    """

    value: Decimal | None
    counted: int
    expected: int
    high: Decimal | None = None
    bound: str = "exact"
    reason: str = ""
    absent: tuple[str, ...] = ()


def parse_rule(text: str) -> Rule:
    """Raises RuleError for an unknown rule, a missing or a superfluous argument."""
    kind, _colon, argument = text.partition(":")
    if kind not in KINDS or (kind in ("weighted", "none")) != bool(argument):
        raise RuleError(text)
    if kind == "none" and argument not in ("no_parts", "shared"):
        raise RuleError(text)
    return Rule(kind, argument)


def fold(rule: Rule, readings: Sequence[Reading]) -> Fold:
    """Combine by any rule but recompute, which needs its parts: see `recompute`."""
    expected = [r for r in readings if not r.not_applicable]
    usable = [
        r for r in expected if r.value is not None and (rule.kind != "weighted" or r.weight is not None)
    ]
    absent = tuple(r.source for r in expected if r not in usable)
    if rule.kind in ("own", "none"):
        return Fold(None, 0, len(expected), reason=rule.argument or "own", absent=absent)
    if rule.kind == "recompute":
        raise RuleError("recompute needs the readings of its parts")
    if not usable:
        return Fold(None, 0, len(expected), reason="nothing_reported", absent=absent)
    value, high, bound = _COMBINE[rule.kind](usable)
    reason = "" if value is not None else "weight_zero"
    return Fold(value, len(usable), len(expected), high, bound, reason, absent)


def recompute(tree: Expression, parts: Mapping[str, Sequence[Reading]]) -> Fold:
    """The formula over sums of its parts, taken only from schools that gave every part.

    `parts` has the readings of each code the formula names. Raises KeyError when a code is not among them.
    """
    readings = [parts[code] for code in sorted(codes(tree))]
    by_source = [{r.source: r for r in row} for row in readings]
    expected = [
        s
        for s in dict.fromkeys(r.source for row in readings for r in row)
        if not any(row[s].not_applicable for row in by_source if s in row)
    ]
    complete = [s for s in expected if all(s in row and row[s].value is not None for row in by_source)]
    absent = tuple(s for s in expected if s not in complete)
    used = [row[s] for row in by_source for s in complete]
    if not complete:
        return Fold(None, 0, len(expected), reason="no_complete_school", absent=absent)
    if codes(tree, year=-1):
        return Fold(None, 0, len(expected), reason="last_year", absent=absent)
    if any(r.high is not None for r in used):
        return Fold(None, 0, len(expected), reason="part_is_range", absent=absent)
    totals = {code: _total(parts[code], complete) for code in codes(tree)}
    value = evaluate(tree, totals.get)
    # A formula may rise or fall with a part, so a bounded part leaves no more than "about".
    bound = "exact" if all(r.bound == "exact" for r in used) else "about"
    if value is None:
        return Fold(None, 0, len(expected), reason="divisor_zero", absent=absent)
    return Fold(value, len(complete), len(expected), bound=bound, absent=absent)


def combined_bound(bounds: Iterable[str]) -> str:
    """The bound of a sum: "more than" survives, opposite or vague ones leave "about"."""
    found = set(bounds)
    if found <= {"exact"}:
        return "exact"
    if found <= LOWER:
        return "more_than" if "more_than" in found else "at_least"
    if found <= UPPER:
        return "less_than" if "less_than" in found else "at_most"
    return "about"


def _sum(readings: Sequence[Reading]) -> tuple[Decimal | None, Decimal | None, str]:
    return _weighted([(r, Decimal(1)) for r in readings], Decimal(1))


def _mean(readings: Sequence[Reading]) -> tuple[Decimal | None, Decimal | None, str]:
    pairs = [(r, r.weight or Decimal(0)) for r in readings]
    total = sum((weight for _reading, weight in pairs), Decimal(0))
    return _weighted(pairs, total) if total else (None, None, "exact")


def _weighted(pairs: Sequence[tuple[Reading, Decimal]], divisor: Decimal):
    with localcontext() as context:
        context.prec, context.rounding = PRECISION, ROUND_HALF_UP
        low = sum((r.value * weight for r, weight in pairs), Decimal(0)) / divisor
        high = sum((_top(r) * weight for r, weight in pairs), Decimal(0)) / divisor
    bound = combined_bound(r.bound for r, weight in pairs if weight)
    return _ranged(low, high, bound)


def _largest(readings: Sequence[Reading]) -> tuple[Decimal | None, Decimal | None, str]:
    top = max(readings, key=lambda r: (r.value, r.bound == "exact", r.bound == "more_than"))
    # A smaller "more than" could still lie above the largest figure; a smaller "less than" could not.
    others = {r.bound for r in readings if r is not top and r.bound not in UPPER}
    bound = top.bound
    if others and not (others <= LOWER and top.bound in LOWER):
        bound = "about"
    elif others and top.bound == "exact":
        bound = "at_least"
    return _ranged(top.value, max(_top(r) for r in readings), bound)


def _ranged(low: Decimal, high: Decimal, bound: str) -> tuple[Decimal, Decimal | None, str]:
    """Keep a range only where the bound leaves both ends standing."""
    if low == high or bound in ("at_least", "more_than"):
        return low, None, bound
    return (high, None, bound) if bound in ("at_most", "less_than") else (low, high, bound)


def _top(reading: Reading) -> Decimal:
    return reading.value if reading.high is None else reading.high


def _total(readings: Sequence[Reading], sources: Sequence[str]) -> Decimal:
    return sum((r.value for r in readings if r.source in sources), Decimal(0))


_COMBINE = {"sum": _sum, "weighted": _mean, "max": _largest}
