"""No state changes without a token of one's own, by reading, or from another site; no host but ours is believed."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from institutions.accounts.urls import urlpatterns
from tests.backoffice.pages import differences, state

from .people import LOG_IN, county, log_in, person, school

pytestmark = pytest.mark.django_db
EXAMPLES = {"number": 1, "token": "x", "uidb64": "MQ"}


def addresses() -> list[str]:
    return [
        reverse(f"account:{entry.name}", kwargs={key: EXAMPLES[key] for key in entry.pattern.converters})
        for entry in urlpatterns
    ]


def strict(client: Client) -> Client:
    """The same browser, with tokens asked for as they are outside of tests."""
    other = Client(enforce_csrf_checks=True)
    other.cookies = client.cookies
    return other


@pytest.fixture
def lead():
    return strict(log_in(person("fuzeren", "lead", school())))


def test_every_post_without_a_token_is_refused_and_changes_nothing(lead):
    before = state()
    answers = {address: lead.post(address, {"email": "a@b.cn"}).status_code for address in addresses()}
    assert set(answers.values()) == {403}
    assert differences(before) == {}


def test_anothers_token_is_refused(lead):
    theirs = log_in(person("b", "filler", school()))
    page = theirs.get("/account/password/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answers = {a: lead.post(a, {"csrfmiddlewaretoken": token}).status_code for a in addresses()}
    assert set(answers.values()) == {403}


def test_a_post_from_another_site_is_refused_with_the_right_token(lead):
    page = lead.get("/account/password/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"csrfmiddlewaretoken": token}
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        assert lead.post("/account/log-out/", form, headers={"origin": origin}).status_code == 403
    assert lead.post("/account/log-out/", form, headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_changes_nothing(method):
    client, before = log_in(person("guan", "administrator", county())), state()
    for address in addresses():
        getattr(client, method)(address)
    assert differences(before) == {}


def test_no_page_can_be_framed(lead):
    for address in addresses():
        answer = lead.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], address
        assert answer.headers["X-Frame-Options"] == "DENY", address


@pytest.mark.parametrize(
    "target",
    [
        "https://attacker.invalid/", "//attacker.invalid", "///attacker.invalid/", "/\\attacker.invalid", "\\\\attacker.invalid",
        "/\t/attacker.invalid", "https:attacker.invalid", "https:/attacker.invalid", "javascript:alert(1)", "data:text/html,x",
        "http://testserver@attacker.invalid/", "http://testserver.attacker.invalid/", "http://attacker.invalid#testserver",
        "http://attacker.invalid\\@testserver/", "/a\r\nSet-Cookie: x=y",
    ],
)  # fmt: skip
def test_log_in_leads_to_no_other_site(target):
    user = person("a", "filler", school())
    form = {"username": user.username, "password": "long-enough-for-tests-1", "next": target}
    answer = Client().post(LOG_IN, form)
    assert answer.headers["Location"].startswith("/")
    assert "attacker" not in answer.headers["Location"]
    assert "x" not in answer.cookies


@pytest.mark.parametrize(
    "host", ["attacker.invalid", "testserver:80@attacker.invalid", "testserver, attacker.invalid"]
)
def test_a_foreign_host_is_refused(host):
    person("a", "filler", school())
    assert (
        Client()
        .post("/account/password/reset/", {"email": "a@example.cn"}, headers={"host": host})
        .status_code
        == 400
    )
    assert mail.outbox == []


def test_a_reset_mail_names_the_site_address_whatever_the_headers_say(settings):
    settings.ALLOWED_HOSTS = ["*"]
    person("a", "filler", school())
    headers = {
        "host": "attacker.invalid",
        "x-forwarded-host": "attacker.invalid",
        "x-forwarded-proto": "http",
    }
    Client().post("/account/password/reset/", {"email": "a@example.cn"}, headers=headers)
    assert "https://zhibao.example.cn/account/password/reset/" in mail.outbox[0].body
    assert "attacker" not in str(mail.outbox[0].message())
