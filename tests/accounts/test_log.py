"""Every event of an account is in the log: who, from where, on what; one row each."""

import pytest
from django.test import Client

from reports.models import LogEntry
from tests import builders as make

from .people import FACTOR, LOG_IN, code_now, county, give_device, log_in, person, school, type_password

pytestmark = pytest.mark.django_db
HERE = {"REMOTE_ADDR": "10.1.2.3"}


def rows(*acts: str):
    found = LogEntry.objects.filter(act__in=acts).order_by("pk")
    return [(entry.act, entry.user and entry.user.username, entry.target, entry.address) for entry in found]


def test_log_in_code_and_log_out():
    reviewer = person("shenhe", "reviewer", county())
    device, client = give_device(reviewer), type_password(reviewer, **HERE)
    client.post(FACTOR, {"code": code_now(device)})
    client.post("/account/log-out/")
    target = f"institutions.user:{reviewer.pk}"
    acts = ("account.log_in", "account.factor_passed", "account.log_out")
    assert rows(*acts) == [(act, "shenhe", target, "10.1.2.3") for act in acts]


def test_a_failed_log_in_has_no_actor():
    zhang = person("zhang")
    Client(**HERE).post(LOG_IN, {"username": "zhang", "password": "wrong"})
    assert rows("account.log_in_failed") == [
        ("account.log_in_failed", None, f"institutions.user:{zhang.pk}", "10.1.2.3")
    ]


def test_behind_a_proxy_the_visitors_address_is_kept(settings):
    settings.TRUSTED_PROXIES = 1
    type_password(person("a"), REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9")
    assert LogEntry.objects.get(act="account.log_in").address == "203.0.113.9"


def test_roles_given_changed_and_ended_in_the_back_office():
    filler = person("tianbao", "filler", school())
    client = log_in(person("guan", "administrator", county()), **HERE)
    row = filler.memberships.get()
    form = {
        "user": filler.pk,
        "role": "lead",
        "institution": school().pk,
        "region": "",
        "valid_from": "",
        "valid_to": "",
    }
    client.post("/admin/institutions/membership/add/", form)
    client.post(f"/admin/institutions/membership/{row.pk}/change/", form | {"role": "signatory"})
    client.post(f"/admin/institutions/membership/{row.pk}/delete/", {"post": "yes"})
    entries = LogEntry.objects.filter(act__startswith="role.").order_by("pk")
    assert [(e.act, e.user.username, e.detail["role"], e.detail["account"]) for e in entries] == [
        ("role.given", "guan", "lead", filler.pk),
        ("role.changed", "guan", "signatory", filler.pk),
        ("role.ended", "guan", "signatory", filler.pk),
    ]


def test_what_is_undone_with_its_transaction_is_not_in_the_log():
    make.make_user(username="a")
    assert LogEntry.objects.count() == 0
