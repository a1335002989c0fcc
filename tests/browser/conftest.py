"""A whole site for browser walks: a folder of its own, the demonstration made by the command, the real server."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from . import codes

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip


@contextmanager
def running_site(var: Path, *commands: list[str], processes: Sequence[list[str]] = ()):
    """The address of a site with a folder and a database of its own, made by manage.py commands; `processes` run beside it."""
    if (ROOT / "var" / "fonts").exists():
        shutil.copytree(ROOT / "var" / "fonts", var / "fonts")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "ZHIBAO_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/db.sqlite3",
        "SECRET_KEY": "only-for-browser-walks-" + "0123456789abcdef" * 3,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
    }
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"], *commands):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True)
    database = var / "db.sqlite3"
    codes.DATABASE.append(database)
    server = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
        "config.wsgi:application",
    ]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment)
        for command in (server, *([*manage, *process] for process in processes))
    ]
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        codes.DATABASE.remove(database)
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running site with the demonstration."""
    with running_site(tmp_path_factory.mktemp("site"), ["demo"]) as address:
        yield address


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """open_page(width=…, javascript=…) is a fresh page; every request to another host fails the test at its end."""
    contexts, strangers, refused = [], [], []

    def open_one(*, width: int = 1280, height: int = 900, javascript: bool = True, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            base_url=site,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith((site, "data:")) else strangers.append(r.url))
        page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert strangers == []
    assert refused == []
