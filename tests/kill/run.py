"""Kills a publication at every named point: `python -m tests.kill.run` prints what was left and how it ended, as JSON.

One database is prepared (a published report with an approved correction, its sealing queued). For each point a copy of
it is worked on by a child that is killed there, then by one that is not; between and after the invariants are asked.
"""

import json
import os
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.races.run import database, drop, set_up

POINTS_OF_THE_WORKER = "worker."  # tried with the worker itself in tests/queue


def prepare() -> None:
    """v1 public; v2, a correction, approved by its last level a moment ago."""
    from tests import life as lives

    life = lives.make_life()
    lives.walk(life, "published")
    lives.school.correct(
        life.version.pk, by=life.lead, reason=lives.REASON, correction="data", note=lives.NOTE
    )
    life.report.record.values.update(value=101)
    lives.edited(life, life.filler)
    lives.school.request_signature(life.version.pk, by=life.lead)
    lives.signed(life)
    lives.review.claim(life.version.pk, by=life.reviewer)
    lives.review.pass_on(life.version.pk, by=life.reviewer)
    lives.review.claim(life.version.pk, by=life.city_reviewer)
    lives.review.approve(life.version.pk, by=life.city_reviewer)


def go() -> None:
    """What worker and publisher do, from wherever it stands: seal, publish, send the notices."""
    from institutions.models import User
    from reports.models import State, Version
    from reports.tasks import mail_notices, seal_version
    from reports.workflow import publication

    newest = Version.objects.order_by("-sequence").first()
    if newest.state == State.APPROVED:
        seal_version.func(newest.pk)
        publication.publish([newest.pk], by=User.objects.get(username="publisher"))
    mail_notices.func()


def look() -> dict:
    """How it stands: states, what is public, and every broken invariant."""
    from reports.models import Edition, Notice, Publication, Version
    from reports.safekeeping.invariants import broken

    return {
        "states": list(Version.objects.order_by("sequence").values_list("state", flat=True)),
        "editions": Edition.objects.exclude(version=None).count(),
        "links": Publication.objects.count(),
        "notices": Notice.objects.exclude(user__email="").count(),
        "broken": broken("v1", "v3", "v4", "v5", "v7", "v8", "v9"),
    }


def in_child(work, point: str = "") -> int:
    """The signal (negative) or the code a forked child ended with."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        os.environ["ZHIBAO_TESTING"], os.environ["ZHIBAO_KILL"] = "1", point
        code = 1
        try:
            work()
            code = 0
        finally:
            connections.close_all()
            os._exit(code)
    _pid, status = os.waitpid(pid, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


class Copies:
    """A fresh copy of the prepared database and its files for each point."""

    def __init__(self, url: str, folder: Path):
        self.url, self.folder = url, folder

    def take(self, number: int) -> None:
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        media = self.folder / f"media{number}"
        shutil.copytree(self.folder / "media", media)
        settings.MEDIA_ROOT = str(media)
        connections["default"].settings_dict["NAME"] = self._database(number)

    def _database(self, number: int) -> str:
        if self.url.startswith("sqlite"):
            path = self.folder / f"kill{number}.sqlite3"
            shutil.copy(self.url.removeprefix("sqlite:///"), path)
            return str(path)
        import psycopg

        base = urlsplit(self.url).path[1:]
        name = f"{base}_{number}"
        with psycopg.connect(
            urlsplit(self.url)._replace(path="/postgres").geturl(), autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {base}")
        return name

    def remove(self, number: int) -> None:
        if not self.url.startswith("sqlite"):
            server = urlsplit(self.url)._replace(path="/postgres").geturl()
            drop(urlsplit(self.url)._replace(path=f"{urlsplit(self.url).path}_{number}").geturl(), server)


def play(copies: Copies) -> dict:
    from django.conf import settings
    from django.db import connections

    from institutions.killpoints import NAMES
    from reports.models import Notice

    found = {}
    points = [name for name in NAMES if not name.startswith(POINTS_OF_THE_WORKER)]
    for number, point in enumerate(points):
        copies.take(number)
        mails = Path(settings.EMAIL_FILE_PATH) / point
        settings.EMAIL_FILE_PATH = str(mails)
        killed = in_child(go, point)
        left = look()
        _mail_holds_end(Notice)
        again = in_child(go)
        found[point] = {"killed": killed, "left": left, "again": again, "end": look(), "mails": _mails(mails)}
        settings.EMAIL_FILE_PATH = str(mails.parent)
        connections.close_all()
        copies.remove(number)
    return found


def _mail_holds_end(notice) -> None:
    """As if the minutes had passed for which a sender holds a notice."""
    held = notice.objects.exclude(mail_held_until=None)
    for row in held:
        notice.objects.filter(pk=row.pk).update(mail_held_until=row.mail_held_until - timedelta(hours=1))


def _mails(folder: Path) -> int:
    """How many letters were sent, by both runs together."""
    return sum(path.read_text("utf-8").count("Message-ID:") for path in folder.glob("*"))


def main() -> int:
    server = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="zhibao-kill-") as folder:
        os.environ["DATABASE_URL"] = url = database(folder)
        os.environ.setdefault("ZHIBAO_VAR", folder)
        try:
            set_up()
            from django.conf import settings
            from django.core.management import call_command

            settings.MEDIA_ROOT = str(Path(folder) / "media")
            settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
            settings.EMAIL_FILE_PATH = str(Path(folder) / "mail")
            call_command("migrate", verbosity=0)
            prepare()
            found = play(Copies(url, Path(folder)))
        finally:
            from django.db import connections

            connections.close_all()
            drop(url, server)
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
