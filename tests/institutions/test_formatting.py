"""Numbers, units, bounds, ranges and dates as text."""

import datetime
from dataclasses import dataclass
from decimal import Decimal as D

import pytest

from institutions.catalogue.units import UnitError
from institutions.formatting import date_text, figure, number, period_text, quantity, rounded, status_text


@dataclass(frozen=True)
class Metric:
    unit: str = "人"
    value_type: str = "integer"
    decimals: int = 0


@dataclass(frozen=True)
class Reading:
    value: D | None = None
    high: D | None = None
    status: str = "reported"
    text: str = ""
    bound: str = "exact"
    word: str = ""
    given: str = ""
    given_unit: str = ""


PEOPLE = Metric()
FIRMS = Metric(unit="家")
RATE = Metric("%", "percentage", 2)
MONEY = Metric("万元", "decimal", 2)
RATIO = Metric("生:师", "ratio", 2)
PER_HEAD = Metric("元/生", "decimal", 2)
AREA = Metric("平方米", "decimal", 2)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-3"),
        ("97.7753", 2, "97.78"),
        ("0.0049", 2, "0.00"),
        ("999999999999999", 2, "999999999999999.00"),
    ],
)
def test_rounded_goes_half_up(value, places, expected):
    assert str(rounded(D(value), places)) == expected


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ("98.5", {}, "98.50"),
        ("79", {}, "79"),
        ("79.000000", {}, "79"),
        ("79", {"fixed": True}, "79.00"),
        ("79.996", {}, "80"),
        ("-0.001", {}, "0"),
        ("1234", {"grouped": True}, "1234"),
        ("12345", {"grouped": True}, "12,345"),
        ("12345", {}, "12345"),
        ("-1234567.8", {"grouped": True}, "-1,234,567.80"),
        ("1E+3", {}, "1000"),
    ],
)
def test_number(value, options, expected):
    assert number(D(value), **options) == expected


@pytest.mark.parametrize(
    ("value", "metric", "options", "expected"),
    [
        ("97.78", RATE, {}, "97.78%"),
        ("100", RATE, {}, "100%"),
        ("97.78", RATE, {"language": "en"}, "97.78%"),
        ("18.873", RATIO, {}, "18.87:1"),
        ("18.873", RATIO, {"language": "en"}, "18.87:1"),
        ("16", RATIO, {}, "16:1"),
        ("7134", PEOPLE, {}, "7134人"),
        ("7134", PEOPLE, {"language": "en"}, "7134 people"),
        ("1", PEOPLE, {"language": "en"}, "1 person"),
        ("7134", PEOPLE, {"unit": "none"}, "7134"),
        ("9448.26", MONEY, {"digits": 1}, "9448.3万元"),
        ("9448.26", MONEY, {"unit": "亿元", "digits": 2}, "0.94亿元"),
        ("9448.26", MONEY, {"unit": "元"}, "94482600元"),
        ("150150", AREA, {"unit": "万平方米"}, "15.015万平方米"),
        ("20000", AREA, {"unit": "亩"}, "30亩"),
        ("9081.62", PER_HEAD, {"unit": "元"}, "9081.62元"),
        ("445946.36", AREA, {"grouped": True}, "445,946.36平方米"),
    ],
)
def test_quantity(value, metric, options, expected):
    assert quantity(D(value), metric, **options) == expected


