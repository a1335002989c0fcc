"""Passwords: rules with reasons, change with the old one, reset by a link that works once, for a day."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from institutions.models import OpenSession
from reports.models import LogEntry
from tests import builders as make

from .people import is_in, link_in, log_in, person, school, type_password

pytestmark = pytest.mark.django_db
CHANGE, RESET = "/account/password/", "/account/password/reset/"
GOOD = "zao-chun-er-yue-feng"


@pytest.fixture
def filler():
    return person("wangxiaoming", "filler", school("shifan", name="示范市第一职业学校"))


def change(client: Client, new: str, old: str = make.PASSWORD):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("a7-Bq.x2", "10"),
        ("Edu@2024", "10"),
        ("wangxiaoming", "用户名"),
        ("示范市第一职业学校2025", "学校"),
        ("shifan-zhibao", "学校"),
        ("password123", "常见"),
        ("1q2w3e4r5t", "常见"),
        ("39472610583", "数字"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(filler, password, why):
    answer = change(log_in(filler), password)
    assert answer.status_code == 200
    assert why in str(answer.context["form"].errors["new_password2"])
    filler.refresh_from_db()
    assert filler.check_password(make.PASSWORD)


@pytest.mark.parametrize(
    "password", [GOOD, "x7" * 32, "蓝天下的操场很安静今天", " spaces at both ends 7 ", "y" * 99 + "3k"]
)
def test_long_chinese_and_spaced_passwords_are_taken_as_typed(filler, password):
    assert change(log_in(filler), password).status_code == 302
    filler.refresh_from_db()
    assert filler.check_password(password)


def test_a_change_needs_the_old_password(filler):
    client = log_in(filler)
    assert change(client, GOOD, old="wrong").status_code == 200
    filler.refresh_from_db()
    assert filler.check_password(make.PASSWORD)
    assert LogEntry.objects.filter(act="account.password_changed").count() == 0


def test_a_change_is_logged_without_a_word_of_it(filler):
    change(log_in(filler), GOOD)
    entry = LogEntry.objects.get(act="account.password_changed")
    assert (entry.user, entry.target, entry.detail) == (filler, f"institutions.user:{filler.pk}", {})


def test_the_stock_page_leads_to_ours(filler):
    answer = log_in(filler).post("/admin/password_change/", {"old_password": make.PASSWORD})
    assert answer.headers["Location"] == CHANGE


def ask(address: str) -> str:
    """Asks for a link; the path it leads to after the token has left the address."""
    Client().post(RESET, {"email": address})
    return link_in(mail.outbox[-1])


def set_new(link: str, password: str = GOOD):
    client = Client()
    answer = client.get(link)
    form = answer.headers.get("Location", link)
    return client.post(form, {"new_password1": password, "new_password2": password})


def test_a_reset_link_sets_a_password_once_and_ends_every_session(filler):
    client = log_in(filler)
    link = ask(filler.email)
    assert set_new(link).headers["Location"] == "/admin/login/"
    filler.refresh_from_db()
    assert filler.check_password(GOOD)
    assert not is_in(client)
    assert OpenSession.objects.count() == 0
    assert "new_password1" not in Client().get(link, follow=True).content.decode()
    set_new(link, "another-good-one-77")
    filler.refresh_from_db()
    assert filler.check_password(GOOD)
    assert [e.act for e in LogEntry.objects.filter(act__startswith="account.password")] == [
        "account.password_reset_asked",
        "account.password_reset",
    ]


@pytest.mark.parametrize(("hours", "good"), [(23, True), (25, False)])
def test_a_reset_link_is_good_for_a_day(filler, hours, good):
    link = ask(filler.email)
    with time_machine.travel(timezone.localtime() + timedelta(hours=hours)):
        set_new(link)
    filler.refresh_from_db()
    assert filler.check_password(GOOD) is good


def test_the_rules_hold_for_a_reset_too(filler):
    set_new(ask(filler.email), "示范市第一职业学校2025")
    filler.refresh_from_db()
    assert filler.check_password(make.PASSWORD)


def test_an_address_of_no_account_is_answered_alike_and_gets_no_mail(filler):
    answers = [Client().post(RESET, {"email": e}, follow=True) for e in (filler.email, "nobody@example.cn")]
    assert len({(a.status_code, a.request["PATH_INFO"], a.content) for a in answers}) == 1
    assert [m.to for m in mail.outbox] == [[filler.email]]


def test_a_disabled_account_gets_no_link(filler):
    filler.is_active = False
    filler.save()
    Client().post(RESET, {"email": filler.email})
    assert mail.outbox == []


def test_a_reset_gives_no_way_round_the_second_factor():
    reviewer = person("shenhe", "reviewer", make.make_region())
    log_in(reviewer)
    set_new(ask(reviewer.email))
    client = Client()
    client.post("/admin/login/", {"username": "shenhe", "password": GOOD})
    assert not is_in(client)


def test_the_log_in_page_leads_to_the_reset():
    assert RESET in Client().get("/admin/login/").content.decode()


def test_pages_are_chinese(filler):
    client = type_password(filler)
    assert "修改密码" in client.get(CHANGE).content.decode()
    assert "忘记密码" in Client().get(RESET).content.decode()
