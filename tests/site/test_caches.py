"""Caches in front may keep public pages: nothing of one visitor stands in them, and languages are kept apart."""

import pytest

from institutions.models import User

from .rows import make_school, publish

pytestmark = pytest.mark.django_db
PAGES = ["/", "/institutions/", "/institutions/sl-gyzx/", "/regions/", "/regions/990100/", "/cases/", "/about/",
         "/accessibility/", "/r/sl-gyzx/2025/", "/no-such-page/"]  # fmt: skip
FILES = ["/r/sl-gyzx/2025/report.pdf", "/r/sl-gyzx/2025/data.json", "/robots.txt", "/sitemap.xml"]


@pytest.fixture(autouse=True)
def version():
    return publish(make_school())


@pytest.mark.parametrize("address", PAGES + FILES)
def test_no_public_answer_sets_a_cookie_or_carries_a_token(client, address):
    answer = client.get(address)
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers
    if not answer.streaming:
        assert b"csrf" not in answer.content


@pytest.mark.parametrize("address", PAGES)
def test_pages_vary_by_the_cookie_that_holds_the_language_and_by_nothing_else(client, address):
    packed = address == "/r/sl-gyzx/2025/"  # kept in two forms
    assert client.get(address).headers["Vary"] == ("Accept-Encoding, Cookie" if packed else "Cookie")


@pytest.mark.parametrize("address", FILES)
def test_files_are_the_same_for_all(client, address):
    assert "Vary" not in client.get(address).headers
    assert "public" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("address", PAGES[:-1])  # an error page carries a reference number of its own
@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "en"},
        {"x-forwarded-host": "evil.example"},
        {"x-original-url": "/admin/"},
        {"x-rewrite-url": "/admin/"},
        {"referer": "https://evil.example/"},
        {"user-agent": "evil.example"},
        {"x-http-method-override": "DELETE"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_other_header_changes_a_page(client, address, headers):
    assert client.get(address, headers=headers).content == client.get(address).content


@pytest.mark.parametrize("address", PAGES[:-1])
def test_a_logged_in_person_reads_the_same_page_as_everyone(client, address):
    everyone = client.get(address).content
    client.force_login(
        User.objects.create_user("ren", display_name="某人绝密", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.get(address).content == everyone


@pytest.mark.parametrize(
    "address", ["/institutions/;x.css", "/r/sl-gyzx/2025/x.css", "/r/sl-gyzx/2025/;x.css"]
)
def test_an_address_dressed_as_a_file_is_none(client, address):
    assert client.get(address).status_code in (301, 404)