@pytest.mark.parametrize(
    ("reading", "metric", "expected"),
    [
        (Reading(D(378), bound="about", word="约"), PEOPLE, "约378人"),
        (Reading(D(100), bound="more_than", word="余"), FIRMS, "100余家"),
        (Reading(D(100), bound="more_than", word="多"), FIRMS, "100多家"),
        (Reading(D(90), bound="at_least", word="以上"), RATE, "90%以上"),
        (Reading(D(500), bound="more_than", word="超"), Metric("人次"), "超500人次"),
        (Reading(D(5000), bound="about", word="近"), PEOPLE, "近5000人"),
        (Reading(D(10), bound="less_than", word="不足"), Metric("所"), "不足10所"),
        (Reading(D(400), bound="more_than", word="余"), MONEY, "400余万元"),
        (Reading(D(378), bound="about"), PEOPLE, "约378人"),
        (Reading(D(90), bound="at_least"), RATE, "90%以上"),
        (Reading(D(90), bound="at_most"), RATE, "90%以下"),
        (Reading(D(100), bound="more_than", word="余", given="100余"), FIRMS, "100余家"),
        (Reading(D(2800), high=D(3500)), Metric("元", "decimal", 2), "2800–3500元"),
        (Reading(D(80), high=D("85.5")), RATE, "80%–85.50%"),
        (Reading(D("98.5"), given="98.50"), RATE, "98.50%"),
        (Reading(D("98.5"), given="98.50%"), RATE, "98.50%"),
        (Reading(D("18.8"), given="18.8:1"), RATIO, "18.8:1"),
        (Reading(D(195000), given="19.5", given_unit="万册"), Metric("册"), "19.5万册"),
        (Reading(D(195000), given_unit="万册"), Metric("册"), "19.5万册"),
        (Reading(D("9081.62"), given="9081.6", given_unit="元"), PER_HEAD, "9081.6元"),
        (Reading(D("9081.62"), given_unit="元"), PER_HEAD, "9081.62元"),
        (Reading(D("9081.62"), given_unit="人"), PER_HEAD, "9081.62元/生"),
        (Reading(D(0)), PEOPLE, "0人"),
        (Reading(text="问卷"), Metric("", "text"), "问卷"),
        (Reading(D(1)), Metric("", "boolean"), "是"),
        (Reading(D(0)), Metric("", "boolean"), "否"),
        (Reading(status="missing"), PEOPLE, "未填报"),
        (Reading(status="not_applicable"), PEOPLE, "不适用"),
        (None, PEOPLE, "—"),
    ],
)
def test_figure_in_chinese(reading, metric, expected):
    assert figure(reading, metric) == expected


@pytest.mark.parametrize(
    ("reading", "options", "expected"),
    [
        (Reading(D(500), bound="more_than", word="超"), {"language": "en"}, "more than 500 people"),
        (Reading(D(500), high=D(700)), {"language": "en"}, "500–700 people"),
        (Reading(status="missing"), {"language": "en"}, "not reported"),
        (Reading(D(500), bound="more_than", word="超"), {"bounded": False}, "500人"),
        (Reading(D(500), bound="more_than", word="超"), {"unit": "none"}, "500"),
        (Reading(D(500), bound="more_than", word="超"), {"unit": ""}, "超500"),
        (Reading(D(500), given="500"), {"unit": ""}, "500"),
        (Reading(D(12500), given="1.25", given_unit="万人"), {"unit": "none"}, "1.25"),
        (Reading(D(12500), given="1.25", given_unit="万人"), {"unit": "人"}, "12500人"),
        (Reading(D(12500), given="1.25", given_unit="万人"), {"digits": 1}, "1.3万人"),
        (Reading(D(12500)), {"unit": "万人"}, "1.25万人"),
        (Reading(D(12345), given="12345"), {"grouped": True}, "12345人"),
    ],
)
def test_figure_with_options(reading, options, expected):
    assert figure(reading, PEOPLE, **options) == expected


def test_figure_refuses_a_unit_of_another_kind():
    with pytest.raises(UnitError):
        figure(Reading(D(5)), PEOPLE, unit="万元")


def test_nothing_is_a_dash():
    assert (number(None), quantity(None, RATE), date_text(None), period_text("")) == ("—",) * 4


def test_status_words():
    assert status_text("not_applicable") == "不适用"
    assert status_text("not_applicable", language="en") == "not applicable"


@pytest.mark.parametrize(("language", "expected"), [("zh", "2026年1月5日"), ("en", "5 January 2026")])
def test_date_text(language, expected):
    assert date_text(datetime.date(2026, 1, 5), language=language) == expected


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2023-2024", "2023-2024学年", "school year 2023-2024"),
        ("2024", "2024年", "2024"),
        ("2024届", "2024届", "class of 2024"),
        ("2023秋", "2023年秋季学期", "autumn 2023"),
        ("2024春", "2024年春季学期", "spring 2024"),
        ("2024-12", "2024年12月", "December 2024"),
        ("2024-12-31", "2024年12月31日", "31 December 2024"),
        ("2022~2024", "2022年 – 2024年", "2022 – 2024"),
    ],
)
def test_period_text(period, zh, en):
    assert (period_text(period), period_text(period, language="en")) == (zh, en)
