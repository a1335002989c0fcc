"""The parts of a formula: numbers, metric codes and the four operations, frozen and comparable."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Code:
    """A metric's value; `year` 0 is this year, -1 last year."""

    code: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str  # one of + - * /
    left: "Expression"
    right: "Expression"


Expression = Number | Code | Operation


@dataclass(frozen=True, slots=True)
class Check:
    """`left` None: the metric that owns the check."""

    left: Expression | None
    comparison: str  # one of = <= >=
    right: Expression
