"""Headers of every kind of answer, error pages that tell nothing, sessions and log-in."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import path

from config import errors, urls
from institutions.models import User

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError("内部细节 /etc/passwd")


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)

ADDRESSES = {
    "/": 200,
    "/healthz": 200,
    "/admin/": 302,
    "/admin/login/": 200,
    "/no-such/": 404,
    "/broken/": 500,
}


@pytest.fixture
def answers(settings):
    settings.ROOT_URLCONF = "tests.foundation.test_headers"
    client = Client(raise_request_exception=False)
    return {address: client.get(address) for address in ADDRESSES}


def test_every_kind_of_answer_is_tried(answers):
    assert {address: answer.status_code for address, answer in answers.items()} == ADDRESSES


def test_every_answer_carries_the_safety_headers(answers):
    for address, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert "unsafe-inline" not in policy and "unsafe-eval" not in policy, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Referrer-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert answer.headers["X-Frame-Options"] == "DENY", address


def test_private_pages_are_kept_by_nobody(answers):
    assert answers["/admin/login/"].headers["Cache-Control"] == "no-store, private"
    assert answers["/admin/"].headers["Cache-Control"] == "no-store, private"


def test_public_pages_set_no_cookie(answers):
    assert not answers["/"].cookies


@pytest.mark.parametrize("address", ["/no-such/", "/broken/"])
def test_error_pages_are_chinese_with_a_reference_and_nothing_else(answers, address):
    text = answers[address].content.decode()
    assert re.search(r"<code>[0-9a-f]{8}</code>", text)
    assert '<html lang="zh-Hans">' in text
    assert not re.search(r"Traceback|RuntimeError|passwd|Django|settings|SELECT", text)


def test_the_page_for_our_own_faults_needs_no_database(rf, django_db_blocker):
    with django_db_blocker.block():
        assert errors.server_error(rf.get("/")).status_code == 500


@pytest.mark.parametrize("host", ["attacker.invalid", "127.0.0.1.attacker.invalid"])
def test_foreign_hosts_are_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


def test_a_post_without_a_token_is_refused_in_chinese():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_language_switch_never_leads_off_the_site(client, target):
    answer = client.post("/language/", {"language": "en", "next": target})
    assert answer.headers["Location"] == "/"


def test_the_language_is_chosen_by_the_switch_never_by_the_browser(client):
    assert 'lang="zh-Hans"' in client.get("/", headers={"accept-language": "en"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_unknown_languages_change_nothing(client):
    client.post("/language/", {"language": "xx", "next": "/"})
    assert '<html lang="zh-Hans"' in client.get("/").content.decode()


def test_log_in_changes_the_session_and_log_out_ends_it(client):
    user = User.objects.create_user("a", password="long-enough-1", is_staff=True, is_superuser=True)
    client.get("/admin/login/")
    client.post("/admin/login/", {"username": "a", "password": "long-enough-1"})
    session = client.cookies["session"].value
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    client.cookies["session"] = session
    assert client.get("/admin/").status_code == 302
    assert user.is_active


def test_guessing_is_slowed_by_name_and_address_together():
    User.objects.create_user("a", password="long-enough-1", is_staff=True)
    outsider, inside = Client(REMOTE_ADDR="10.0.0.9"), Client(REMOTE_ADDR="10.0.0.1")
    statuses = [
        outsider.post("/admin/login/", {"username": "a", "password": f"wrong-{n}"}).status_code
        for n in range(10)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    answer = inside.post("/admin/login/", {"username": "a", "password": "long-enough-1"})
    assert answer.status_code == 302


def test_names_that_exist_and_names_that_do_not_are_answered_alike():
    User.objects.create_user("a", password="long-enough-1", is_staff=True)
    texts = set()
    for name in ("a", "nobody"):
        answer = Client().post("/admin/login/", {"username": name, "password": "wrong-wrong"})
        texts.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("Edu@2024", False),
        ("12345678901", False),
        ("password123", False),
        ("蓝天下的操场很安静今天", True),
        ("x" * 64 + "7q", True),
    ],
)
def test_password_rules(password, taken):
    try:
        validate_password(password)
        outcome = True
    except ValidationError:
        outcome = False
    assert outcome is taken
