"""A database that worker processes of a test share with it: a file, or one of its own where the tests run on PostgreSQL."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from institutions.models import Institution
from reports.models import Duty, SiteMode, WorkerBeat

ROOT = Path(__file__).resolve().parents[2]
ALIAS = "shared"
NAME = f"zhibao_queue_{os.getpid()}"


class Site:
    """The shared database, and the processes a test starts on it."""

    def __init__(self, folder: Path, url: str):
        self.folder, self.url, self.started = folder, url, []
        self.runs_file = folder / "runs"

    def environment(self, **more: str) -> dict[str, str]:
        return (
            os.environ
            | {
                "ZHIBAO_VAR": str(self.folder),
                "DATABASE_URL": self.url,
                "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "QUEUE_RUNS": str(self.runs_file),
                "ZHIBAO_TESTING": "1",
                "EMAIL_URL": "dummymail://",
            }
            | more
        )

    def start(self, *command: str, **more: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def worker(self, *options: str, **more: str) -> subprocess.Popen:
        return self.start("worker", "--interval", "0.1", "--no-duties", *options, **more)

    def batch(self, **more: str) -> int:
        """A worker that ends when nothing waits; its exit code."""
        process = self.worker("--batch", **more)
        process.communicate(timeout=60)
        return process.returncode

    def put(self, name: str, *args) -> DBTaskResult:
        path = name if "." in name else f"tests.queue.tasks.{name}"
        return self.tasks.create(
            task_path=path,
            args_kwargs={"args": list(args), "kwargs": {}},
            backend_name="default",
            run_after=get_date_max(),
        )

    @property
    def tasks(self):
        return DBTaskResult.objects.using(ALIAS)

    @property
    def beats(self):
        return WorkerBeat.objects.using(ALIAS)

    @property
    def schools(self):
        return Institution.objects.using(ALIAS)

    def states(self) -> dict[str, int]:
        rows = self.tasks.values_list("status", flat=True)
        return {status: list(rows).count(status) for status in set(rows)}

    def ran(self) -> list[str]:
        return self.runs_file.read_text().split("\n")[:-1] if self.runs_file.exists() else []

    def minute_passes(self) -> None:
        """Signs of life and starts of tasks grow old; pauses end."""
        long_ago = timezone.now() - timedelta(seconds=61)
        self.beats.update(beat_at=long_ago)
        self.tasks.filter(status="RUNNING").update(started_at=long_ago)

    def pauses_end(self) -> None:
        self.tasks.filter(status="READY").update(run_after=timezone.now())

    def until(self, condition, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.05)

    def clear(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
        self.started.clear()
        self.tasks.delete()
        self.beats.delete()
        self.schools.filter(public_code__startswith="q-").delete()
        Duty.objects.using(ALIAS).delete()
        SiteMode.objects.using(ALIAS).delete()
        self.runs_file.unlink(missing_ok=True)


@contextmanager
def _own_database(folder: Path):
    """A copy of the tests' own database, as it is after its migrations: its name and address. Removed afterwards."""
    tests_own = connections["default"]
    if tests_own.vendor == "sqlite":
        path = folder / "db.sqlite3"
        tests_own.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            tests_own.connection.backup(copy)
        yield str(path), f"sqlite:///{path}"
        return
    url, template = os.environ["DATABASE_URL"], tests_own.settings_dict["NAME"]
    tests_own.close()  # a database in use cannot be copied
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE {NAME} TEMPLATE "{template}"')
    try:
        yield NAME, url.rpartition("/")[0] + f"/{NAME}"
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("queue")
    with django_db_blocker.unblock(), _own_database(folder) as (name, url):
        connections.databases[ALIAS] = connections.databases["default"] | {"NAME": name}
        yield Site(folder, url)
        connections[ALIAS].close()
        del connections.databases[ALIAS]


@pytest.fixture
def site(shared_database, django_db_blocker):
    """The shared database, empty of tasks before and after."""
    with django_db_blocker.unblock():
        shared_database.clear()
        yield shared_database
        shared_database.clear()
        connections[ALIAS].close()
