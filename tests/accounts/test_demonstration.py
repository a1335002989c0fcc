"""Codes of the demonstration: told for its accounts only, never for another account, whatever its name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from institutions.accounts.factors import device_of
from reports.demo.accounts import ACCOUNTS, PASSWORD
from reports.demo.codes import code_of, give_devices, key_of
from tests import builders as make

from .people import FACTOR, LOG_IN, city, give_device, is_in, person

pytestmark = pytest.mark.django_db
NAME = next(account.username for account in ACCOUNTS if account.role == "reviewer")


def demo_account(**fields):
    user = person(NAME, "reviewer", city(), **{"password": PASSWORD} | fields)
    give_devices()
    return user


def printed(name: str) -> str:
    out = StringIO()
    call_command("demo_code", name, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_the_printed_code_opens_a_demonstration_account():
    demo_account()
    client = Client()
    client.post(LOG_IN, {"username": NAME, "password": PASSWORD})
    client.post(FACTOR, {"code": printed(NAME)})
    assert is_in(client)


def test_an_account_of_that_name_with_another_password_gets_no_device_and_no_code():
    user = demo_account(password="quite-another-one-5")
    assert device_of(user) is None
    with pytest.raises(CommandError):
        printed(NAME)


def test_a_device_someone_set_up_himself_is_neither_replaced_nor_told():
    user = person(NAME, "reviewer", city(), password=PASSWORD)
    own = give_device(user)
    give_devices()
    assert device_of(user) == own
    assert code_of(NAME) is None


def test_no_code_is_told_for_other_accounts():
    other = person("shenhe-2", "reviewer", city(), password=PASSWORD)
    give_devices()
    assert device_of(other) is None
    give_device(other)
    with pytest.raises(CommandError):
        printed("shenhe-2")


def test_accounts_whose_role_asks_for_none_get_none():
    filler = next(account.username for account in ACCOUNTS if account.role == "filler")
    user = make.make_user("filler", make.make_institution(), username=filler, password=PASSWORD)
    give_devices()
    assert device_of(user) is None


def test_keys_differ_by_account_and_by_machine(settings):
    keys = {key_of("a"), key_of("b")}
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert len(keys | {key_of("a")}) == 3


def test_the_list_of_log_ins_carries_the_codes():
    demo_account()
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if line.split()[0] == NAME)
    assert code_of(NAME).digits in line
