"""The invented county: every state stands there, its report is folded from its schools, and nothing in work is public."""

import json
import re
from decimal import Decimal

import pytest

from reports.demo.county import PLAN
from reports.facts import Facts
from reports.models import Report, State, Version
from tests.invariants import check_all

# Added up by hand from figures-2025.csv; three figures of the first school were corrected by one.
SUMS = {
    "students_enrolled": "5600", "students_new": "1910", "graduates_total": "1740", "graduates_placed": "1684",
    "graduates_direct": "559", "graduates_further": "1125", "graduates_unplaced": "56", "teachers_fulltime": "378",
    "teachers_dual": "160", "staff_total": "455", "land_area": "209500", "building_area": "121700",
    "equipment_value": "5985.00", "books_paper": "172200", "training_stations": "2500", "computers_teaching": "1215",
}  # fmt: skip
# 1684 / 1740, 160 / 378, 5600 / 378, 59 850 000 / 5600; to two places
RATES = {
    "placement_rate": "96.78", "dual_share_fulltime": "42.33", "student_teacher_ratio": "14.81",
    "equipment_value_per_student": "10687.50",
}  # fmt: skip


def words(address: str, client) -> str:
    return re.sub(r"<[^>]+>", "", client.get(address).content.decode())


@pytest.fixture
def region_report(demo):
    return Report.objects.get(record__region__code="990110", record__round__key="2025")


def test_every_state_of_the_table_stands_in_the_demonstration(demo):
    assert set(Version.objects.values_list("state", flat=True)) == set(State.values)


@pytest.mark.parametrize(("column", "year", "state"), [row[:3] for row in PLAN])
def test_each_report_stands_where_the_plan_says(demo, column, year, state):
    place = {"region__code": "990110"} if column == "county" else {"institution__public_code": f"xl-{column}"}
    report = Report.objects.get(record__round__key=year, **{f"record__{k}": v for k, v in place.items()})
    assert report.versions.filter(state=state).exists()


def test_the_region_report_is_folded_from_four_of_four(region_report):
    version = region_report.versions.get(state=State.PUBLISHED)
    facts = Facts.from_json(version.edition.snapshot.facts)
    folds = {f.metric: f for f in facts.folds if not f.breakdown}
    assert {code: folds[code].value for code in SUMS} == {c: Decimal(v) for c, v in SUMS.items()}
    assert {code: round(folds[code].value, 2) for code in RATES} == {c: Decimal(v) for c, v in RATES.items()}
    assert [m.code for m in facts.members if m.edition] == ["xl-huli", "xl-jidian", "xl-lvyou", "xl-nongye"]
    assert all((f.given, f.of) == (4, 4) for code, f in folds.items() if code in SUMS)


def test_the_page_prints_the_folds_with_how_many_schools_gave_them(region_report, client):
    page = words("/r/990110/2025/", client)
    assert "全县在校生5600人（4/4 所）" in page
    assert "本报告汇总 4/4 所学校的质量年报" in page
    assert "96.78%" in page


def test_the_region_reports_of_real_places_say_that_no_school_of_theirs_is_here(demo, client):
    for address in ("/r/621000/2024/", "/r/500120/2025/"):
        assert "未在本系统填报" in client.get(address).content.decode()


def test_what_is_in_work_is_not_public(demo, client):
    for address in ("/r/xl-jidian/2026/", "/r/xl-nongye/2026/", "/r/xl-huli/2024/", "/r/xl-jidian/2024/"):
        assert client.get(address).status_code == 404


def test_a_report_withdrawn_by_mistake_is_gone_with_a_notice(demo, client):
    answer = client.get("/r/xl-lvyou/2024/")
    assert answer.status_code == 410
    assert "误发" in answer.content.decode()
    assert client.get("/r/xl-lvyou/2024/report.pdf").status_code == 410


def test_the_correction_shows_old_and_new(demo, client):
    rows = Version.objects.get(report__record__institution__public_code="xl-jidian", number=2).changes
    assert {(r["label"], r["old"], r["new"]) for r in rows if r["kind"] == "value"} == {
        ("毕业去向落实（就业）人数", "565人", "566人"),
        ("直接就业人数", "180人", "181人"),
        ("未就业人数", "15人", "14人"),
    }
    page = client.get("/r/xl-jidian/2025/").content.decode()
    assert "565人" in page and "566人" in page
    data = json.loads(b"".join(client.get("/r/xl-jidian/2025/v1/data.json").streaming_content))
    assert next(v["value"] for v in data["values"] if v["code"] == "graduates_placed").startswith("565")


def test_all_invariants_hold(demo):
    check_all()
