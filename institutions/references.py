"""How a text or a chart names a figure: `CODE?year=-1;show=change_percent;of=own;digits=2`.

    year       offset in years, 0 (default) or back: -1 is last year
    breakdown  the part of the whole, in the words of the stored figure        period  as a figure stores it
    show       value (default), change, change_percent, change_points
    of         own (default), fold (the schools together) or the public code of a school or region
    digits     fixed decimals, 0 to 6          unit   a unit to convert to, or none: digits alone

Which figure a reference finds, and how it is printed, is decided elsewhere.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .catalogue.units import units

MAX_LENGTH = 300
MAX_YEARS = 30
MAX_DIGITS = 6
SHOWS = ("value", "change", "change_percent", "change_points")
OWN, FOLD, NO_UNIT = "own", "fold", "none"
KEYS = ("year", "breakdown", "period", "show", "of", "digits", "unit")

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
PUBLIC_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}|[0-9A-Z]{6,12}")
PERIOD_PART = r"(?:[0-9]{4}-[0-9]{4}|[0-9]{4}[届春秋]?|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)"
PERIOD = re.compile(rf"{PERIOD_PART}(?:~{PERIOD_PART})?")
BREAKDOWN = re.compile(r"[^;=?&<>\"'\x00-\x1f\x7f\u2028\u2029]{1,60}")
YEAR = re.compile(r"0|-[1-9][0-9]?")


class InvalidReference(ValueError):
    """A reference that cannot be read; the sentence names the part and what is allowed there."""

    def __init__(self, message: Any, **params: Any):
        super().__init__(message)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return str(self.message) % self.params


@dataclass(frozen=True, slots=True)
class Reference:
    """One figure, named. `digits` None: the metric's decimals. `unit` None: the metric's unit."""

    code: str
    year: int = 0
    breakdown: str = ""
    period: str = ""
    show: str = "value"
    of: str = OWN
    digits: int | None = None
    unit: str | None = None

    def __str__(self) -> str:
        """The shortest text that reads back as this reference."""
        plain = Reference(self.code)
        parts = [f"{key}={getattr(self, key)}" for key in KEYS if getattr(self, key) != getattr(plain, key)]
        return f"{self.code}?{';'.join(parts)}" if parts else self.code


def parse_reference(text: str) -> Reference:
    """Raises InvalidReference; never guesses."""
    if len(text) > MAX_LENGTH:
        raise InvalidReference(_("A reference has at most %(most)d characters."), most=MAX_LENGTH)
    code, mark, rest = text.partition("?")
    if not CODE.fullmatch(code):
        raise InvalidReference(
            _("“%(code)s” is no metric code: lower-case letters, digits and _ only."), code=code
        )
    if mark and not rest:
        raise InvalidReference(_("Nothing follows the “?”; leave it away."))
    fields: dict[str, Any] = {}
    for part in rest.split(";") if rest else []:
        key, _equals, word = part.partition("=")
        if key not in KEYS:
            raise InvalidReference(
                _("“%(key)s” is not known here; use only %(known)s."), key=key, known=", ".join(KEYS)
            )
        if key in fields:
            raise InvalidReference(_("“%(key)s” stands twice; keep one."), key=key)
        fields[key] = _read(key, word)
    return Reference(code, **fields)


def _read(key: str, word: str) -> Any:
    check, allowed = _RULES[key]
    if not check(word):
        raise InvalidReference(
            _("“%(word)s” is not allowed for “%(key)s”: %(allowed)s."), word=word, key=key, allowed=allowed
        )
    return int(word) if key in ("year", "digits") else word


_RULES = {
    "year": (
        lambda w: YEAR.fullmatch(w) and int(w) >= -MAX_YEARS,
        _("0 for this year or -1 to -30 for earlier ones"),
    ),
    "breakdown": (BREAKDOWN.fullmatch, _("1 to 60 characters without ; = ? & < > or quotes")),
    "period": (PERIOD.fullmatch, _("2023-2024, 2024, 2024届, 2023秋, 2024-12-31, or two joined by ~")),
    "show": (SHOWS.__contains__, _("value, change, change_percent or change_points")),
    "of": (PUBLIC_CODE.fullmatch, _("own, fold or the public code of a school or region")),
    "digits": (re.compile("[0-6]").fullmatch, _("a whole number from 0 to 6")),
    "unit": (lambda w: w == NO_UNIT or w in units(), _("a unit of the table of units, or none")),
}
