"""Formulas and checks of metrics as a small frozen tree: parsed once, evaluated without eval.

    formula   graduates_placed / graduates_total * 100      (a - prev(a)) / prev(a) * 100
    checks    = schools_public + schools_private; <= staff_total; sum(a, b, c) = 100

A check without a left side speaks of its own metric. `prev(a)` is last year's value of `a`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext_lazy as _

from .catalogue.errors import CatalogueError, Problem
from .expression_parser import MAX_DEPTH, MAX_LENGTH, ExpressionError, parse, parse_checks
from .expression_tree import Check, Code, Expression, Number, Operation

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Check",
    "Code",
    "Expression",
    "ExpressionError",
    "Formula",
    "Number",
    "Operation",
    "codes",
    "evaluate",
    "order",
    "parse",
    "parse_checks",
    "wording",
]

PRECISION = 28  # significant digits, well past the 15 a stored value has

Lookup = Callable[[str], Decimal | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """A derived metric's formula and where it stands, for messages."""

    code: str
    tree: Expression
    file: str = ""
    line: int = 0


def codes(tree: Expression, *, year: int | None = None) -> frozenset[str]:
    """The metric codes a tree names; with `year` only those of this (0) or last (-1) year."""
    if isinstance(tree, Code):
        return frozenset({tree.code} if year in (None, tree.year) else ())
    if isinstance(tree, Operation):
        return codes(tree.left, year=year) | codes(tree.right, year=year)
    return frozenset()


def evaluate(tree: Expression, lookup: Lookup, previous: Lookup | None = None) -> Decimal | None:
    """The value, unrounded; None: a part is missing or a divisor is zero, so it is not computable.

    `lookup` answers for this year, `previous` for last year; both answer None for "not reported".
    """
    with localcontext() as context:
        context.prec, context.rounding = PRECISION, ROUND_HALF_UP
        return _evaluate(tree, lookup, previous)


def wording(tree: Expression, word: Callable[[Code], str]) -> str:
    """The formula in words: `word` gives each metric's name (or number); × and ÷ as print has them."""
    if isinstance(tree, Number):
        return format(tree.value, "f")
    if isinstance(tree, Code):
        return word(tree)
    left, right = wording(tree.left, word), wording(tree.right, word)
    if tree.sign in "*/" and isinstance(tree.left, Operation) and tree.left.sign in "+-":
        left = f"({left})"
    if isinstance(tree.right, Operation) and (tree.sign in "*/" or tree.right.sign in "+-"):
        right = f"({right})"
    return f"{left} {tree.sign.replace('*', '×').replace('/', '÷')} {right}"


def order(formulas: Iterable[Formula], known: Collection[str]) -> tuple[str, ...]:
    """Codes of derived metrics, each after those it needs. Raises CatalogueError: unknown code or cycle.

    `known` are all metric codes. Last year's values are given, so `prev(a)` asks for no order.
    """
    by_code = {formula.code: formula for formula in sorted(formulas, key=lambda f: f.code)}
    unknown = [
        _unknown(formula, code)
        for formula in by_code.values()
        for code in sorted(codes(formula.tree) - set(known))
    ]
    if unknown:
        raise CatalogueError(unknown)
    graph = {code: sorted(codes(f.tree, year=0) & by_code.keys()) for code, f in by_code.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CatalogueError([_cycle(error.args[1], by_code)]) from None


def _unknown(formula: Formula, code: str) -> Problem:
    message = _(
        "The formula of “%(metric)s” names “%(code)s”, which is no metric. "
        "Correct the spelling or add that metric."
    )
    return Problem(
        formula.file, formula.line, "formula-unknown-code", message, {"metric": formula.code, "code": code}
    )


def _cycle(ring: list[str], by_code: dict[str, Formula]) -> Problem:
    first = min((by_code[code] for code in ring), key=lambda f: (f.file, f.line))
    message = _(
        "The formulas need one another in a circle: %(ring)s. "
        "Make one of these metrics a reported figure without a formula."
    )
    return Problem(first.file, first.line, "formula-cycle", message, {"ring": " → ".join(ring)})


def _evaluate(tree: Expression, lookup: Lookup, previous: Lookup | None) -> Decimal | None:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Code):
        source = previous if tree.year else lookup
        return source(tree.code) if source else None
    left = _evaluate(tree.left, lookup, previous)
    right = _evaluate(tree.right, lookup, previous)
    if left is None or right is None or (tree.sign == "/" and right == 0):
        return None
    match tree.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right
