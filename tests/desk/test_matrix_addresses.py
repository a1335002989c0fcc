"""Every address of the desk × everyone × one's own report, another school's, another city's, and one that is not there."""

import copy
import re
import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from reports.desk.urls import urlpatterns
from tests.backoffice.pages import text_of

from .address_table import (
    ACTORS,
    NOT_LOGGED_IN,
    OF_A_REPORT,
    PAGES,
    POSTS,
    REACH,
    REFUSED,
    REFUSED_WITHIN,
    WORDS,
)
from .address_world import CANARIES, MISSING, World, build

pytestmark = pytest.mark.django_db
WRITING = re.compile(r"(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM)\s+\"?(?P<table>\w+)")
SAVEPOINT = re.compile(r"(?P<act>SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) \"?(?P<name>\w+)")
# looking and refusing may be logged; a session is touched by every request
ALWAYS = {"reports_logentry", "django_session", "institutions_opensession"}
ROUTES = {route.name: route for route in urlpatterns}


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    """The world, and everyone's session in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        yield world, {name: _session(user) for name, user in world.actors.items() if user is not None}
        transaction.set_rollback(True)


def _session(user) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(_built, db, media) -> World:
    return copy.deepcopy(_built[0])


@pytest.fixture
def client_of(_built):
    """client_of("lead") is a browser with that person's session and nothing else."""

    def browser(actor: str, **options) -> Client:
        client = Client(**options)
        if actor in _built[1]:
            client.cookies[settings.SESSION_COOKIE_NAME] = _built[1][actor]
        return client

    return browser


def address(world: World, name: str, target: str, **words: str) -> str:
    """Of the target's own things; `missing` has none of them."""
    wanted = ROUTES[name].pattern.regex.groupindex
    ids = world.targets["own" if target == "missing" else target].ids()
    if target == "missing":
        ids = {part: "no-such-place" if part == "code" else MISSING for part in ids}
    given = ids | WORDS | words
    if name in ("set_level",):
        given["code"] = "NOSUCH" if target == "missing" else world.targets[target].life.county.code
    if name == "preview_picture":
        given["key"] = "p"
    if name == "job_again":
        given["pk"] = uuid.UUID(int=0)
    return reverse(f"desk:{name}", kwargs={part: given[part] for part in wanted})


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written():
    """The tables where rows were written and stayed, but for those that every request may write to."""
    levels: list[tuple[str, set[str]]] = [("", set())]

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        found = WRITING.match(sql.strip())
        # a row that is given back is not counted before it is read
        if found and (context["cursor"].rowcount or " RETURNING " in sql):
            levels[-1][1].add(found["table"])
        point = SAVEPOINT.match(sql)
        if point and point["act"] == "SAVEPOINT":
            levels.append((point["name"], set()))
        elif point and levels[-1][0] == point["name"]:
            inner = levels.pop()[1]
            levels[-1][1].update(inner if point["act"].startswith("RELEASE") else ())
        return result

    tables: set[str] = set()
    with connection.execute_wrapper(watch):
        yield tables
    tables.update(*(level for _name, level in levels))
    tables -= ALWAYS


# What is asked in one's own name, and not for a report: it is there for that person alone.
PERSONAL = {"notice_read", "notices_read", "ask_extension"}
OWNER = {"own": "lead", "sibling": "sibling_lead", "far": "far_lead"}
ANSWERS = (200, 302, 403, 404, 405, 409, 422)


def expected(name: str, actor: str, target: str) -> int:
    if actor in NOT_LOGGED_IN:
        return 302
    if actor not in REACH[target]:
        return 404
    if actor in OF_A_REPORT[name]:
        return 200
    return 403 if name in REFUSED_WITHIN and actor != "guest" else 404


def nameless(answer) -> str:
    """The page without what differs by request: the numbers of the address and the code of the page."""
    text = re.sub(r"(?:versions|reports|preview|snapshots)/\d+", "", answer.content.decode())
    return re.sub(r"<code>[0-9a-f]{8}</code>|far-school|sibling-school|no-such-place", "", text)


def test_every_address_of_the_desk_has_its_row():
    assert set(ROUTES) == set(PAGES) | set(OF_A_REPORT) | set(POSTS)


