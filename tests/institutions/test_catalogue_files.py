"""The shipped catalogue: complete, consistent, and right where printed reports let it be checked."""

from decimal import Decimal as D

import pytest

from institutions.catalogue.read import read_catalogue
from institutions.expressions import evaluate
from institutions.formatting import rounded

CATALOGUE = read_catalogue()
METRICS = {m.code: m for m in CATALOGUE.metrics}
SIX_TABLES = {
    "t1_scorecard": 12,
    "t2_satisfaction": 12,
    "t3_resources": 35,
    "t4_service": 18,
    "t5_international": 16,
    "t6_policy": 22,
}
CITY = {
    "graduates_total": 1843,
    "graduates_placed": 1802,
    "graduates_direct": 659,
    "graduates_matched": 207,
    "graduates_contract": 222,
    "graduates_soldier": 2,
    "graduates_startup": 0,
    "graduates_flexible": 435,
    "graduates_further": 1143,
    "graduates_to_bachelor": 55,
    "graduates_to_college": 1088,
    "further_gaokao": 595,
    "further_vocational_exam": 548,
    "further_abroad": 0,
    "further_joint": 0,
    "further_five_year": 0,
    "graduates_unplaced": 41,
    "graduates_waiting": 35,
    "graduates_preparing": 6,
    "graduates_other_unplaced": 0,
    "schools_total": 15,
    "schools_public": 8,
    "schools_private": 7,
    "schools_size_over_2000": 2,
    "schools_size_1000_2000": 5,
    "schools_size_under_1000": 8,
    "schools_monitored": 11,
    "schools_compliant": 10,
    "staff_total": 1413,
    "teachers_fulltime": 1246,
    "students_new": 8895,
    "students_enrolled": 14813,
}


def city(code):
    return D(CITY[code]) if code in CITY else None


def holds(comparison, left, right):
    return {"=": left == right, "<=": left <= right, ">=": left >= right}[comparison]


def test_names_and_definitions_are_complete():
    assert [m.code for m in METRICS.values() if not (m.name_zh and m.name_en and m.definition_zh)] == []
    assert [m.code for m in METRICS.values() if not m.name_en.isascii()] == []


def test_the_only_shared_wordings_are_the_known_ones():
    assert {w.params["wording"] for w in CATALOGUE.warnings} == {"双师型占比", "双师型教师比例", "对口就业率"}


@pytest.mark.parametrize(("table", "rows"), SIX_TABLES.items())
def test_every_row_of_the_six_tables_is_numbered(table, rows):
    numbers = [p.number for m in METRICS.values() for p in m.places if p.table == table]
    assert len(numbers) == rows
    assert all(numbers)
    whole = sorted({int(number.partition(".")[0]) for number in numbers})
    assert whole == list(range(1, len(whole) + 1))


def test_only_alternatives_share_a_row_number():
    seen, shared = {}, []
    for m in METRICS.values():
        for place in m.places:
            if place.number and place in seen:
                shared.append({seen[place], m.code})
            seen[place] = m.code
    assert shared == [{"dual_share_specialty", "dual_share_fulltime"}]


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("placement_rate", "97.78"),
        ("match_rate_direct", "31.41"),
        ("further_study_share_placed", "63.43"),
        ("schools_compliance_rate", "90.91"),
        ("teachers_fulltime_share", "88.18"),
    ],
)
def test_formulas_give_what_a_city_printed(code, printed):
    assert rounded(evaluate(METRICS[code].tree, city), 2) == D(printed)


def test_equipment_per_student_changes_the_unit():
    district = {"equipment_value": D("6478.83"), "students_enrolled": D(7134)}  # 万元, 人
    assert rounded(evaluate(METRICS["equipment_value_per_student"].tree, district.get), 2) == D("9081.62")


def test_a_correct_report_raises_no_check():
    judged = failed = 0
    for m in METRICS.values():
        for check in m.check_trees:
            left = evaluate(check.left, city) if check.left else city(m.code)
            right = evaluate(check.right, city)
            if left is not None and right is not None:
                judged += 1
                failed += not holds(check.comparison, left, right)
    assert (judged >= 15, failed) == (True, 0)


def test_matched_graduates_stay_out_of_the_sum_of_classes():
    assert "graduates_matched" not in METRICS["graduates_direct"].checks


def test_neighbouring_money_rows_keep_their_different_units():
    assert (METRICS["fiscal_per_student"].unit, METRICS["fiscal_special"].unit) == ("元", "万元")
    assert METRICS["fiscal_per_student"].high < 9403 * 10000


def test_regions_hold_every_province_and_the_counties_of_the_demonstrations():
    regions = {r.code: r for r in CATALOGUE.regions}
    provinces = [r for r in regions.values() if r.level == "province" and not r.code.startswith("99")]
    assert len(provinces) == 34
    assert sum(r.parent == "621000" for r in regions.values()) == 8
    old, new = regions["500227"], regions["500120"]
    assert (old.successor, old.valid_to.year, new.valid_from.year) == ("500120", 2014, 2014)


def test_the_nine_monitored_conditions_have_thresholds():
    general = {t.metric: t.value for t in CATALOGUE.thresholds if t.school_kind == "secondary_general"}
    assert general == {
        "land_area": 40000,
        "land_area_per_student": 33,
        "building_area": 24000,
        "building_area_per_student": 20,
        "teachers_fulltime": 60,
        "student_teacher_ratio": 20,
        "equipment_value": 300,
        "equipment_value_per_student": 2500,
        "books_per_student": 30,
    }


def test_thresholds_name_listed_standards_and_kinds_of_school():
    listed = {(c.list, c.code) for c in CATALOGUE.codes}
    assert {("standard", t.standard) for t in CATALOGUE.thresholds} <= listed
    assert {("school_kind", t.school_kind) for t in CATALOGUE.thresholds} <= listed


def test_major_categories_are_nineteen_on_both_levels():
    for name in ("major_category_secondary", "major_category_higher"):
        assert sum(c.list == name for c in CATALOGUE.codes) == 19


def test_chapters_of_metrics_are_listed():
    chapters = {c.code for c in CATALOGUE.codes if c.list == "chapter"}
    assert {m.chapter for m in METRICS.values()} <= chapters
