"""No account is there by default; one made in the back office gets its password from its holder, by a link good once."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from institutions.models import User
from reports.models import LogEntry

from .people import county, link_in, log_in, person, school

pytestmark = pytest.mark.django_db
ADD = "/admin/institutions/user/add/"
GOOD = "zao-chun-er-yue-feng"


def test_a_fresh_installation_has_no_account():
    assert User.objects.count() == 0


def test_no_command_of_the_setup_but_the_demonstration_makes_one():
    call_command("load_catalogue", verbosity=0)
    assert User.objects.count() == 0


def make_account(django_capture_on_commit_callbacks, **fields):
    client = log_in(person("guan", "administrator", county()))
    form = {
        "username": "xin", "display_name": "", "email": "xin@example.cn",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-role": "filler", "memberships-0-institution": school().pk,
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        return client.post(ADD, form | fields)


def test_the_holder_of_a_new_account_sets_its_first_password_once(django_capture_on_commit_callbacks):
    make_account(
        django_capture_on_commit_callbacks, password1="known-to-the-maker-1", password2="known-to-the-maker-1"
    )
    made = User.objects.get(username="xin")
    assert not made.has_usable_password()
    link = link_in(mail.outbox[0])
    for password in (GOOD, "second-try-of-77"):
        client = Client()
        form = client.get(link).headers.get("Location", link)
        client.post(form, {"new_password1": password, "new_password2": password})
    made.refresh_from_db()
    assert made.check_password(GOOD)
    acts = LogEntry.objects.filter(act__in=("account.made", "role.given")).order_by("pk")
    assert [entry.act for entry in acts] == ["account.made", "role.given"]


def test_an_account_without_a_mail_address_is_not_made(django_capture_on_commit_callbacks):
    assert make_account(django_capture_on_commit_callbacks, email="").status_code == 200
    assert User.objects.filter(username="xin").count() == 0
