"""Derived metrics and last year's figures."""

from decimal import Decimal

import pytest

from institutions.periods import Years, default_period
from reports.derived import carry_earlier, compute, parts_of

from .facts_builder import facts, metric, rate, value

PARTS = (metric(), metric("graduates_placed"), rate())
YEARS = Years(start=2023, graduating_class=2024, finance=2024)


def computed(*values, metrics=PARTS, earlier=()):
    return {c.metric: c.value for c in compute(metrics, values, earlier)}


def test_rate_is_worked_out_from_its_parts():
    assert computed(value(), value("graduates_placed", "1802")) == {
        "placement_rate": Decimal("97.7753662506782")
    }


@pytest.mark.parametrize(
    "placed",
    [
        value("graduates_placed", None, status="missing"),
        value("graduates_placed", "1802", bound="about"),
        value("graduates_placed", "1800", high=Decimal("1810")),
        value("graduates_placed", "1802", breakdown="公办"),
    ],
    ids=["missing", "about", "range", "breakdown only"],
)
def test_rate_is_not_computable_without_an_exact_part(placed):
    assert computed(value(), placed) == {"placement_rate": None}


def test_division_by_zero_is_not_computable():
    assert computed(value(number="0"), value("graduates_placed", "0")) == {"placement_rate": None}


def test_derived_of_derived_uses_the_reported_figure_first():
    double = metric("double", formula="placement_rate * 2")
    values = (value(), value("graduates_placed", "1802"), value("placement_rate", "97.78"))
    assert computed(*values, metrics=(*PARTS, double))["double"] == Decimal("195.56")


def test_parts_of_follows_formulas():
    dictionary = {m.code: m for m in PARTS}
    assert parts_of({"placement_rate"}, dictionary) == {
        "placement_rate",
        "graduates_placed",
        "graduates_total",
    }


def test_earlier_prefers_what_this_report_prints_of_last_year():
    before = facts(values=(value(number="1700"), value("graduates_placed", "1600")))
    own = (value(number="1843"), value(number="1750", period="2023届"))
    earlier = {v.metric: v.value for v in carry_earlier(own, before, PARTS, YEARS)}
    assert earlier == {"graduates_total": Decimal(1750), "graduates_placed": Decimal(1600)}


def test_without_last_years_report_nothing_is_carried():
    assert carry_earlier((value(),), None, PARTS, YEARS) == ()


@pytest.mark.parametrize(
    ("kind", "offset", "expected"),
    [
        ("school_year", 0, "2023-2024"),
        ("school_year", -1, "2022-2023"),
        ("calendar_year", 0, "2024"),
        ("class", -1, "2023届"),
        ("autumn_count", 0, "2023秋"),
        ("survey", 0, ""),
    ],
)
def test_default_period_by_kind(kind, offset, expected):
    assert default_period(kind, YEARS, offset=offset) == expected
