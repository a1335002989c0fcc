"""Guest passes: given and ended by the publisher, a window of thirty days at most; the guest reads the preview alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.models import GuestPass, LogEntry
from reports.workflow.guests import admit
from tests import builders as make
from tests.life import make_life, walk

from .school import client_of, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def post(life, user=None, **fields):
    now = timezone.localtime()
    data = {
        "username": life.guest.username,
        "capacity": "校理事会成员",
        "opens_at": f"{now:%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}",
    }
    return client_of(user or life.publisher).post(f"/desk/reports/{life.report.pk}/guests/", data | fields)


def given(life, *, opens: int = -1, closes: int = 5) -> GuestPass:
    """A pass from `opens` to `closes`, in days from now."""
    now = timezone.now()
    return admit(
        life.report.pk, by=life.publisher, username=life.guest.username, capacity="理事",
        opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes),
    )  # fmt: skip


def preview(life):
    return client_of(life.guest).get(f"/desk/preview/{life.report.pk}/")


def test_a_publisher_admits_a_named_account_and_the_log_says_so():
    life = make_life()
    walk(life, "submitted")
    assert post(life).status_code == 302
    row = GuestPass.objects.get()
    assert (row.user, row.capacity, row.given_by) == (life.guest, "校理事会成员", life.publisher)
    assert LogEntry.objects.filter(act="guest.admit", user=life.publisher).count() == 1
    assert preview(life).status_code == 200


@pytest.mark.parametrize("person", ["lead", "reviewer", "administrator", "auditor", "signatory"])
def test_nobody_else_admits_or_ends(person):
    life = make_life()
    walk(life, "submitted")
    row, user = given(life), life.people[person]
    answer = post(life, user, username=life.filler.username)
    ended = client_of(user).post(f"/desk/reports/{life.report.pk}/guests/{row.pk}/end/")
    assert [answer.status_code, ended.status_code] == [403, 403]
    assert "只能由主管部门的公布员发放" in answer.content.decode()
    row.refresh_from_db()
    assert (GuestPass.objects.count(), row.ended_at) == (1, None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": "meiyou"}, "没有用户名为“meiyou”的账号"),
        ({"closes_at": "2020-01-01T00:00"}, "结束时间须晚于开放时间"),
        ({"closes_at": "2099-01-01T00:00"}, "预览许可最长 30 天"),
        ({"opens_at": "明天"}, "opens_at"),
        ({"capacity": ""}, "capacity"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(fields, said):
    life = make_life()
    walk(life, "submitted")
    answer = post(life, **fields)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not GuestPass.objects.exists()


def test_two_windows_of_one_person_do_not_overlap():
    life = make_life()
    walk(life, "submitted")
    post(life)
    answer = post(life)
    assert answer.status_code == 409 and "在此时段已有预览许可" in answer.content.decode()
    assert GuestPass.objects.count() == 1


@pytest.mark.parametrize(("opens", "closes", "status"), [(-1, 5, 200), (1, 5, 404)])
def test_the_window_decides(opens, closes, status):
    life = make_life()
    walk(life, "submitted")
    given(life, opens=opens, closes=closes)
    assert preview(life).status_code == status


def test_a_window_that_is_over_or_ended_opens_nothing():
    life = make_life()
    walk(life, "submitted")
    row = given(life)
    client_of(life.publisher).post(f"/desk/reports/{life.report.pk}/guests/{row.pk}/end/")
    assert preview(life).status_code == 404
    GuestPass.objects.update(ended_at=None, closes_at=timezone.now() - timedelta(seconds=1))
    assert preview(life).status_code == 404
    assert LogEntry.objects.filter(act="guest.dismiss").count() == 1


def test_a_guest_reads_the_text_and_nothing_of_the_checks_or_of_other_screens():
    life = make_life()
    version = walk(life, "submitted")
    make.make_case(life.report.record, key="lost", title="迷路的案例", section="nowhere")
    given(life)
    answer = preview(life)
    html = answer.content.decode()
    assert "学校坚持立德树人" in html and "hints" not in html
    assert answer["Cache-Control"] == "no-store, private" and answer["X-Robots-Tag"] == "noindex"
    client = client_of(life.guest)
    for screen in ("", "findings/", "items/", "snapshots/", "receipt/"):
        assert client.get(f"/desk/versions/{version.pk}/{screen}").status_code == 404
    assert client.get(f"/desk/reports/{life.report.pk}/guests/").status_code == 404
    assert client.get(f"/desk/preview/{make_life('other', suffix='二').report.pk}/").status_code == 404


def test_a_guests_reading_is_logged():
    life = make_life()
    walk(life, "submitted")
    given(life)
    preview(life)
    assert LogEntry.objects.filter(act="report.read", user=life.guest).count() == 1


def test_everyone_inside_sees_who_had_it():
    life = make_life()
    version = walk(life, "submitted")
    given(life)
    for user in (life.filler, life.reviewer):
        assert life.guest.get_full_name() in page(user, version)
        assert "理事" in client_of(user).get(f"/desk/reports/{life.report.pk}/guests/").content.decode()


def test_a_pass_of_another_report_is_none():
    life, other = make_life(), make_life("other", suffix="二")
    walk(life, "submitted")
    row = given(life)
    answer = client_of(life.publisher).post(f"/desk/reports/{other.report.pk}/guests/{row.pk}/end/")
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None
