"""Folding schools' readings: by rule, with n of m, and with what bounds leave standing."""

from decimal import Decimal as D

import pytest

from institutions.aggregation import (
    Fold,
    Reading,
    Rule,
    RuleError,
    combined_bound,
    fold,
    parse_rule,
    recompute,
)
from institutions.expressions import parse


def readings(*values, **shared):
    """One reading per value, by schools s1, s2 ...; None is missing."""
    return [
        Reading(f"s{n}", None if v is None else D(str(v)), **shared) for n, v in enumerate(values, start=1)
    ]


def test_sum_counts_only_who_reported():
    assert fold(Rule("sum"), readings(10, None, 0)) == Fold(D(10), 2, 3, absent=("s2",))


def test_sum_of_nothing_is_not_zero():
    assert fold(Rule("sum"), readings(None, None)) == Fold(
        None, 0, 2, reason="nothing_reported", absent=("s1", "s2")
    )


def test_a_school_the_metric_does_not_apply_to_is_not_expected():
    rows = [*readings(10), Reading("s9", None, not_applicable=True)]
    assert fold(Rule("sum"), rows) == Fold(D(10), 1, 1)


def test_weighted_mean_weighs_and_leaves_out_who_gave_no_weight():
    rows = [
        Reading("s1", D(90), weight=D(100)),
        Reading("s2", D(80), weight=D(300)),
        Reading("s3", D(10), weight=None),
    ]
    assert fold(parse_rule("weighted:answers"), rows) == Fold(D("82.5"), 2, 3, absent=("s3",))


def test_weighted_mean_with_zero_weight_has_a_reason():
    rows = [Reading("s1", D(90), weight=D(0))]
    assert fold(parse_rule("weighted:answers"), rows) == Fold(None, 1, 1, reason="weight_zero")


def test_max_takes_the_largest():
    assert fold(Rule("max"), readings(3, 7, None)) == Fold(D(7), 2, 3, absent=("s3",))


@pytest.mark.parametrize(
    ("rule", "reason"), [("own", "own"), ("none:no_parts", "no_parts"), ("none:shared", "shared")]
)
def test_what_cannot_be_folded_says_why(rule, reason):
    result = fold(parse_rule(rule), readings(1, 2))
    assert (result.value, result.reason, result.expected) == (None, reason, 2)


def test_recompute_divides_sums_of_complete_schools_never_averages():
    parts = {
        "placed": readings(90, 10, 50),
        "total": readings(100, 20, None),
    }
    # 100 of 120, not the mean of 90 % and 50 %; the third school gave no total.
    result = recompute(parse("placed / total * 120"), parts)
    assert result == Fold(D(100), 2, 3, absent=("s3",))


def test_recompute_without_a_complete_school():
    parts = {"a": readings(1, None), "b": readings(None, 1)}
    assert recompute(parse("a / b"), parts) == Fold(
        None, 0, 2, reason="no_complete_school", absent=("s1", "s2")
    )


def test_recompute_with_zero_divisor():
    parts = {"a": readings(1), "b": readings(0)}
    assert recompute(parse("a / b"), parts) == Fold(None, 0, 1, reason="divisor_zero")


def test_recompute_with_a_bounded_part_is_about():
    parts = {"a": readings(1), "b": readings(2, bound="more_than")}
    assert recompute(parse("a / b"), parts) == Fold(D("0.5"), 1, 1, bound="about")


def test_recompute_refuses_ranges_and_last_year():
    parts = {"a": readings(1, high=D(2)), "b": readings(2)}
    assert recompute(parse("a / b"), parts).reason == "part_is_range"
    assert recompute(parse("a - prev(a)"), {"a": readings(1)}).reason == "last_year"


def test_recompute_leaves_out_a_school_without_the_thing():
    parts = {"a": [*readings(1), Reading("s2", None, not_applicable=True)], "b": readings(2, 5)}
    assert recompute(parse("a / b"), parts) == Fold(D("0.5"), 1, 1)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (["exact", "exact"], "exact"),
        (["exact", "more_than"], "more_than"),
        (["at_least", "more_than"], "more_than"),
        (["exact", "at_least"], "at_least"),
        (["at_most", "exact"], "at_most"),
        (["at_most", "less_than"], "less_than"),
        (["at_least", "at_most"], "about"),
        (["exact", "about"], "about"),
        (["about", "more_than"], "about"),
    ],
)
def test_bounds_of_a_sum(bounds, expected):
    assert combined_bound(bounds) == expected


def test_sum_with_more_than_is_more_than():
    rows = [Reading("s1", D(100), bound="more_than"), Reading("s2", D(50))]
    assert fold(Rule("sum"), rows) == Fold(D(150), 2, 2, bound="more_than")


def test_sum_of_a_range_is_a_range():
    rows = [Reading("s1", D(10), high=D(12)), Reading("s2", D(5))]
    assert fold(Rule("sum"), rows) == Fold(D(15), 2, 2, high=D(17))


@pytest.mark.parametrize(
    ("other_bound", "low", "high"),
    [("more_than", D(15), None), ("at_most", D(17), None), ("about", D(15), D(17))],
)
def test_a_bound_closes_the_range_it_leaves_open(other_bound, low, high):
    rows = [Reading("s1", D(10), high=D(12)), Reading("s2", D(5), bound=other_bound)]
    assert fold(Rule("sum"), rows) == Fold(low, 2, 2, high=high, bound=other_bound)


@pytest.mark.parametrize(
    ("top", "other", "expected"),
    [
        ("exact", "exact", "exact"),
        ("exact", "more_than", "at_least"),  # the other may lie above
        ("exact", "less_than", "exact"),
        ("more_than", "exact", "more_than"),
        ("less_than", "exact", "less_than"),
        ("less_than", "more_than", "about"),
        ("exact", "about", "about"),
    ],
)
def test_bound_of_a_maximum(top, other, expected):
    rows = [Reading("s1", D(10), bound=top), Reading("s2", D(8), bound=other)]
    assert fold(Rule("max"), rows) == Fold(D(10), 2, 2, bound=expected)


@pytest.mark.parametrize(
    "text", ["", "average", "sum:x", "weighted", "weighted:", "none", "none:because", "own:x"]
)
def test_parse_rule_refuses(text):
    with pytest.raises(RuleError):
        parse_rule(text)


@pytest.mark.parametrize(
    "text", ["sum", "recompute", "weighted:students_enrolled", "own", "max", "none:shared"]
)
def test_parse_rule_reads_back(text):
    assert str(parse_rule(text)) == text
