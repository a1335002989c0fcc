"""By discovery: every private address refuses who is not logged in, and who gave no second factor; whatever comes new too."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from institutions.accounts.gate import OPEN_WITHOUT_CODE
from institutions.accounts.urls import OPEN
from tests.backoffice.pages import differences, state

from .people import county, log_in, person, type_password

pytestmark = pytest.mark.django_db
PRIVATE = ("admin/", "desk/", "account/")
EXAMPLES = {"int": "1", "str": "x", "path": "x", "slug": "x", "uuid": "0" * 32}
# Answers to whoever comes, by design: each has its own tests.
WITHOUT_LOG_IN = {f"account:{name}" for name in OPEN} | {"admin:login", "admin:logout"}


def addresses(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, an example path) of every address."""
    for entry in resolver.url_patterns:
        piece = example(entry.pattern)
        if isinstance(entry, URLPattern):
            yield space + (entry.name or "?"), prefix + piece
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from addresses(entry, prefix + piece, space + inner)


def example(pattern) -> str:
    """A path that a route answers, or one that is near enough to a pattern of signs to be refused in the same way."""
    text = str(pattern)
    if not isinstance(pattern, RoutePattern):
        for group in re.findall(r"\(\?P<(\w+)>", text):
            text = replace_group(text, group, "1" if group.endswith("_id") else "institutions")
        return text.removeprefix("^").removesuffix("$").replace("\\Z", "")
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, EXAMPLES[kind])
    return text


def replace_group(text: str, group: str, value: str) -> str:
    start = text.find(f"(?P<{group}>")
    if start < 0:
        return text
    depth, end = 0, start
    while True:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
        if depth == 0:
            return text[:start] + value + text[end:]


@cache
def places() -> list[tuple[str, str]]:
    return sorted({(n, p) for n, p in addresses(get_resolver()) if p.startswith(PRIVATE)})


def test_the_walk_found_the_private_addresses():
    names = {name for name, _path in places()}
    assert {"admin:index", "admin:institutions_user_change", "desk:preview", "account:home"} <= names
    assert len(places()) > 150
    assert all("(?P" not in path and "<" not in path for _name, path in places())


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_private_address_refuses_who_is_not_logged_in(method):
    client, let_in = Client(), {}
    for name, path in places():
        answer = getattr(client, method)(f"/{path}")
        led_to_log_in = answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login/")
        if not led_to_log_in and answer.status_code not in (403, 404, 405) and name not in WITHOUT_LOG_IN:
            let_in[path] = answer.status_code
    assert let_in == {}


def test_every_account_page_but_the_open_ones_leads_to_the_log_in():
    wrong = {}
    for name, path in places():
        if name.startswith("account:") and name not in WITHOUT_LOG_IN:
            answer = Client().get(f"/{path}")
            if answer.status_code != 405 and not (
                answer.status_code == 302
                and answer.headers["Location"].startswith("/admin/login/?next=/account/")
            ):
                wrong[path] = answer.status_code
    assert wrong == {}


@pytest.fixture(params=["reviewer", "publisher", "administrator", "operator"])
def unverified(request):
    """A client that gave the password and no code."""
    if request.param == "operator":
        return type_password(person("guanli", is_superuser=True))
    return type_password(person("a", request.param, county()))


def test_no_private_address_answers_who_gave_no_code(unverified):
    answered = {}
    for name, path in places():
        if name in OPEN_WITHOUT_CODE:
            continue
        answer = unverified.get(f"/{path}")
        if not (
            answer.status_code == 302
            and answer.headers["Location"].startswith("/account/second-factor/?next=")
        ):
            answered[path] = answer.status_code
    assert answered == {}


def test_nothing_posted_without_a_code_is_done(unverified):
    before, done = state(), {}
    for name, path in places():
        if name not in OPEN_WITHOUT_CODE:
            answer = unverified.post(f"/{path}", {"a": "1"})
            if answer.status_code != 403:
                done[path] = answer.status_code
    assert done == {}
    assert differences(before) == {}


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused_too(unverified, method):
    assert getattr(unverified, method)("/admin/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/../",
        "//admin/",
        "/admin//",
        "/ADMIN/",
        "/%61dmin/",
        "/account/second-factor/../",
        "/desk/./",
    ],
)
def test_no_other_writing_of_an_address_gets_round_the_gate(unverified, path):
    assert unverified.get("/", PATH_INFO=path).status_code in (302, 301, 404)


def test_public_pages_stay_open_without_a_code(unverified):
    assert unverified.get("/").status_code == 200


def test_with_the_code_the_same_addresses_answer():
    client = log_in(person("guanli", is_superuser=True))
    assert [client.get(path).status_code for path in ("/admin/", "/account/", "/account/sessions/")] == [
        200
    ] * 3
