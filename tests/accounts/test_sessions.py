"""Sessions: a new key at log-in, dead after log-out and password change everywhere, ended one by one, asked each time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from institutions.models import Membership, OpenSession, User
from reports.models import LogEntry
from tests import builders as make

from .people import (
    FACTOR,
    LOG_IN,
    code_now,
    county,
    give_device,
    is_in,
    log_in,
    person,
    school,
    type_password,
)

pytestmark = pytest.mark.django_db
CHANGE = "/account/password/"
NEW = "zao-chun-er-yue-feng"


@pytest.fixture
def filler():
    return person("tianbao", "filler", school())


def key(client: Client) -> str:
    return client.cookies["session"].value


def stolen(client: Client) -> Client:
    """Another browser with the same cookie."""
    other = Client()
    other.cookies["session"] = key(client)
    return other


def test_the_key_changes_at_log_in(filler):
    client = Client()
    client.get(LOG_IN)
    client.cookies["session"] = "0123456789abcdef0123456789abcdef"  # planted
    client.post(LOG_IN, {"username": filler.username, "password": make.PASSWORD})
    assert key(client) != "0123456789abcdef0123456789abcdef"


def test_the_key_changes_again_when_the_code_was_given():
    reviewer = person("shenhe", "reviewer", county())
    device, client = give_device(reviewer), type_password(reviewer)
    before = stolen(client)
    client.post(FACTOR, {"code": code_now(device)})
    assert is_in(client)
    assert key(client) != key(before)
    assert not is_in(before)


def test_a_stolen_cookie_is_dead_after_log_out_and_so_is_every_other_session(filler):
    first, second = log_in(filler), log_in(filler)
    thief = stolen(first)
    first.post("/account/log-out/")
    assert [is_in(c) for c in (first, thief, second)] == [False, False, False]
    assert OpenSession.objects.filter(user=filler).count() == 0


def test_the_stock_log_out_does_the_same(filler):
    first, second = log_in(filler), log_in(filler)
    first.post("/admin/logout/")
    assert [is_in(first), is_in(second)] == [False, False]


def test_a_password_change_ends_all_others_and_keeps_the_one_that_made_it(filler):
    first, second = log_in(filler), log_in(filler)
    thief = stolen(first)
    answer = first.post(CHANGE, {"old_password": make.PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert [is_in(c) for c in (first, second, thief)] == [True, False, False]
    assert OpenSession.objects.filter(user=filler).count() == 1


def test_the_list_shows_where_and_marks_this_one(filler):
    firefox = {"REMOTE_ADDR": "10.1.2.3", "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}
    log_in(filler, **firefox)
    client = log_in(
        filler, REMOTE_ADDR="10.9.9.9", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 15) Chrome/140"
    )
    rows = client.get("/account/sessions/").context["rows"]
    assert {(one["browser"], one["row"].address, one["here"]) for one in rows} == {
        ("Firefox · Windows", "10.1.2.3", False),
        ("Chrome · Android", "10.9.9.9", True),
    }


def test_one_session_is_ended_and_the_others_stay(filler):
    first, second, third = log_in(filler), log_in(filler), log_in(filler)
    number = Session.objects.get(pk=key(second)).get_decoded()["open_session"]
    assert first.post(f"/account/sessions/{number}/end/").status_code == 302
    assert [is_in(c) for c in (first, second, third)] == [True, False, True]


def test_all_others_are_ended_at_once(filler):
    first, second, third = log_in(filler), log_in(filler), log_in(filler)
    first.post("/account/sessions/end-others/")
    assert [is_in(c) for c in (first, second, third)] == [True, False, False]
    entry = LogEntry.objects.get(act="account.session_ended")
    assert (entry.user, entry.detail) == (filler, {"count": 2})


@pytest.mark.parametrize("number", ["theirs", 999_999, 10**30])
def test_anothers_session_is_none(filler, number):
    other = log_in(person("lisi", "filler", school()))
    theirs = OpenSession.objects.exclude(user=filler).get().pk
    address = f"/account/sessions/{theirs if number == 'theirs' else number}/end/"
    assert log_in(filler).post(address).status_code == 404
    assert is_in(other)


def test_a_disabled_account_is_refused_at_once_and_its_session_stays_dead(filler):
    client = log_in(filler)
    User.objects.filter(pk=filler.pk).update(is_active=False)
    assert not is_in(client)
    User.objects.filter(pk=filler.pk).update(is_active=True)
    assert not is_in(client)


def test_disabling_in_the_back_office_ends_every_session(filler):
    client, operator = log_in(filler), log_in(person("guanli", is_superuser=True))
    address = f"/admin/institutions/user/{filler.pk}/change/"
    form = {
        "username": filler.username, "display_name": "", "email": filler.email,
        "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert operator.post(address, form).status_code == 302
    User.objects.filter(pk=filler.pk).update(is_active=True)
    assert not is_in(client)
    assert LogEntry.objects.get(act="account.disabled").target == f"institutions.user:{filler.pk}"


def test_a_withdrawn_role_is_refused_at_the_next_request(filler):
    client = log_in(filler)
    assert client.get("/admin/institutions/metricvalue/").status_code == 200
    Membership.objects.filter(user=filler).delete()
    assert client.get("/admin/institutions/metricvalue/").status_code == 403


def test_idle_time_is_renewed_by_private_pages_only(filler):
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        client = log_in(filler)
    for minutes, address, status in (
        (20, "/account/", 200), (40, "/account/", 200), (60, "/about/", 200), (75, "/account/", 302),
    ):  # fmt: skip
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get(address).status_code == status, minutes


@pytest.mark.parametrize("address", ["/", "/about/", "/institutions/", "/robots.txt", "/no-such-page/"])
def test_public_pages_set_no_cookie_for_someone_logged_in(filler, address):
    answer = log_in(filler).get(address)
    assert not answer.cookies
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_a_public_page_does_not_look_at_the_session(filler, django_assert_num_queries):
    client = log_in(filler)
    with django_assert_num_queries(0):
        client.get("/about/")


def test_private_pages_are_kept_by_nobody_and_say_when_they_end(filler):
    answer = log_in(filler).get("/account/")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert 'data-idle-seconds="1800"' in answer.content.decode()


def test_rows_of_sessions_that_ran_out_go_at_the_next_log_in(filler):
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        log_in(filler)
    with time_machine.travel(start + timedelta(days=1), tick=False):
        log_in(filler)
    assert [row.began_at for row in OpenSession.objects.all()] == [start + timedelta(days=1)]
