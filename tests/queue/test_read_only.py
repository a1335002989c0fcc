"""Read only: reading goes on, writing is answered with the reason and with all that was typed."""

import html
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from institutions.models import YearRecord
from reports import site_mode
from reports.models import LogEntry, SiteMode
from tests import builders as make

pytestmark = pytest.mark.django_db
REASON = "系统升级，预计 18:00 恢复。"
TYPED = '第一行\n\n第三行 <b>"引号"</b> & 尾'


def close(reason: str = REASON) -> None:
    call_command("read_only", "on", reason=reason)


@pytest.fixture
def school(db):
    return make.make_institution()


@pytest.fixture
def filler(school):
    client = Client()
    client.force_login(make.make_user("filler", school))
    return client


def post(client: Client, **more):
    fields = {
        "reason": TYPED,
        "tags": ["甲", "乙"],
        "_save": "1",
        "x-TOTAL_FORMS": "2",
        "password": "geheim-9",
    }
    return client.post(reverse("admin:reports_narrative_add"), fields | more)


def test_writing_is_answered_with_503_the_reason_and_when_to_come_again(filler):
    close()
    response = post(filler)
    assert (response.status_code, response["Retry-After"]) == (503, "300")
    page = response.content.decode()
    assert REASON in page and "没有保存" in page or "Nothing was stored" in page


def test_all_that_was_typed_is_there_and_can_be_sent_again(filler):
    close()
    page = post(filler).content.decode()
    areas = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert [(n, html.unescape(v)) for n, v in areas] == [("reason", TYPED), ("tags", "甲"), ("tags", "乙")]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    assert {"_save": "1", "x-TOTAL_FORMS": "2"}.items() <= hidden.items()
    assert f'action="{reverse("admin:reports_narrative_add")}"' in page


def test_passwords_and_files_are_not_given_back_but_named(filler, tmp_path):
    close()
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        page = post(filler, image=file).content.decode()
    assert "geheim-9" not in page
    assert "password、image" in page


def test_reading_goes_on(filler, school):
    close()
    assert filler.get("/").status_code == 200
    assert filler.get(reverse("admin:index")).status_code == 200
    assert filler.get(reverse("desk:home")).status_code == 200


def test_one_can_log_in_and_out(client, school):
    user = make.make_user("filler", school, username="tianbao")
    close()
    response = client.post(
        reverse("admin:login"), {"username": "tianbao", "password": make.PASSWORD, "next": "/admin/"}
    )
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.post(reverse("admin:logout")).status_code in (200, 302)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_writing_method_is_refused_for_everyone(client, method):
    close()
    assert getattr(client, method)("/").status_code == 503
    client.force_login(make.make_operator())
    assert getattr(client, method)(reverse("admin:institutions_yearrecord_add")).status_code == 503
    assert not YearRecord.objects.exists()


def test_a_form_from_another_site_gets_none_of_its_words_shown(school):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_user("filler", school))
    close()
    response = post(client)
    assert response.status_code == 403
    assert "第一行" not in response.content.decode()


def test_off_opens_again(filler):
    close()
    call_command("read_only", "off")
    assert post(filler).status_code != 503
    assert list(SiteMode.objects.values_list("mode", "reason")) == [("open", "")]


def test_the_notice_stands_on_pages_of_the_back_office_and_on_no_public_one(filler):
    call_command("read_only", "announce", reason="今晚 22:00 升级")
    for address in (reverse("admin:index"), reverse("desk:home"), reverse("account:home")):
        assert "今晚 22:00 升级" in filler.get(address).content.decode(), address
    assert "今晚 22:00 升级" not in filler.get("/").content.decode()
    assert post(filler).status_code != 503


def test_without_a_notice_none_is_shown(filler):
    assert "site-notice" not in filler.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_the_command_asks_for_a_reason_that_fits(reason):
    with pytest.raises(CommandError):
        call_command("read_only", "on", reason=reason)
    assert not SiteMode.objects.exists()


def test_the_change_is_logged():
    close()
    assert LogEntry.objects.get().detail == {"mode": "on", "reason": REASON}


def test_a_process_that_looked_just_now_looks_again_within_five_seconds(settings, monkeypatch):
    settings.SITE_MODE_KEPT = 2.0
    clock = [1000.0]
    monkeypatch.setattr("reports.site_mode.time.monotonic", lambda: clock[0])
    site_mode.forget()
    assert not site_mode.now().is_read_only
    SiteMode.objects.create(mode="read_only", reason=REASON, since=timezone.now())  # by another process
    assert not site_mode.now().is_read_only
    clock[0] += 5
    assert site_mode.now().is_read_only
    site_mode.forget()
