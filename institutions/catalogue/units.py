"""The table of units and exact conversion inside one dimension (万元 to 元, 亩 to 平方米).

Factors are fractions: a 亩 is 2000/3 平方米, so nothing is lost on the way.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("units.csv")
STORED_PLACES = Decimal("0.000001")  # a stored value has six decimals
NO_SPACE = ("%", "‰")


class UnitError(ValueError):
    """A unit that is not in the table, or two that do not measure the same thing."""

    def __init__(self, message, **params: str):
        super().__init__(message)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return str(self.message) % self.params


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` times a value in this unit gives the value in its dimension's basic unit."""

    unit: str
    name_en: str
    plural_en: str
    dimension: str
    factor: Fraction


@cache
def units() -> Mapping[str, Unit]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["unit"]: Unit(**row | {"factor": Fraction(row["factor"])}) for row in csv.DictReader(lines)
        }


def find_unit(name: str) -> Unit:
    """Raises UnitError when the unit is not in the table."""
    try:
        return units()[name]
    except KeyError:
        raise UnitError(_("The unit “%(unit)s” is not in the table of units."), unit=name) from None


def is_convertible(source: str, target: str) -> bool:
    known = units()
    return source == target or (
        source in known and target in known and known[source].dimension == known[target].dimension
    )


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """`value` in `target`: exact, or rounded half up to the six decimals that can be stored.

    Raises UnitError for an unknown unit or another dimension.
    """
    if source == target:
        return value
    here, there = find_unit(source), find_unit(target)
    if here.dimension != there.dimension:
        raise UnitError(_("“%(source)s” cannot be converted to “%(target)s”."), source=source, target=target)
    exact = Fraction(value) * here.factor / there.factor
    with localcontext() as context:
        context.prec = 60
        result = Decimal(exact.numerator) / Decimal(exact.denominator)
        if Fraction(result) != exact:
            result = result.quantize(STORED_PLACES, ROUND_HALF_UP)
    return result.quantize(Decimal(1)) if result == result.to_integral_value() else result.normalize()
