"""The second factor: asked for by role, set up once, each code once, ten recovery codes, guesses slowed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import device_of, renew_codes, seconds_to_wait
from institutions.models import Role
from reports.models import LogEntry
from tests import builders as make

from .people import (
    FACTOR,
    SET_UP,
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
ASKED = {"reviewer", "publisher", "administrator"}


@pytest.fixture
def reviewer():
    return person("shenhe", "reviewer", county())


@pytest.fixture
def device(reviewer):
    return give_device(reviewer)


@pytest.mark.parametrize("role", Role.values)
def test_the_password_alone_opens_only_for_roles_that_decide_nothing(role):
    place = county() if role in ASKED | {"auditor"} else school()
    client = type_password(person("a", role, place))
    assert is_in(client) is (role not in ASKED)


def test_an_operator_needs_one():
    assert not is_in(type_password(person("guanli", is_superuser=True)))


def test_a_role_given_meanwhile_asks_at_the_next_request():
    filler = person("a", "filler", school())
    client = type_password(filler)
    assert is_in(client)
    make.make_membership(filler, "reviewer", county())
    assert not is_in(client)


def test_a_role_that_ended_asks_no_more(reviewer):
    reviewer.memberships.all().delete()
    make.make_membership(reviewer, "filler", school())
    assert is_in(type_password(reviewer))


def test_after_the_password_comes_the_code_then_what_was_asked_for(reviewer, device):
    client = type_password(reviewer)
    answer = client.get("/admin/reports/report/?q=1")
    assert answer.headers["Location"] == f"{FACTOR}?next=%2Fadmin%2Freports%2Freport%2F%3Fq%3D1"
    answer = client.post(answer.headers["Location"], {"code": code_now(device)})
    assert answer.headers["Location"] == "/admin/reports/report/?q=1"
    assert client.get("/admin/reports/report/").status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_code_leads_off_the_site(reviewer, device, target):
    answer = type_password(reviewer).post(FACTOR, {"code": code_now(device), "next": target})
    assert answer.headers["Location"] == "/account/"


def test_a_code_works_once(reviewer, device):
    code = code_now(device)
    assert type_password(reviewer).post(FACTOR, {"code": code}).status_code == 302
    second = type_password(reviewer)
    assert second.post(FACTOR, {"code": code}).status_code == 200
    assert not is_in(second)


def test_a_code_that_ran_out_is_refused(reviewer, device):
    code = code_now(device)
    client = type_password(reviewer)
    with time_machine.travel(timezone.localtime() + timedelta(minutes=3)):
        client.post(FACTOR, {"code": code})
        assert not is_in(client)


def test_codes_typed_with_blanks_and_full_width_digits_are_understood(reviewer, device):
    code = code_now(device)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    client = type_password(reviewer)
    client.post(FACTOR, {"code": f" {wide[:3]} {wide[3:]} "})
    assert is_in(client)


@pytest.mark.parametrize(
    "code", ["", "000", "abc", "\0", "９" * 40, "²²²²²²", "x" * 5000, "-1", "1e5", "' or 1=1"]
)
def test_odd_codes_are_refused_without_a_fault(reviewer, device, code):
    client = type_password(reviewer)
    assert client.post(FACTOR, {"code": code}).status_code == 200
    assert not is_in(client)


def test_guesses_are_slowed_more_and_more_and_the_right_code_waits_too(reviewer, device):
    client, waits, now = type_password(reviewer), [], timezone.localtime()
    for _ in range(6):
        with time_machine.travel(now, tick=False):
            wrong = f"{(int(code_now(device)) + 1) % 1000000:06d}"
            client.post(FACTOR, {"code": wrong})
            waits.append(seconds_to_wait(reviewer))
        now += timedelta(seconds=waits[-1] + 1)
    assert waits == sorted(waits) and waits[-1] > 30
    with time_machine.travel(now - timedelta(seconds=10), tick=False):
        answer = client.post(FACTOR, {"code": code_now(device)})
        assert answer.context["form"].errors["code"]
        assert not is_in(client)
    with time_machine.travel(now + timedelta(seconds=30), tick=False):
        client.post(FACTOR, {"code": code_now(device)})
        assert is_in(client)


def test_another_persons_code_does_not_fit(reviewer, device):
    other = give_device(person("gongbu", "publisher", county()))
    client = type_password(reviewer)
    client.post(FACTOR, {"code": code_now(other)})
    assert not is_in(client)


def test_a_device_that_was_taken_away_verifies_no_open_session(reviewer):
    client = log_in(reviewer)
    assert is_in(client)
    TOTPDevice.objects.all().delete()
    assert not is_in(client)


# setting it up


def key_shown(client: Client) -> str:
    return client.session["second_factor_key"]


def code_of(key: str) -> str:
    return f"{TOTP(bytes.fromhex(key)).token():06d}"


def set_up(client: Client):
    client.get(SET_UP)
    return client.post(SET_UP, {"code": code_of(key_shown(client))})


def test_whoever_has_none_sets_it_up_at_the_first_log_in(reviewer):
    client = type_password(reviewer)
    page = client.get(FACTOR)
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert TOTPDevice.objects.count() == 0  # looking stores nothing
    answer = client.post(SET_UP, {"code": code_of(key_shown(client))})
    assert len(set(answer.context["codes"])) == 10
    assert is_in(client)
    assert device_of(reviewer).key != ""
    assert LogEntry.objects.filter(act="account.factor_set").count() == 1


def test_a_wrong_first_code_stores_nothing(reviewer):
    client = type_password(reviewer)
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert TOTPDevice.objects.count() == 0
    assert not is_in(client)


def test_the_first_code_is_used_up(reviewer):
    client = type_password(reviewer)
    client.get(SET_UP)
    code = code_of(key_shown(client))
    client.post(SET_UP, {"code": code})
    again = type_password(reviewer)
    again.post(FACTOR, {"code": code})
    assert not is_in(again)


def test_a_second_device_is_not_set_up_by_whoever_knows_the_password_alone(reviewer, device):
    client = type_password(reviewer)
    assert client.get(SET_UP).headers["Location"] == FACTOR
    assert client.post(SET_UP, {"code": "123456"}).headers["Location"] == FACTOR
    assert list(TOTPDevice.objects.values_list("pk", flat=True)) == [device.pk]


def test_another_device_takes_the_place_of_the_first_and_ends_its_sessions(reviewer):
    first, second = log_in(reviewer), log_in(reviewer)
    old = device_of(reviewer)
    set_up(first)
    assert [is_in(first), is_in(second)] == [True, False]
    assert device_of(reviewer).key != old.key
    assert TOTPDevice.objects.count() == 1


def test_a_filler_may_have_one_and_is_then_asked():
    filler = person("a", "filler", school())
    client = type_password(filler)
    set_up(client)
    assert is_in(client)
    assert not is_in(type_password(filler))


def test_it_can_be_turned_off_for_a_whole_site(reviewer, settings):
    settings.SECOND_FACTOR = False
    assert is_in(type_password(reviewer))


# recovery codes


def test_each_recovery_code_works_once(reviewer, device):
    codes = renew_codes(reviewer)
    assert len(codes) == 10
    for code in codes:
        for right in (True, False):
            client = type_password(reviewer)
            client.post(FACTOR, {"code": code.upper()})
            assert is_in(client) is right
        # a wrong one slows the next: lift that here, it has its own test
        reviewer.staticdevice_set.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert StaticToken.objects.count() == 0


def test_new_recovery_codes_replace_the_old(reviewer):
    client = log_in(reviewer)
    old = renew_codes(reviewer)
    answer = client.post("/account/second-factor/recovery-codes/")
    assert len(set(answer.context["codes"]) | set(old)) == 20
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(answer.context["codes"])


def test_recovery_codes_are_not_made_for_who_gave_no_code(reviewer, device):
    old = set(renew_codes(reviewer))
    assert type_password(reviewer).post("/account/second-factor/recovery-codes/").status_code == 403
    assert set(StaticToken.objects.values_list("token", flat=True)) == old


# taking it away


def take_away(client: Client, *accounts):
    form = {"action": "take_factor_away", "_selected_action": [a.pk for a in accounts]}
    return client.post("/admin/institutions/user/", form)


def test_an_administrator_takes_it_away_below_and_the_session_ends(reviewer):
    administrator = person("guan", "administrator", county())
    theirs = log_in(reviewer)
    take_away(log_in(administrator), reviewer)
    assert device_of(reviewer) is None
    assert not is_in(theirs)
    assert LogEntry.objects.get(act="account.factor_removed").user == administrator


def test_no_administrator_takes_away_his_own_an_operators_or_another_countys():
    administrator = person("guan", "administrator", county())
    others = [
        person("caozuo", is_superuser=True),
        person("linxian", "reviewer", county("990102", "邻县")),
        administrator,
    ]
    client = log_in(administrator)
    for other in others[:2]:
        give_device(other)
    take_away(client, *others)
    assert all(device_of(other) is not None for other in others)


def test_keys_are_on_no_screen_of_the_back_office(reviewer):
    client = log_in(person("guanli", is_superuser=True))
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


def test_failures_are_logged(reviewer, device):
    type_password(reviewer, REMOTE_ADDR="10.0.0.9").post(FACTOR, {"code": "000000"})
    entry = LogEntry.objects.get(act="account.factor_failed")
    assert (entry.user, entry.address) == (reviewer, "10.0.0.9")
