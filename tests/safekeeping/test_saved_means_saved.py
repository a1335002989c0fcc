"""What was answered as saved is there after the server was killed in the same moment; the real server, real requests."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from .server import ROOT, Server

pytestmark = pytest.mark.django_db
TIMES = 3
NAMES = "from institutions.models import AcademicYear as A; print(*A.objects.values_list('start_year', flat=True))"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "server") as one:
        one.run("migrate", "-v", "0")
        session = one.run("shell", "-v", "0", "-c", SESSION).stdout.strip()
        yield one, session


SESSION = """
from django.test import Client
from tests import builders as make
client = Client()
client.force_login(make.make_operator(), backend="django.contrib.auth.backends.ModelBackend")
print(client.session.session_key)
"""


def start(server: Server, port: int) -> subprocess.Popen:
    """The server in a process group of its own, without a second factor for the one account."""
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
            "config.wsgi:application",
        ],
        cwd=ROOT,
        env=server.environment
        | {"DJANGO_SETTINGS_MODULE": "tests.settings", "SITE_URL": f"http://127.0.0.1:{port}"},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
            return process
        except OSError:
            time.sleep(0.2)
    raise TimeoutError


def kill_everything(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def save(port: int, session: str, year: int) -> int:
    """Adds a school year by the form; the status of the answer: 302 means saved."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), NoRedirect)
    opener.addheaders = [("Cookie", f"session={session}")]
    address = f"http://127.0.0.1:{port}/admin/institutions/academicyear/add/"
    page = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    cookies = "; ".join(f"{c.name}={c.value}" for c in jar if c.name != "session")
    request = urllib.request.Request(
        address,
        urllib.parse.urlencode({"csrfmiddlewaretoken": token, "start_year": year}).encode(),
        {"Cookie": f"session={session}; {cookies}", "Referer": address},
    )
    try:
        return urllib.request.build_opener(NoRedirect).open(request).status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_was_answered_as_saved_survives_a_kill(server):
    one, session = server
    saved = []
    for year in range(2031, 2031 + TIMES):
        port = free_port()
        process = start(one, port)
        try:
            status = save(port, session, year)
        finally:
            kill_everything(process)
        assert status == 302
        saved.append(year)
    assert set(saved) <= set(map(int, one.run("shell", "-v", "0", "-c", NAMES).stdout.split()))
    one.run("check_invariants")
