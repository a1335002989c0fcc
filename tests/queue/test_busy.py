"""The database is locked or away: 503 within seconds, nothing written, what was typed given back, then all is well again.

With a real server: over SQLite a write lock is held, over PostgreSQL a table is locked and connections are cut.
"""

import http.cookiejar
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connections
from django.test import Client

from config import unavailable

from .conftest import ALIAS, ROOT

pytestmark = pytest.mark.db
LOGIN = "/admin/login/"
POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")


class Browser:
    """Keeps cookies; answers with status, headers and text, also of refusals."""

    def __init__(self, base: str):
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(jar)
        self.token = ""

    def get(self, address: str, data: bytes | None = None) -> tuple[int, Message, str]:
        request = urllib.request.Request(
            self.base + address, data=data, headers={"Referer": self.base + address}
        )
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = token[1] if token else self.token
        return answer.status, answer.headers, text

    def post(self, address: str, **fields: str) -> tuple[int, Message, str]:
        return self.get(
            address, urllib.parse.urlencode({"csrfmiddlewaretoken": self.token} | fields).encode()
        )


@pytest.fixture
def server(site):
    """The address of a real web server on the shared database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    granian = str(Path(sys.executable).parent / "granian")
    options = (
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ws",
        "--backpressure",
        "4",
    )
    process = subprocess.Popen(
        [granian, *options, "config.wsgi:application"],
        cwd=ROOT,
        env=site.environment(SITE_URL=base, DB_WAIT="1", DJANGO_SETTINGS_MODULE="tests.settings"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    site.started.append(process)

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"{base}/healthz", timeout=1).status == 200
        except OSError:
            return False

    site.until(answers, seconds=60)
    yield base
    process.terminate()
    process.wait(20)


@contextmanager
def locked(site):
    """Someone writes and does not end."""
    if site.url.startswith("sqlite"):
        holder = sqlite3.connect(site.folder / "db.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(site.url)
        holder.execute("LOCK TABLE institutions_user, axes_accessattempt IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


def cut(url: str, which: str) -> int:
    """Ends other connections to the database; how many there were."""
    with psycopg.connect(url, autocommit=True) as server:
        rows = server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}"
        )
        return len(rows.fetchall())


def test_a_lock_that_is_held_answers_soon_and_writes_nothing(server, site):
    browser = Browser(server)
    assert browser.get(LOGIN)[0] == 200
    with locked(site):
        begun = time.monotonic()
        status, headers, text = browser.post(LOGIN, username="tianbao-neu", password="falsch-falsch")
        assert time.monotonic() - begun < 5
        assert (status, headers["Retry-After"]) == (503, "10")
        assert "tianbao-neu" in text and "falsch-falsch" not in text
        assert urllib.request.urlopen(f"{server}/healthz", timeout=5).status == 200
    assert browser.post(LOGIN, username="tianbao-neu", password="falsch-falsch")[0] == 200


def test_read_only_is_seen_by_a_running_server_and_ended_without_restart(server, site):
    browser = Browser(server)
    browser.get(LOGIN)
    address = "/desk/jobs/00000000-0000-0000-0000-000000000000/again/"
    assert browser.post(address, reason="我的文字")[0] != 503
    assert site.start("read_only", "on", "--reason", "系统升级").wait(60) == 0
    site.until(lambda: browser.post(address, reason="我的文字")[0] == 503, seconds=5)
    assert "我的文字" in browser.post(address, reason="我的文字")[2]
    assert browser.get("/")[0] == 200
    assert site.start("read_only", "off").wait(60) == 0
    site.until(lambda: browser.post(address, reason="我的文字")[0] != 503, seconds=5)


if POSTGRESQL:

    def test_connections_that_are_cut_answer_503_and_are_made_anew(server, site):
        browser, answers = Browser(server), []
        browser.get(LOGIN)
        with locked(site):
            asking = threading.Thread(
                target=lambda: answers.append(browser.post(LOGIN, username="x", password="y"))
            )
            asking.start()
            site.until(lambda: cut(site.url, "wait_event_type = 'Lock'") > 0, seconds=5)
            asking.join(10)
        assert answers[0][0] == 503
        assert browser.post(LOGIN, username="x", password="y")[0] == 200


def test_a_worker_outlives_a_database_that_is_locked_or_away(site):
    """The same process goes on, and the task that waited is done."""
    worker = site.worker(DB_WAIT="1")
    site.until(lambda: site.beats.exists())
    connections[ALIAS].close()
    if POSTGRESQL:
        assert cut(site.url, "true") > 0
    else:
        with locked(site):
            time.sleep(2.5)
    site.put("found", "q-later")
    site.until(lambda: site.states() == {"SUCCESSFUL": 1})
    assert worker.poll() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OperationalError("server closed the connection"), 503),
        (InterfaceError("connection already closed"), 503),
        (ValueError("secret"), 500),
    ],
)
def test_which_faults_answer_503(monkeypatch, error, status):
    def raising(*args, **kwargs):
        raise error

    monkeypatch.setattr("reports.site.views.render", raising)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == status
    assert str(error) not in response.content.decode()


@pytest.mark.django_db
def test_the_answer_asks_nothing_of_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = unavailable.unavailable(rf.post("/x", {"a": "b"}), title="t", advice="a", seconds=1)
    assert response.status_code == 503
