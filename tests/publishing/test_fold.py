"""The fold of schools' figures: by rule, from totals, with who is in it and who is not."""

from decimal import Decimal

import pytest

from institutions.periods import Years
from reports.derived import compute
from reports.facts import Facts, YearFacts
from reports.publishing.fold import Member, fold_members, member_facts
from tests.reports.facts_builder import facts, metric, rate, value

YEARS = Years(2024, 2025, 2024)
PLACED = metric("graduates_placed", name_zh="落实去向人数", aggregation="sum")
TOTAL = metric(aggregation="sum")
RATE = rate(aggregation="recompute")


def member(code, *values, metrics=(TOTAL, PLACED, RATE), **fields):
    whole = facts(metrics=metrics, values=values, computed=compute(metrics, values), **fields)
    return Member(code, f"学校{code}", f"ZB-{code}", "f" * 64, whole)


def folded(members, *metrics, years=YEARS):
    rows = fold_members(members, metrics, years)
    return {(row.metric, row.breakdown, row.period): row for row in rows}


def test_base_figures_are_added_up_and_say_how_many_schools_gave_them():
    row = folded(
        [member("a", value(number="100")), member("b", value(number="50")), Member("c", "丙")], TOTAL
    )["graduates_total", "", ""]
    assert (row.value, row.bound, row.given, row.of, row.missing) == (150, "exact", 2, 3, ("c",))


def test_a_rate_is_made_of_the_totals_never_the_mean_of_rates():
    big = member("a", value(number="900"), value("graduates_placed", "900"))
    small = member("b", value(number="100"), value("graduates_placed", "50"))
    row = folded([big, small], TOTAL, PLACED, RATE)["placement_rate", "", ""]
    assert row.value == 95  # the mean of 100 % and 50 % would be 75 %


def test_a_school_that_gave_only_one_part_of_a_rate_stays_out_of_it():
    whole = member("a", value(number="100"), value("graduates_placed", "80"))
    half = member("b", value(number="1000"))
    row = folded([whole, half], TOTAL, PLACED, RATE)["placement_rate", "", ""]
    assert (row.value, row.given, row.of, row.missing) == (80, 1, 2, ("b",))


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [(("more_than", "exact"), "more_than"), (("at_most", "exact"), "at_most"), (("about", "exact"), "about"),
     (("more_than", "at_most"), "about")],
)  # fmt: skip
def test_a_bound_is_kept_in_the_sum(bounds, expected):
    members = [
        member(code, value(number="10", bound=bound)) for code, bound in zip("ab", bounds, strict=True)
    ]
    assert folded(members, TOTAL)["graduates_total", "", ""].bound == expected


def test_a_range_stays_a_range():
    row = folded([member("a", value(number="10", high=Decimal(12))), member("b", value(number="5"))], TOTAL)[
        "graduates_total", "", ""
    ]
    assert (row.value, row.high) == (15, 17)


def test_missing_is_no_zero_and_not_applicable_is_not_expected():
    missing = member("a", value(number=None, status="missing"))
    exempt = member("b", value(number=None, status="not_applicable", reason="无毕业生"))
    row = folded([missing, exempt, member("c", value(number="7"))], TOTAL)["graduates_total", "", ""]
    assert (row.value, row.given, row.of, row.missing) == (7, 1, 2, ("a",))


@pytest.mark.parametrize(
    ("rule", "reason"), [("own", "own"), ("none:shared", "shared"), ("none:no_parts", "no_parts")]
)
def test_what_cannot_be_folded_says_why(rule, reason):
    row = folded([member("a", value())], metric(aggregation=rule))["graduates_total", "", ""]
    assert (row.value, row.reason) == (None, reason)


def test_a_weighted_mean_needs_each_schools_weight():
    wage = metric("wage", unit="元", value_type="decimal", aggregation="weighted:graduates_total")
    members = [
        member("a", value("wage", "4000"), value(number="300"), metrics=(wage, TOTAL)),
        member("b", value("wage", "5000"), value(number="100"), metrics=(wage, TOTAL)),
        member("c", value("wage", "9000"), metrics=(wage, TOTAL)),
    ]
    row = folded(members, wage)["wage", "", ""]
    assert (row.value, row.given, row.missing) == (4250, 2, ("c",))


def test_breakdowns_are_folded_apart():
    members = [
        member("a", value(number="3", breakdown="女")),
        member("b", value(number="4", breakdown="女"), value(number="9")),
    ]
    rows = folded(members, TOTAL)
    assert rows["graduates_total", "女", ""].value == 7
    assert (rows["graduates_total", "", ""].value, rows["graduates_total", "", ""].missing) == (9, ("a",))


def test_a_school_of_another_class_is_folded_under_the_class_it_reports():
    other = member("a", value(number="5"), year=YearFacts("2025", 2023, 2024, 2023, "（2024年度）"))
    same = member("b", value(number="7", period="2025届"))
    rows = folded([other, same], TOTAL)
    assert rows["graduates_total", "", ""].value == 7
    assert rows["graduates_total", "", "2024届"].value == 5


def test_texts_are_not_folded_and_without_schools_there_is_nothing():
    text = metric("motto", value_type="text", aggregation="none:no_parts")
    assert folded([member("a", value("motto", None, text="厚德"))], text) == {}
    assert fold_members([], [TOTAL], YEARS) == ()


def test_facts_without_folds_keep_the_fingerprint_they_had_before_there_were_any():
    plain = facts()
    assert '"folds"' not in plain.to_json() and '"members"' not in plain.to_json()
    assert Facts.from_json(plain.to_json()).fingerprint() == plain.fingerprint()


def test_folds_and_members_come_back_from_the_canonical_json():
    members = [member("a", value(number="12.5", bound="more_than")), Member("c", "丙")]
    whole = facts(folds=fold_members(members, [TOTAL], YEARS), members=member_facts(members))
    assert Facts.from_json(whole.to_json()) == whole
    assert [m.edition for m in whole.members] == ["ZB-a", ""]
