"""Numbers, units, dates, ranges and bounds to text: one way on screen, on paper and in exports.

`language` is that of the text the figure stands in (zh or en), not of the interface. Digits a source printed
win over our own rounding; unit conversion is `convert`, from the catalogue's table of units.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Protocol

from .catalogue.units import NO_SPACE, convert, is_convertible, units

__all__ = [
    "NOTHING",
    "convert",
    "date_text",
    "figure",
    "number",
    "period_text",
    "quantity",
    "rounded",
    "status_text",
    "unit_text",
]

NOTHING = "—"
RANGE = "–"  # en rule
GROUP_FROM = 5  # digits before the point
CONVERTED_PLACES = 4
NO_UNIT = ("none", "")
STATUS = {
    "zh": {"missing": "未填报", "not_applicable": "不适用"},
    "en": {"missing": "not reported", "not_applicable": "not applicable"},
}
YES_NO = {"zh": ("否", "是"), "en": ("no", "yes")}
BOUND_ZH = {"about": "约", "at_least": "以上", "more_than": "超", "at_most": "以下", "less_than": "不足"}
BOUND_EN = {
    "about": "about",
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "less than",
}
AFTER_DIGITS = ("余", "多")  # 100余家
AFTER_UNIT = ("以上", "以下", "左右", "以内")  # 90%以上


class Reading(Protocol):
    """What a stored or gathered figure offers; `given` are the digits as its source printed them."""

    status: str
    value: Decimal | None
    high: Decimal | None
    text: str
    bound: str
    word: str
    given: str
    given_unit: str


class Measure(Protocol):
    """What a metric says about its figures."""

    unit: str
    value_type: str
    decimals: int


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, away from zero: 0.125 is 0.13, -0.125 is -0.13."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(value: Decimal | None, places: int = 2, *, fixed: bool = False, grouped: bool = False) -> str:
    """At most `places` decimals: none when whole, else all of them (8.50). `fixed` keeps them always.

    `grouped` sets thousands apart from five digits on: for tables the system prints.
    """
    if value is None:
        return NOTHING
    result = rounded(value, places)
    if not fixed and result == result.to_integral_value():
        result = rounded(result, 0)
    text = format(abs(result) if result == 0 else result, "f")
    whole, point, rest = text.partition(".")
    if grouped and len(whole.lstrip("-")) >= GROUP_FROM:
        whole = f"{int(whole):,}"
    return whole + point + rest


def unit_text(digits: str, unit: str, *, language: str = "zh") -> str:
    """Digits and unit as one: 98.50%, 18.87:1, 7134人, 7134 people."""
    if not unit or digits.endswith(unit):
        return digits
    if unit == "生:师":
        return digits if ":" in digits or "：" in digits else f"{digits}:1"
    if unit in NO_SPACE or language == "zh":
        return digits + unit
    entry = units().get(unit)
    if entry is None:
        return f"{digits} {unit}"
    name = entry.name_en if digits == "1" else entry.plural_en
    return f"{digits} {name}"


def quantity(
    value: Decimal | None,
    metric: Measure,
    *,
    digits: int | None = None,
    unit: str | None = None,
    language: str = "zh",
    grouped: bool = False,
) -> str:
    """A plain value of a metric, for computed figures: no bound, no printed digits.

    `digits` fixes the decimals; `unit` None is the metric's, "none" leaves it away, another converts.
    Raises UnitError when it cannot convert.
    """
    if value is None:
        return NOTHING
    if metric.value_type == "boolean":
        return YES_NO[language][value != 0]
    text = _digits(value, metric, digits, unit, grouped)
    return text if unit in NO_UNIT else unit_text(text, unit or metric.unit, language=language)


def figure(
    reading: Reading | None,
    metric: Measure,
    *,
    digits: int | None = None,
    unit: str | None = None,
    language: str = "zh",
    grouped: bool = False,
    bounded: bool = True,
) -> str:
    """A reported figure as it should be read: value or range, unit and bound word; else what its status says.

    `digits` and `unit` as in `quantity`; `unit` "" leaves only the unit away, for a column that names it,
    while "none" means the digits alone. `bounded` False leaves the bound word to the sentence around it.
    """
    if reading is None:
        return NOTHING
    if reading.status != "reported":
        return status_text(reading.status, language=language)
    if reading.value is None or metric.value_type == "text":
        return reading.text or NOTHING
    if metric.value_type == "boolean":
        return quantity(reading.value, metric, language=language)
    printed_unit = reading.given_unit or metric.unit
    if reading.given and digits is None and unit in (None, *NO_UNIT, printed_unit):
        text, shown = reading.given, printed_unit
    else:
        shown = unit if unit not in (None, *NO_UNIT) else _own_unit(reading, metric)
        text = _span(reading, metric, digits, shown, grouped)
    if unit == "none":
        return text
    if unit == "":
        shown = ""
    if not bounded:
        return unit_text(text, shown, language=language)
    return _bounded(text, reading, shown, language)


def status_text(status: str, *, language: str = "zh") -> str:
    return STATUS[language].get(status, NOTHING)


def date_text(day: datetime.date | None, *, language: str = "zh") -> str:
    """2026年1月5日, 5 January 2026."""
    if day is None:
        return NOTHING
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_text(period: str, *, language: str = "zh") -> str:
    """2023-2024学年, 2024年, 2024届, 2023年秋季学期, 2024年12月31日; an en rule joins two."""
    return f" {RANGE} ".join(_one_period(part, language) for part in period.split("~")) if period else NOTHING


def _digits(value: Decimal, metric: Measure, digits: int | None, unit: str | None, grouped: bool) -> str:
    if unit in (None, *NO_UNIT) or _is_same(metric.unit, unit):
        places = metric.decimals if digits is None else digits
        return number(value, places, fixed=digits is not None, grouped=grouped)
    value = convert(value, metric.unit, unit)
    if digits is not None:
        return number(value, digits, fixed=True, grouped=grouped)
    # A conversion shifts the point, so the metric's decimals no longer fit.
    text = number(value, CONVERTED_PLACES, grouped=grouped)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_same(unit: str, shown: str) -> bool:
    """Whether the number stays: 生均… in 元/生 is commonly printed with 元 alone."""
    return shown == unit or unit.startswith(f"{shown}/")


def _own_unit(reading: Reading, metric: Measure) -> str:
    """The unit its source printed, as long as it measures what the metric measures."""
    given = reading.given_unit
    fits = given and (_is_same(metric.unit, given) or is_convertible(metric.unit, given))
    return given if fits else metric.unit


def _span(reading: Reading, metric: Measure, digits: int | None, unit: str, grouped: bool) -> str:
    low = _digits(reading.value, metric, digits, unit, grouped)
    if reading.high is None:
        return low
    high = _digits(reading.high, metric, digits, unit, grouped)
    return f"{low}{unit if unit in NO_SPACE else ''}{RANGE}{high}"


def _bounded(digits: str, reading: Reading, unit: str, language: str) -> str:
    if reading.bound == "exact":
        return unit_text(digits, unit, language=language)
    if language == "en":
        return f"{BOUND_EN[reading.bound]} {unit_text(digits, unit, language=language)}"
    word = reading.word or BOUND_ZH[reading.bound]
    if word in digits:
        return unit_text(digits, unit)
    if word in AFTER_DIGITS:
        return unit_text(digits + word, unit)
    return unit_text(digits, unit) + word if word in AFTER_UNIT else word + unit_text(digits, unit)


def _one_period(period: str, language: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", period):
        return date_text(datetime.date.fromisoformat(period), language=language)
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", period):
        year, month = int(match[1]), int(match[2])
        return f"{year}年{month}月" if language == "zh" else f"{_MONTHS[month - 1]} {year}"
    for pattern, zh, en in _PERIODS:
        if match := re.fullmatch(pattern, period):
            return (zh if language == "zh" else en).format(*match.groups())
    return period


_PERIODS = (
    (r"([0-9]{4}-[0-9]{4})", "{}学年", "school year {}"),
    (r"([0-9]{4})", "{}年", "{}"),
    (r"([0-9]{4})届", "{}届", "class of {}"),
    (r"([0-9]{4})秋", "{}年秋季学期", "autumn {}"),
    (r"([0-9]{4})春", "{}年春季学期", "spring {}"),
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
