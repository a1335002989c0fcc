"""Home, schools, regions, cases: what they find, and the same number of queries for one row and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import CodeListEntry, InstitutionName, Metric, Supervision
from reports.models import Edition, Report

from .rows import make_draft, make_region, make_report, make_school, publish

pytestmark = pytest.mark.django_db


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def fill(start: int, end: int) -> None:
    """Schools with numbers, each in a region of its own below the city, with a published report in two years."""
    city = make_region()
    for n in range(start, end):
        county = make_region(f"9901{n:02}", f"示例{n}县", level="county", parent=city)
        school = make_school(f"school-{n}", f"示例第{n}学校", region=county, short=f"示{n}", type_code="361")
        publish(school, year="2025")
        publish(school, year="2024")
        publish(county, year="2025")


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        text_of(client, address)
    return len(seen)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 8),
        ("/institutions/", 12),
        ("/institutions/?q=示例&region=990100&kind=361", 12),
        ("/institutions/school-1/", 12),
        ("/regions/", 6),
        ("/regions/990100/", 12),
        ("/cases/", 4),
        ("/sitemap.xml", 2),
    ],
)
def test_queries_do_not_grow_with_rows(client, address, most):
    CodeListEntry.objects.create(list="school_type", code="361", name_zh="调整后中等职业学校")
    fill(1, 2)
    one = queries(client, address)
    fill(2, 5)
    assert queries(client, address) == one
    assert one <= most


@pytest.mark.parametrize(
    "words",
    [
        "示例市工业职业学校",
        "工业",
        "示工",
        "示例 工业",
        "老工校",
        "sl-gyzx",
        "SL-GY",
        "工业·职业",
        " 工业\u3000学校 ",
    ],
)
def test_a_school_is_found_by_name_part_short_former_name_and_code(client, words):
    school = make_school(short="示工")
    InstitutionName.objects.create(institution=school, kind="former", name="老工校")
    make_school("other", "远方农业学校")
    text = text_of(client, f"/institutions/?q={words}")
    assert 'href="/institutions/sl-gyzx/"' in text
    assert 'href="/institutions/other/"' not in text


@pytest.mark.parametrize("slip", ["示例市工业职业学笑", "示列市工业职业学校", "工业职业校"])
def test_a_slip_of_the_pen_is_forgiven(client, slip):
    make_school()
    make_school("other", "远方农业大专")
    text = text_of(client, f"/institutions/?q={slip}")
    assert 'href="/institutions/sl-gyzx/"' in text
    assert 'href="/institutions/other/"' not in text


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "没有这样的学校"])
def test_signs_of_the_query_language_find_nothing_of_their_own(client, words):
    make_school()
    assert 'href="/institutions/sl-gyzx/"' not in text_of(client, f"/institutions/?q={words}")


def test_region_and_kind_narrow_the_list_and_stay_in_the_address(client):
    CodeListEntry.objects.create(list="school_type", code="361", name_zh="调整后中等职业学校")
    county = make_region("990101", "示例县", level="county", parent=make_region())
    for n in range(51):
        make_school(f"in-{n:02}", f"县内{n:02}校", region=county, type_code="361")
    make_school("elsewhere", "市外学校", region=make_region("110000", "北京市"), type_code="361")
    make_school("otherkind", "县内别类", region=county, type_code="365")
    first = text_of(client, "/institutions/?q=县内&region=990100&kind=361")
    assert first.count('href="/institutions/in-') == 50
    assert "elsewhere" not in first and "otherkind" not in first
    following = "?q=%E5%8E%BF%E5%86%85&amp;region=990100&amp;kind=361&amp;page=2"
    assert f'href="{following}"' in first
    assert client.get("/institutions/?q=县内&region=990100&kind=361").context["page"].paginator.count == 51
    second = text_of(client, "/institutions/" + following.replace("&amp;", "&"))
    assert second.count('href="/institutions/in-') == 1
    assert '<option value="361" selected>' in second
    assert '<option value="990100" selected' in second


def test_the_school_page_lists_all_years_and_kinds_newest_first(client):
    school = make_school()
    for year in ("2024", "2025"):
        publish(school, year=year, report=make_report(school, year=year, title=f"{year}年报"))
    publish(school, report=make_report(school, kind="company", title="企业年报"))
    text = text_of(client, "/institutions/sl-gyzx/")
    assert text.index("2025年报") < text.index("2024年报")
    assert 'href="/r/sl-gyzx/2025/company/"' in text


def test_the_region_page_counts_schools_where_they_are_supervised(client):
    city = make_region()
    publish(make_school("a1", "一校", region=city))
    make_school("b1", "乙校", region=city)
    make_school("c1", "丙校", region=city, closed_on="2020-01-01")
    lies_here = make_school("d1", "丁校", region=city)
    Supervision.objects.filter(institution=lies_here).update(region=make_region("110000", "北京市"))
    moved = make_school("e1", "戊校", region=city)
    Supervision.objects.filter(institution=moved).update(valid_to="2020-01-01")
    text = text_of(client, "/regions/990100/")
    assert [c for c in "abcde" if f'href="/institutions/{c}1/"' in text] == ["a", "b"]
    assert text.index('"/institutions/b1/"') < text.index(
        '"/institutions/a1/"'
    )  # who has not published stands first
    page = client.get("/regions/990100/").context
    assert (page["covered"], page["missing"], page["page"].paginator.count) == (1, 1, 2)


def test_coverage_is_that_of_the_round_asked_for(client):
    school = make_school()
    publish(school, year="2024")
    publish(make_school("b1", "乙校"), year="2025")
    context = {
        year: client.get(f"/regions/990100/?round={year}").context for year in ("2024", "2025", "2099")
    }
    published = {year: [s.name for s, v in c["rows"] if v] for year, c in context.items()}
    assert published == {"2024": ["示例市工业职业学校"], "2025": ["乙校"], "2099": ["乙校"]}


def test_the_home_page_tells_coverage_of_the_newest_public_round(client):
    publish(make_school(), year="2025")
    make_draft(make_school("b1", "乙校"), year="2026")
    make_school("c1", "丙校", closed_on="2020-01-01")
    moved = make_school("d1", "丁校")
    Supervision.objects.filter(institution=moved).update(valid_to="2020-01-01")
    context = client.get("/").context
    assert (context["round"].key, context["covered"], context["schools"]) == ("2025", 1, 2)
    assert [(c.region.code, c.schools, c.published, c.missing) for c in context["coverage"]] == [
        ("990100", 2, 1, 1)
    ]


@pytest.mark.parametrize("address", ["/", "/institutions/", "/regions/", "/cases/", "/sitemap.xml"])
def test_an_empty_site_says_so_and_works(client, address):
    text_of(client, address)


def test_cases_lead_to_their_place_in_the_report(client):
    publish(make_school())
    assert 'href="/r/sl-gyzx/2025/#case-k0"' in text_of(client, "/cases/")
    assert 'id="case-k0"' in text_of(client, "/r/sl-gyzx/2025/")


def test_key_figures_come_from_the_sealed_files(client):
    Metric.objects.create(
        code="graduates_total",
        name_zh="毕业生人数",
        name_en="Graduates",
        chapter="talent",
        unit="人",
        aggregation="sum",
    )
    publish(make_school())
    assert "1843人" in text_of(client, "/institutions/sl-gyzx/")


@pytest.mark.parametrize(
    "address", ["/", "/institutions/sl-gyzx/", "/institutions/", "/regions/990100/", "/cases/"]
)
def test_lists_call_a_report_as_it_was_sealed_not_as_it_is_in_work(client, address):
    publish(make_school())
    Edition.objects.update(
        manifest={"front": {"title": "封存的题目", "subtitle": "（副题）", "publisher": "某校"}}
    )
    Report.objects.update(title="改动中的题目绝密", subtitle="绝密", publisher="绝密")
    text = text_of(client, address)
    assert "绝密" not in text
    assert "封存的题目（副题）" in text or address not in ("/", "/institutions/sl-gyzx/")
