"""Conversion inside a dimension is exact; across dimensions it is refused."""

from decimal import Decimal as D

import pytest

from institutions.catalogue.units import UnitError, convert, is_convertible, units


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("9403", "元", "万元", "0.9403"),
        ("0.9403", "万元", "元", "9403"),
        ("1.5", "亿元", "万元", "15000"),
        ("3", "亩", "平方米", "2000"),
        ("709.4", "亩", "平方米", "472933.333333"),  # 709.4 x 2000 / 3, to six decimals
        ("2000", "㎡", "亩", "3"),
        ("3.93", "万㎡", "平方米", "39300"),
        ("19.5", "万册", "册", "195000"),
        ("14", "名", "人", "14"),
        ("27000", "课时", "学时", "27000"),
        ("0.2500", "元/生", "元/生", "0.2500"),
        ("1", "Gbps", "Mbps", "1000"),
        ("123456789012345", "万元", "元", "1234567890123450000"),
    ],
)
def test_convert(value, source, target, expected):
    assert convert(D(value), source, target) == D(expected)


@pytest.mark.parametrize(
    ("source", "target"), [("元", "人"), ("元", "元/生"), ("万园", "元"), ("元", "万园"), ("", "人")]
)
def test_convert_refuses(source, target):
    with pytest.raises(UnitError):
        convert(D(1), source, target)
    assert not is_convertible(source, target)


def test_each_dimension_has_a_basic_unit_and_english_names():
    table = units().values()
    assert {u.dimension for u in table} == {u.dimension for u in table if u.factor == 1}
    assert all(u.name_en and u.plural_en and u.factor > 0 for u in table)
