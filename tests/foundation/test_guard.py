"""Guessing passwords: who is slowed, for how long, and that a shared proxy or a stubborn outsider locks nobody out."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from institutions.models import User

pytestmark = pytest.mark.django_db
RIGHT = "long-enough-1"


@pytest.fixture
def teacher():
    return User.objects.create_user("a", password=RIGHT, is_staff=True)


def log_in(name: str, password: str, **meta) -> int:
    return Client(**meta).post("/admin/login/", {"username": name, "password": password}).status_code


def test_trying_many_names_from_one_address_is_slowed(teacher):
    statuses = [log_in(f"guess-{n}", "wrong-wrong", REMOTE_ADDR="10.0.0.9") for n in range(30)]
    assert statuses[:5] == [200] * 5
    assert set(statuses[10:]) == {429}
    assert log_in("a", RIGHT, REMOTE_ADDR="10.0.0.1") == 302


def test_slips_of_a_few_do_not_close_the_address_for_the_school(teacher):
    for n in range(14):
        log_in(f"colleague-{n % 2}", f"wrong-{n}", REMOTE_ADDR="10.0.0.1", HTTP_USER_AGENT=f"browser {n}")
    assert log_in("a", RIGHT, REMOTE_ADDR="10.0.0.1") == 302


def test_behind_a_proxy_the_visitors_address_counts_not_the_proxys(teacher, settings):
    settings.TRUSTED_PROXIES = 1
    proxy = {"REMOTE_ADDR": "127.0.0.1"}
    for n in range(12):
        log_in("a", f"wrong-{n}", HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy)
    assert log_in("a", RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy) == 429
    assert log_in("a", RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.7", **proxy) == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_new_forwarded_address_for_each_try_changes_nothing(teacher, settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    forged = "192.0.2.{n}, 203.0.113.9" if proxies else "192.0.2.{n}"
    statuses = [
        log_in("a", f"wrong-{n}", HTTP_X_FORWARDED_FOR=forged.format(n=n), REMOTE_ADDR="127.0.0.1")
        for n in range(12)
    ]
    assert statuses[-1] == 429


def test_going_on_while_locked_does_not_make_the_lock_longer(teacher):
    start = timezone.now()
    for minute in range(16):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            for n in range(8 if minute == 0 else 1):
                log_in("a", f"wrong-{minute}-{n}", REMOTE_ADDR="10.0.0.9")
    with time_machine.travel(start + timedelta(minutes=30), tick=False):
        assert log_in("a", RIGHT, REMOTE_ADDR="10.0.0.9") == 302


def test_the_record_of_attempts_cannot_be_deleted_on_a_screen():
    assert [model._meta.label for model in admin.site._registry if model._meta.app_label == "axes"] == []
