"""The task list: what waits for whom, with its one next act and its day; notices; a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import RoundWindow
from reports.models import Notice
from reports.workflow.guests import admit
from tests import builders as make
from tests.life import make_life, walk

from .school import client_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def tasks(user) -> list[tuple[str, str]]:
    """(act, address) of what waits."""
    context = client_of(user).get("/desk/").context
    return [(task.act, task.link) for task in context["tasks"]]


def test_who_is_not_logged_in_is_sent_to_the_log_in():
    assert Client().get("/desk/")["Location"] == "/admin/login/?next=/desk/"


def test_log_in_leads_to_the_desk():
    make.make_user(username="ren")
    answer = Client().get("/admin/login/")
    assert answer.context["next"] == "/desk/"
    posted = Client().post(
        "/admin/login/", {"username": "ren", "password": make.PASSWORD, "next": answer.context["next"]}
    )
    assert (posted.status_code, posted["Location"]) == (302, "/desk/")


def test_log_in_on_the_way_to_somewhere_goes_on_there():
    assert Client().get("/admin/login/?next=/admin/reports/").context["next"] == "/admin/reports/"


@pytest.mark.parametrize(
    ("state", "person", "expected"),
    [
        ("draft", "lead", ("检查并送签", "request_signature/")),
        ("draft", "filler", ("继续填写", "/admin/reports/report/")),
        ("draft", "signatory", None),
        ("signing", "signatory", ("签署并报送", "sign/")),
        ("signing", "lead", ("待校长签署：查看", "/desk/versions/")),
        ("signing", "filler", None),
        ("returned", "lead", ("处理退回条目（2 条）", "items/")),
        ("returned", "filler", ("处理退回条目（2 条）", "items/")),
        ("submitted", "lead", None),
        ("published", "lead", None),
    ],
)
def test_each_person_sees_the_one_next_act(state, person, expected):
    life = make_life()
    walk(life, state)
    found = tasks(life.people[person])
    assert [act for act, _link in found] == ([expected[0]] if expected else [])
    assert all(expected[1] in link for _act, link in found)


def test_a_returned_report_with_all_items_answered_leads_to_the_signature():
    life = make_life()
    version = walk(life, "returned")
    version.items.update(status="changed")
    assert tasks(life.lead) == [("再次送签", f"/desk/versions/{version.pk}/resubmit/")]


def test_a_return_shows_its_own_day_and_a_draft_that_of_the_round():
    life, other = make_life(), make_life("other", suffix="二")
    walk(life, "returned")
    walk(other, "draft")
    closes = timezone.now() + timedelta(days=3)
    RoundWindow.objects.create(
        round=other.report.record.round, kind="school", opens_at=closes - timedelta(days=30), closes_at=closes
    )
    assert "还剩 7 天" in words(client_of(life.lead).get("/desk/").content.decode())
    assert "还剩 3 天" in words(client_of(other.lead).get("/desk/").content.decode())


def test_a_missed_day_says_so_in_words():
    life = make_life()
    version = walk(life, "returned")
    type(version).objects.filter(pk=version.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert "逾期" in words(client_of(life.lead).get("/desk/").content.decode())


def test_a_reviewer_sees_how_many_wait_for_the_bureau_and_a_publisher_what_is_approved():
    life = make_life()
    version = walk(life, "submitted")
    assert client_of(life.reviewer).get("/desk/").context["to_review"] == {"waiting": 1, "held": 0}
    assert client_of(life.city_reviewer).get("/desk/").context["to_review"] == {"waiting": 0, "held": 0}
    other = make_life("other", suffix="二")
    approved = walk(other, "approved")
    rows = client_of(life.publisher).get("/desk/").context["to_publish"]["rows"]
    assert (version in rows, approved in rows) == (False, True)
    assert client_of(life.lead).get("/desk/").context["to_publish"] is None


def test_nothing_of_another_school_stands_there():
    life, other = make_life(), make_life("other", suffix="二")
    walk(other, "draft")
    assert "示例学校二" not in client_of(life.lead).get("/desk/").content.decode()


def test_the_empty_list_says_what_will_stand_there():
    assert "目前没有待办" in client_of(make.make_user()).get("/desk/").content.decode()


@pytest.mark.parametrize("person", ["lead", "signatory", "reviewer", "publisher"])
def test_the_number_of_queries_does_not_grow_with_the_rows(person):
    life = make_life()
    walk(life, "returned")
    user = life.people[person]
    few = _queries(user)
    for n in range(2):
        further = make_life(f"further-{n}", suffix=f"其{n}")
        if person in ("lead", "signatory"):
            make.make_membership(user, person, further.school)
        walk(further, "returned" if person == "lead" else "signing" if person == "signatory" else "approved")
    assert _queries(user) == few


def _queries(user) -> int:
    client = client_of(user)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/desk/").status_code == 200
    return len(captured)


def test_a_notice_is_marked_as_read_by_its_own_reader_only():
    life = make_life()
    walk(life, "signing")
    notice = Notice.objects.get(user=life.signatory)
    html = client_of(life.signatory).get("/desk/").content.decode()
    assert "待您签署" in html and "未读" in html
    assert client_of(life.lead).post(f"/desk/notices/{notice.pk}/read/").status_code == 404
    assert client_of(life.signatory).get(f"/desk/notices/{notice.pk}/read/").status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None
    assert client_of(life.signatory).post(f"/desk/notices/{notice.pk}/read/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_all_notices_up_to_the_newest_shown_are_marked_at_once():
    life = make_life()
    rows = [Notice.objects.create(user=life.lead, kind="claim", params={}, key=f"k{n}") for n in range(3)]
    client = client_of(life.lead)
    client.post("/desk/notices/read/", {"last": str(rows[1].pk)})
    assert [n.read_at is None for n in Notice.objects.filter(user=life.lead).order_by("pk")] == [
        False,
        False,
        True,
    ]
    assert client.post("/desk/notices/read/", {"last": "²"}).status_code == 302


def test_a_guest_finds_the_preview_while_the_window_is_open():
    life = make_life()
    walk(life, "submitted")
    now = timezone.now()
    admit(
        life.report.pk, by=life.publisher, username=life.guest.username, capacity="理事", opens_at=now,
        closes_at=now + timedelta(days=2),
    )  # fmt: skip
    assert f"/desk/preview/{life.report.pk}/" in client_of(life.guest).get("/desk/").content.decode()
