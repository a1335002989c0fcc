"""The fold screen and the picking of cases: who sees them, who may act, what each button does, what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy
from reports.models import LogEntry
from reports.workflow import school
from tests import builders as make
from tests.life import corrected, walk
from tests.region import begun, make_region_life

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def life():
    life = make_region_life()
    make.make_case(life.a.report.record, key="bridge", title="校企共建绝密", theme="校企合作")
    make.make_case(life.a.report.record, key="road", title="下乡服务", theme="社会服务")
    walk(life.a, "published")
    begun(life)
    return life


@pytest.fixture
def address(life):
    return f"/desk/reports/{life.report.pk}/"


def signed_in(client, user):
    client.force_login(user)
    return client


def words(answer) -> str:
    return answer.content.decode()


def test_the_screen_says_who_is_in_who_is_missing_and_what_the_figures_are(client, life, address):
    page = words(signed_in(client, life.filler).get(f"{address}fold/"))
    for expected in (
        "已汇总 1/3 所学校",
        "示例学校乙",
        "示例学校丙",
        life.a.version.edition.code,
        "100人",
        "1/3",
    ):
        assert expected in page, expected


def test_own_figure_and_fold_stand_side_by_side_with_the_difference(client, life, address):
    make.make_value(life.report.record, life.a.metric, value=130)
    page = words(signed_in(client, life.filler).get(f"{address}fold/"))
    for expected in ("130人", "100人", "+30", "不一致"):
        assert expected in page, expected


@pytest.mark.parametrize("who", ["city_reviewer", "publisher"])
def test_those_above_look_on_without_buttons(client, life, address, who):
    answer = signed_in(client, getattr(life, who)).get(f"{address}fold/")
    assert answer.status_code == 200 and '<form method="post" action' not in words(answer)
    refused = client.post(f"{address}fold/again/")
    assert refused.status_code == 403


def test_strangers_and_member_schools_find_nothing(client, life, address):
    stranger = make.make_user("lead", make.make_institution("school-far", region=make.make_region("990200")))
    for user in (stranger, life.a.lead, life.a.guest):
        signed_in(client, user)
        for name in ("fold/", "cases/"):
            assert client.get(f"{address}{name}").status_code == 404
        for name in ("fold/again/", "fold/keep/", "fold/take/", "cases/"):
            assert client.post(f"{address}{name}").status_code == 404
    client.logout()
    assert client.get(f"{address}fold/").status_code == 302


def test_a_schools_report_has_no_such_screen(client, life):
    signed_in(client, life.a.lead)
    assert client.get(f"/desk/reports/{life.a.report.pk}/fold/").status_code == 404
    assert client.get(f"/desk/reports/{life.a.report.pk}/cases/").status_code == 404


def test_a_newer_edition_is_folded_by_the_button(client, life, address):
    walk(life.b, "published")
    signed_in(client, life.filler)
    assert "另有 1 份" in words(client.get(f"{address}fold/"))
    page = words(client.post(f"{address}fold/again/", follow=True))
    assert "已汇总 2/3 所学校" in page and "200人" in page
    assert "没有需要更新" in words(client.post(f"{address}fold/again/", follow=True))


def test_a_stale_member_is_kept_with_a_note_or_folded_by_itself(client, life, address):
    corrected(life.a)
    pin = life.version.pins.get()
    signed_in(client, life.filler)
    assert "已过时" in words(client.get(f"{address}fold/"))
    assert client.post(f"{address}fold/keep/", {"pin": pin.pk, "note": "短"}).status_code == 422
    page = words(
        client.post(
            f"{address}fold/keep/", {"pin": pin.pk, "note": "按十二月数据截止，不再更新。"}, follow=True
        )
    )
    assert "按十二月数据截止" in page
    client.post(f"{address}fold/again/", {"member": life.a.report.pk})
    assert "101人" in words(client.get(f"{address}fold/"))


@pytest.mark.parametrize("pin", ["", "0", "9" * 18, "１", "x", "-1"])
def test_a_pin_that_is_not_there_is_not_found(client, life, address, pin):
    signed_in(client, life.filler)
    assert client.post(f"{address}fold/keep/", {"pin": pin, "note": "x" * 20}).status_code == 404


def test_a_fold_becomes_the_own_figure_by_the_button(client, life, address):
    signed_in(client, life.filler)
    taken = {"metric": "graduates_total", "breakdown": "", "period": "", "seen": "100"}
    assert client.post(f"{address}fold/take/", taken | {"seen": "99"}).status_code == 409
    assert client.post(f"{address}fold/take/", taken | {"metric": "<b>"}).status_code == 422
    assert client.post(f"{address}fold/take/", taken).status_code == 302
    assert life.report.record.values.get().value == 100


def test_nothing_moves_once_the_signature_is_asked_for(client, life, address):
    school.request_signature(life.version.pk, by=life.lead)
    signed_in(client, life.filler)
    assert '<form method="post" action' not in words(client.get(f"{address}fold/"))
    taken = {"metric": "graduates_total", "seen": "100"}
    for name, data in (("fold/again/", {}), ("fold/take/", taken), ("cases/", {"edition": "x", "case": "y"})):
        answer = client.post(f"{address}{name}", data)
        assert answer.status_code == 403 or answer.status_code == 422 or answer.status_code == 409, name
    assert not life.report.record.values.exists()


def test_cases_are_listed_by_theme_and_copied_once(client, life, address):
    signed_in(client, life.filler)
    page = words(client.get(f"{address}cases/"))
    assert "校企共建绝密" in page and "下乡服务" in page
    only = words(client.get(f"{address}cases/", {"theme": "社会服务"}))
    assert "下乡服务" in only and "校企共建绝密" not in only
    picked = {"edition": life.a.version.edition.code, "case": "bridge", "section": "talent"}
    assert "已选入本报告" in words(client.post(f"{address}cases/", picked, follow=True))
    assert client.post(f"{address}cases/", picked).status_code == 422
    assert client.post(f"{address}cases/", picked | {"case": "road", "section": "none"}).status_code == 422
    row = CaseStudy.objects.get(record=life.report.record)
    assert (row.section, row.byline, row.changed_by) == ("talent", "示例学校甲", life.filler)


def test_cases_of_a_school_that_is_still_at_work_are_not_offered(client, life, address):
    make.make_case(life.b.report.record, key="secret", title="乙校未报送案例")
    walk(life.b, "submitted")
    assert "乙校未报送案例" not in words(signed_in(client, life.filler).get(f"{address}cases/"))


def test_looking_at_unpublished_cases_is_logged(client, life, address):
    walk(life.b, "approved")
    signed_in(client, life.filler).get(f"{address}cases/")
    assert LogEntry.objects.filter(act="editions.read", user=life.filler).count() == 1


def test_queries_do_not_grow_with_schools(client, life, address):
    signed_in(client, life.filler)

    def count(name):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{address}{name}")
        return len(queries)

    before = [count(name) for name in ("fold/", "cases/")]
    walk(life.b, "published")
    make.make_institution("school-d", region=life.county)
    client.post(f"{address}fold/again/")
    assert [count(name) for name in ("fold/", "cases/")] == before
