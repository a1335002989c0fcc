"""What stands out among schools: measures worked out by hand, and silence where too few are compared."""

from decimal import Decimal

import pytest

from reports.review.outliers import Reading, modified_z_scores, outliers, rank_jumps, ranks, z_scores


def readings(*values, earlier=()):
    before = list(earlier) or [None] * len(values)
    return [
        Reading(n, Decimal(v), None if e is None else Decimal(e))
        for n, (v, e) in enumerate(zip(values, before, strict=True))
    ]


def test_z_is_the_distance_from_the_mean_in_standard_deviations():
    assert z_scores([2, 4, 4, 4, 5, 5, 7, 9]) == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1.0, 2.0]


def test_modified_z_is_the_distance_from_the_median_in_median_deviations():
    # median 3, deviations 2 1 0 1 97, their median 1
    assert modified_z_scores([1, 2, 3, 4, 100]) == pytest.approx([-1.349, -0.6745, 0, 0.6745, 65.4265])


def test_equal_figures_have_no_distance():
    assert z_scores([7, 7, 7]) == modified_z_scores([7, 7, 7]) == [0, 0, 0]


def test_equal_figures_share_their_rank():
    assert ranks([10, 30, 20, 20]) == [4, 1, 2.5, 2.5]


def test_a_wild_figure_stands_out_by_the_modified_measure_though_it_widens_the_plain_one():
    found = outliers({"m": readings("100", "102", "98", "101", "99", "1000")}, {})
    assert [(o.school, set(o.measures)) for o in found] == [(5, {"modified_z"})]
    assert found[0].middle == 100.5


def test_fewer_than_five_schools_are_not_judged():
    assert outliers({"m": readings("1", "1", "1", "1000")}, {}) == []
    assert len(outliers({"m": readings("1", "2", "1", "2", "1000")}, {})) == 1


def test_the_plausible_range_of_the_metric_counts():
    found = outliers({"m": readings("50", "60", "70", "80", "101")}, {"m": (Decimal(0), Decimal(100))})
    assert [(o.school, o.measures) for o in found] == [(4, {"range": 1.0})]


def test_a_jump_in_rank_stands_out_over_two_fifths_of_the_schools():
    rows = readings("90", "80", "70", "60", "50", earlier=("50", "80", "70", "60", "40"))
    assert rank_jumps(rows) == {0: 3, 1: -1, 2: -1, 3: -1, 4: 0}
    assert [(o.school, o.measures) for o in outliers({"m": rows}, {})] == [(0, {"rank": 3})]


def test_no_rank_jumps_where_fewer_than_five_have_both_years():
    assert rank_jumps(readings("5", "4", "3", "2", "1", earlier=("1", "2", "3", "4", None))) == {}


def test_what_more_measures_agree_on_comes_first():
    rows = {"a": readings("50", "60", "70", "80", "101"), "b": readings("10", "11", "12", "11", "400")}
    limits = {"a": (None, Decimal(100)), "b": (None, Decimal(100))}
    assert [(o.metric, len(o.measures)) for o in outliers(rows, limits)] == [("b", 2), ("a", 1)]
