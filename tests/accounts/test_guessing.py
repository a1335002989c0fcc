"""Guessing a password is slowed, and tells nothing about which names there are."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from reports.models import LogEntry
from tests.builders import PASSWORD

from .people import LOG_IN, person

pytestmark = pytest.mark.django_db


def attempt(name: str, password: str, address: str = "10.0.0.9") -> int:
    return Client(REMOTE_ADDR=address).post(LOG_IN, {"username": name, "password": password})


def test_thirty_wrong_passwords_are_slowed_alike_for_names_that_exist_and_not():
    person("zhang")
    statuses = {
        name: [attempt(name, f"wrong-{n}", address).status_code for n in range(30)]
        for name, address in (("zhang", "10.0.0.9"), ("nobody", "10.0.0.8"))
    }
    assert statuses["zhang"] == statuses["nobody"]
    refused_from = statuses["zhang"].index(429)
    assert 5 <= refused_from <= 10
    assert set(statuses["zhang"][refused_from:]) == {429}


def test_the_right_password_does_not_open_while_locked_and_does_after_half_an_hour():
    person("zhang")
    for n in range(9):
        attempt("zhang", f"wrong-{n}")
    locked = attempt("zhang", PASSWORD)
    assert (locked.status_code, "15" in locked.content.decode()) == (429, True)
    assert attempt("zhang", PASSWORD, "10.0.0.1").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        assert attempt("zhang", PASSWORD).status_code == 302


def test_the_page_of_a_lock_is_the_same_for_names_that_exist_and_not():
    person("zhang")
    texts = set()
    for name, address in (("zhang", "10.0.0.9"), ("nobody", "10.0.0.8")):
        answers = [attempt(name, f"wrong-{n}", address) for n in range(10)]
        texts.add(re.sub(r"<code>[0-9a-f]{8}</code>", "", answers[-1].content.decode()))
    assert len(texts) == 1


def test_the_password_is_hashed_once_whether_the_name_exists_or_not(monkeypatch):
    person("zhang")
    work = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args, **more: work.append(1) or encode(self, *args, **more)
    )
    counts = {}
    for name in ("zhang", "nobody"):
        work.clear()
        attempt(name, "wrong-wrong")
        counts[name] = len(work)
    assert counts == {"zhang": 1, "nobody": 1}


def test_failures_are_logged_with_account_and_address_but_unknown_names_are_not_kept():
    zhang = person("zhang")
    attempt("zhang", "wrong-1")
    attempt("my-secret-password", "x")
    rows = LogEntry.objects.filter(act="account.log_in_failed").order_by("pk")
    assert [(row.target, row.address) for row in rows] == [
        (f"institutions.user:{zhang.pk}", "10.0.0.9"),
        ("account:unknown", "10.0.0.9"),
    ]
    assert "my-secret-password" not in str(list(rows.values()))


@pytest.mark.parametrize("name", ["a\0b", "x" * 3000, "'; DROP TABLE x; --", "甲\r\n2025-01-01 INFO 伪造"])
def test_odd_names_are_refused_like_others(name):
    assert attempt(name, "wrong-wrong").status_code == 200
