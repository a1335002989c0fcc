"""The one reader of typed numbers, for forms and imports alike: a known fate for everything people type.

Taken: digits, half or full width; a point; a sign; commas that part thousands rightly. Ratios may be written 17:1.
Everything else is refused with a sentence. Blank is None, never 0.
"""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from institutions.models.values import validate_significant_digits

WIDTHS = str.maketrans("０１２３４５６７８９．，：", "0123456789.,:")
PLAIN = re.compile(r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)")
RATIO = re.compile(r"([0-9]+(?:\.[0-9]+)?):1")
LONGEST = 40


def read_number(text: str | None, *, ratio: bool = False) -> Decimal | None:
    """The number; None for blank. Raises ValidationError naming what was typed and how to write it."""
    typed = (text or "").strip(" \t\r\n\u3000\u00a0")
    if not typed:
        return None
    plain = typed.translate(WIDTHS)
    if ratio and (found := RATIO.fullmatch(plain)):
        plain = found[1]
    if len(typed) > LONGEST or not PLAIN.fullmatch(plain):
        raise ValidationError(
            _("“%(text)s” is not a number; write digits with a point, for example 1843 or 98.50")
            % {"text": shown(typed)},
            code="number",
        )
    value = Decimal(plain.replace(",", ""))
    value = value if value else abs(value)  # -0 is 0
    validate_significant_digits(value)
    return value


def refuse_ratio(typed: str | None, value_type: str) -> None:
    """17:1 is a number for a ratio alone. Raises ValidationError."""
    if typed and (":" in typed or "：" in typed) and value_type != "ratio":
        raise ValidationError(
            _("“%(text)s” is a ratio; this metric is a single number") % {"text": shown(typed)}, code="number"
        )


def shown(typed: str) -> str:
    """What was typed, fit to stand in a message: short, without control characters."""
    return "".join(c for c in typed[:LONGEST] if unicodedata.category(c)[0] != "C")


class NumberField(forms.CharField):
    """A form field over `read_number`; after an error what was typed is still in it."""

    def __init__(self, **kwargs):
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        super().__init__(**kwargs)

    def to_python(self, value):
        return read_number(value, ratio=True)

    def run_validators(self, value):
        """`read_number` has judged it."""

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
