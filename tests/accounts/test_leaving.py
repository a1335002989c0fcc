"""A person leaves: the account is emptied, its history stays readable; and what is held about one person, in one answer."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry as StockEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import renew_codes
from institutions.models import Invitation, Membership, OpenSession, User
from reports.log import first_break, seal
from reports.models import LogEntry
from tests import builders as make

from .people import LOG_IN, county, is_in, log_in, person, school

pytestmark = pytest.mark.django_db
NAME, SHOWN, MAIL = "zhangsan", "张三丰", "zhangsan@example.cn"


@pytest.fixture
def leaver():
    """Someone with all that an account may have."""
    user = person(NAME, "reviewer", county(), display_name=SHOWN)
    make.make_membership(user, "lead", school())
    client = log_in(user)
    renew_codes(user)
    Client(REMOTE_ADDR="10.0.0.9").post(LOG_IN, {"username": NAME, "password": "wrong"})
    client.post("/account/invitations/new/", {"email": "x@example.cn", "role": "filler", "place": "shifan"})
    StockEntry.objects.create(
        user=user, object_id=user.pk, content_type=ContentType.objects.get_for_model(User), action_flag=2,
        object_repr=NAME, change_message=MAIL,
    )  # fmt: skip
    user.client = client
    return user


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def everything_stored() -> str:
    """Every row of every table that may hold a person's data."""
    models = (
        User, Membership, OpenSession, Invitation, AccessAttempt, AccessLog, TOTPDevice, StaticToken, StockEntry,
    )  # fmt: skip
    decoded = [session.get_decoded() for session in Session.objects.all()]
    return str([list(model.objects.values()) for model in models] + decoded)


def test_nothing_of_the_person_stays_in_the_account(leaver):
    answer = run("anonymise_account", NAME)
    shown = f"已注销用户 {leaver.pk}"
    assert shown in answer
    gone = User.objects.get(pk=leaver.pk)
    assert (gone.get_full_name(), gone.email, gone.is_active, gone.has_usable_password()) == (
        shown,
        "",
        False,
        False,
    )
    assert [word for word in (NAME, SHOWN, MAIL) if word in everything_stored()] == []
    assert [m.objects.filter(**{key: leaver.pk}).count() for m, key in (
        (TOTPDevice, "user"), (StaticToken, "device__user"), (OpenSession, "user"),
    )] == [0, 0, 0]  # fmt: skip
    assert not is_in(leaver.client)


def test_its_roles_are_ended_not_lost(leaver):
    leaver.memberships.filter(role="lead").update(valid_from=timezone.localdate() - timedelta(days=30))
    run("anonymise_account", NAME)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert {(m.role, m.valid_to) for m in leaver.memberships.all()} == {
        ("reviewer", yesterday),
        ("lead", yesterday),
    }


@pytest.mark.parametrize(("begins", "left"), [(0, 1), (5, 0)])
def test_a_role_of_today_ends_and_one_to_come_is_dropped(leaver, begins, left):
    day = timezone.localdate() + timedelta(days=begins)
    leaver.memberships.exclude(role="lead").delete()
    leaver.memberships.update(valid_from=day)
    run("anonymise_account", NAME)
    assert leaver.memberships.count() == left


def test_history_stays_readable_and_the_log_whole(leaver):
    seal()
    count = LogEntry.objects.filter(user=leaver).count()
    run("anonymise_account", NAME)
    seal()
    assert first_break() is None
    entries = LogEntry.objects.filter(user=leaver)
    assert count == entries.count() > 0
    assert {entry.user.get_full_name() for entry in entries} == {f"已注销用户 {leaver.pk}"}
    assert (
        LogEntry.objects.filter(act="account.anonymised", target=f"institutions.user:{leaver.pk}").count()
        == 1
    )


def test_the_events_of_accounts_name_nobody(leaver):
    run("anonymise_account", NAME)
    text = str(list(LogEntry.objects.filter(act__regex=r"^(account|role|invitation)\.").values()))
    assert [word for word in (NAME, SHOWN, MAIL, "x@example.cn") if word in text] == []


def test_its_open_invitations_are_revoked(leaver):
    run("anonymise_account", NAME)
    assert Invitation.objects.open().count() == 0


def test_the_name_is_free_again(leaver):
    run("anonymise_account", NAME)
    assert person(NAME).pk != leaver.pk


def test_the_only_operator_stays():
    person("guanli", is_superuser=True)
    with pytest.raises(CommandError):
        run("anonymise_account", "guanli")
    assert User.objects.get(username="guanli").is_active


def test_two_leavers_do_not_get_in_each_others_way(leaver):
    person("lisi", "filler", school())
    run("anonymise_account", NAME)
    run("anonymise_account", "lisi")
    assert User.objects.filter(is_active=False).count() == 2


@pytest.mark.parametrize("command", ["anonymise_account", "account_data", "remove_second_factor"])
def test_an_unknown_name_is_told(command):
    with pytest.raises(CommandError) as error:
        run(command, "nobody")
    assert "nobody" in str(error.value)


def test_all_that_is_held_about_one_person(leaver):
    LogEntry.objects.filter(target=f"institutions.user:{leaver.pk}").get(act="account.log_in")
    data = json.loads(run("account_data", NAME))
    assert (data["account"]["username"], data["account"]["display_name"], data["account"]["email"]) == (
        NAME,
        SHOWN,
        MAIL,
    )
    rows = data["rows"]
    assert {row["role"] for row in rows["institutions.membership.user"]} == {"reviewer", "lead"}
    assert len(rows["institutions.opensession.user"]) == 1
    assert [row["email"] for row in rows["institutions.invitation.invited_by"]] == ["x@example.cn"]
    assert len(rows["otp_totp.totpdevice.user"]) == 1
    assert len(rows["axes.accessattempt"]) == 1
    assert {"account.log_in", "account.log_in_failed"} <= {
        row["act"] for row in rows["reports.logentry.target"]
    }


def test_it_tells_no_secret_and_nobody_else(leaver):
    person("lisi", "filler", school(), display_name="李四绝密")
    key = TOTPDevice.objects.get(user=leaver).key
    token = StaticToken.objects.first().token
    leaver.refresh_from_db()
    text = run("account_data", NAME)
    assert [word for word in (key, token, leaver.password, "李四绝密", "lisi") if word in text] == []


def test_every_row_that_names_the_account_is_in_the_answer(leaver):
    """By discovery, so that a model that comes later is found too."""
    there = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.remote_field and field.remote_field.model is User:
                count = model._base_manager.filter(**{field.name: leaver.pk}).count()
                there |= {f"{model._meta.label_lower}.{field.name}": count} if count else {}
    rows = json.loads(run("account_data", NAME))["rows"]
    assert {"reports.logentry.user", "institutions.invitation.invited_by"} <= set(there)
    assert {label: len(rows[label]) for label in there} == there


def test_an_operator_who_lost_phone_and_codes_is_helped_by_command(leaver):
    run("remove_second_factor", NAME)
    assert TOTPDevice.objects.filter(user=leaver).count() == 0
    assert not is_in(leaver.client)
    assert LogEntry.objects.filter(act="account.factor_removed").count() == 1