@pytest.mark.parametrize("actor", sorted(ACTORS))
def test_every_page_answers_by_role_and_reach_shows_nothing_foreign_and_changes_nothing(
    actor, world, client_of
):
    client, wrong, foreign = client_of(actor), {}, {}
    secret = [word for target, word in CANARIES.items() if actor not in REACH[target]]
    with written() as tables:
        for name, people in PAGES.items():
            answer = client.get(reverse(f"desk:{name}"))
            refused = 403 if name in REFUSED else 404
            right = 302 if actor in NOT_LOGGED_IN else 200 if actor in people else refused
            if answer.status_code != right:
                wrong[name] = (answer.status_code, right)
            foreign |= {name: word for word in secret if word in text_of(answer)}
        for name in OF_A_REPORT:
            nowhere = client.get(address(world, name, "missing"))
            for target in REACH:
                answer = client.get(address(world, name, target))
                right = expected(name, actor, target)
                if answer.status_code != right:
                    wrong[name, target] = (answer.status_code, right)
                if right == 404 and nameless(answer) != nameless(nowhere):
                    wrong[name, target] = "answers otherwise than one that is not there"
                foreign |= {(name, target): word for word in secret if word in text_of(answer)}
    assert wrong == {}
    assert foreign == {}
    assert tables == set()


def test_canaries_are_shown_to_those_who_may_read_them(world, client_of):
    """Without this the search for foreign ones would prove nothing."""
    reviewer, lead = client_of("city_reviewer"), client_of("lead")
    shown = {
        "items": text_of(lead.get(address(world, "items", "own"))),
        "notes": text_of(reviewer.get(address(world, "notes", "own"))),
        "review": text_of(reviewer.get(address(world, "review", "sibling"))),
        "guests": text_of(reviewer.get(address(world, "guests", "sibling"))),
        "follow_ups": text_of(reviewer.get(reverse("desk:follow_ups"))),
        "notices": text_of(lead.get(reverse("desk:notices"))),
        "board": text_of(client_of("administrator").get(reverse("desk:board"))),
    }
    words = {
        "items": "绝密甲校条目", "notes": "绝密甲校批注", "review": "绝密乙校标记", "guests": "绝密乙校年报来宾",
        "follow_ups": "绝密乙校标记", "notices": "绝密甲校年报", "board": "绝密乙校申请",
    }  # fmt: skip
    assert {name for name, word in words.items() if word not in shown[name]} == set()


def takes(name: str, actor: str, target: str) -> bool:
    if name in PERSONAL:
        return actor == OWNER[target]
    return actor in POSTS[name].takers and actor in REACH[target]


@pytest.mark.parametrize("name", sorted(POSTS))
def test_only_takers_change_anything_by_a_post(name, world, client_of):
    row, wrong = POSTS[name], {}
    for actor in sorted(ACTORS):
        for target, thing in world.targets.items():
            with undone():
                row.ready(thing)
                where, data = address(world, name, target, **dict(row.words)), row.data(thing)
                with written() as tables:
                    status = client_of(actor).post(where, data).status_code
            out_of_reach = not row.bulk and actor not in REACH[target]
            if bool(tables) != takes(name, actor, target):
                wrong[actor, target] = f"{status}, wrote into {sorted(tables)}"
            elif status not in (
                (302,) if actor in NOT_LOGGED_IN else row.elsewhere if out_of_reach else ANSWERS
            ):
                wrong[actor, target] = status
    assert wrong == {}


def test_a_post_that_is_not_there_answers_like_one_that_is_anothers(world, client_of):
    """For the people who come nearest: of the same county, and of a bureau elsewhere."""
    wrong = {}
    for actor in ("lead", "far_reviewer"):
        client = client_of(actor)
        for name, row in POSTS.items():
            if not row.bulk:
                words = dict(row.words)
                with undone():
                    other = client.post(
                        address(world, name, "sibling", **words), row.data(world.targets["sibling"])
                    )
                    nowhere = client.post(
                        address(world, name, "missing", **words), row.data(world.targets["sibling"])
                    )
                if (other.status_code, nameless(other)) != (nowhere.status_code, nameless(nowhere)):
                    wrong[actor, name] = (other.status_code, nowhere.status_code)
    assert wrong == {}


def test_every_post_without_a_token_is_refused_and_changes_nothing(world, client_of):
    """By discovery: whatever address there is, whether it takes anything or not."""
    wrong = {}
    for actor in ("lead", "reviewer", "publisher", "administrator"):
        strict = client_of(actor, enforce_csrf_checks=True)
        with written() as tables:
            for name in ROUTES:
                words = dict(POSTS[name].words) if name in POSTS else {}
                status = strict.post(address(world, name, "own", **words), {"a": "1"}).status_code
                if status != 403:
                    wrong[actor, name] = status
        assert tables == set()
    assert wrong == {}
