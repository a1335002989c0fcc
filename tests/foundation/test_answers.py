"""Answers that are easily forgotten: redirects, static files, refused hosts, too much data, two languages in a cache."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.test import Client

from config.limits import BodyLimitMiddleware
from config.logs import OneLine
from institutions.models import User

pytestmark = pytest.mark.django_db
SAFETY = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


def missing(answer) -> list[str]:
    return [name for name in SAFETY if not answer.has_header(name)]


def test_the_redirect_to_https_and_what_it_leads_to_carry_the_headers(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    answer = Client().get("/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/admin/")
    assert missing(answer) == []
    assert "max-age=31536000" in Client().get("/healthz", secure=True).headers["Strict-Transport-Security"]


@pytest.mark.parametrize("redirect", [False, True])
def test_a_refused_host_is_answered_with_the_headers(settings, redirect):
    settings.SECURE_SSL_REDIRECT = redirect
    answer = Client().get("/", headers={"host": "attacker.invalid"})
    assert answer.status_code == 400
    assert missing(answer) == []


def test_static_files_carry_the_headers(settings):
    settings.WHITENOISE_USE_FINDERS = True
    answer = Client().get("/static/css/base.css")
    answer.close()
    assert answer.status_code == 200
    assert missing(answer) == []


def test_a_cache_keeps_the_two_languages_apart(client):
    answer = client.get("/")
    assert "Cookie" in answer.headers["Vary"]


def test_too_long_a_field_is_refused_with_the_limit_in_chinese(client):
    answer = client.post("/admin/login/", {"username": "a", "password": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()


def test_too_many_fields_are_refused_with_a_message(client):
    answer = client.post("/admin/login/", {f"f{n}": "1" for n in range(10_000)})
    assert answer.status_code == 413
    assert '<html lang="zh-Hans"' in answer.content.decode()


def test_a_body_over_the_limit_is_refused_before_it_is_read(rf, settings):
    request = rf.post("/")
    request.META["CONTENT_LENGTH"] = str(settings.BODY_LIMIT + 1)
    assert BodyLimitMiddleware(_never)(request).status_code == 413


def test_a_body_at_the_limit_goes_on(rf, settings):
    request = rf.post("/")
    request.META["CONTENT_LENGTH"] = str(settings.BODY_LIMIT)
    assert BodyLimitMiddleware(lambda request: HttpResponse("in"))(request).content == b"in"


def _never(request):
    raise AssertionError("the request went on")


def line(message: str, *args, error: Exception | None = None) -> str:
    trace = (type(error), error, None) if error else None
    return OneLine("%(levelname)s %(message)s").format(
        logging.LogRecord("zhibao", logging.ERROR, "", 0, message, args, trace)
    )


def test_a_message_with_line_ends_stays_one_line():
    assert line("name %s", "a\r\nERROR forged") == "ERROR name a\\r\\nERROR forged"


def test_no_line_of_a_trace_can_pass_for_an_event():
    text = line("name %s", "a\nb", error=DisallowedHost("x\nERROR forged"))
    first, *rest = text.split("\n")
    assert first == "ERROR name a\\nb"
    assert rest and all(part.startswith("    ") for part in rest)


def status_after(client: Client, moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return client.get("/admin/").status_code


def test_a_session_ends_after_thirty_idle_minutes(client):
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    person = User.objects.create_user("a", password="long-enough-1", is_staff=True)
    with time_machine.travel(start, tick=False):
        client.force_login(person)
    assert status_after(client, start + timedelta(minutes=29)) == 200
    assert status_after(client, start + timedelta(minutes=58)) == 200
    assert status_after(client, start + timedelta(minutes=89)) == 302


def test_a_session_ends_after_twelve_hours_however_busy(client):
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    person = User.objects.create_user("a", password="long-enough-1", is_staff=True)
    with time_machine.travel(start, tick=False):
        client.force_login(person)
    quarters = [status_after(client, start + timedelta(minutes=15 * n)) for n in range(1, 51)]
    assert quarters[:47] == [200] * 47
    assert quarters[48:] == [302] * 2
