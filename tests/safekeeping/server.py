"""A server of its own for one test: a database (of the kind under test), a folder of files, and its commands as processes."""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.db import connection

from reports.safekeeping import postgresql

ROOT = Path(__file__).resolve().parents[2]
STATE = """
from django.apps import apps
import hashlib
for model in apps.get_models(include_auto_created=True):
    if model._meta.label_lower in ("reports.logentry", "contenttypes.contenttype", "auth.permission"):
        continue
    rows = list(model._base_manager.order_by("pk").values_list(*[f.attname for f in model._meta.concrete_fields]))
    print(model._meta.label, len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
"""


class Server:
    def __init__(self, folder: Path, *, like: "Server | None" = None):
        """`like`: a server whose database and files it begins with; None: an empty place, without tables."""
        self.var, self.media, self.database = folder, folder / "media", folder / "db.sqlite3"
        self.var.mkdir(exist_ok=True, parents=True)
        self.engine, self.like = connection.vendor, like
        self.name = f"safekeeping_{secrets.token_hex(4)}"

    def __enter__(self):
        if self.engine == "postgresql":
            self._psql(f"CREATE DATABASE {self.name}" + (f" TEMPLATE {self.like.name}" if self.like else ""))
        elif self.like:
            with sqlite3.connect(self.like.database) as source, sqlite3.connect(self.database) as target:
                source.backup(target)
        if self.like and self.like.media.exists():
            shutil.copytree(self.like.media, self.media)
        return self

    def __exit__(self, *error):
        if self.engine == "postgresql":
            self._psql(f"DROP DATABASE {self.name} WITH (FORCE)")

    def take_over(self, present) -> None:
        """Copies the database of this very process: what is committed there."""
        present.ensure_connection()
        if self.engine == "sqlite":
            with sqlite3.connect(self.database) as target:
                present.connection.backup(target)
            return
        environment = os.environ | postgresql.environment(present)
        dump = subprocess.run(
            ["pg_dump", "--no-owner"], env=environment, capture_output=True, check=True
        ).stdout
        subprocess.run(
            ["psql", "-qX", "-o", "/dev/null"],
            input=dump,
            env=environment | {"PGDATABASE": self.name},
            check=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "ZHIBAO_VAR": str(self.var),
            "MEDIA_ROOT": str(self.media),
            "DATABASE_URL": self._url(),
            "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "WARNING",
        }

    def run(self, *command: str, check: bool = True, **options) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            **options,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def state(self) -> list[str]:
        """Count and digest of the rows of every model but the log's, which grows by what is done here."""
        return self.run("shell", "-v", "0", "-c", STATE).stdout.splitlines()

    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.media).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.media.rglob("*"))
            if path.is_file()
        }

    @staticmethod
    def seal_manifest(folder: Path, manifest: dict) -> None:
        """Writes a manifest that fits its digest, as a forger or another product would."""
        text = json.dumps(manifest)
        (folder / "manifest.json").write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        (folder / "manifest.sha256").write_text(f"{digest}  manifest.json\n", "utf-8")

    def _url(self) -> str:
        if self.engine == "sqlite":
            return f"sqlite:///{self.database}"
        s = connection.settings_dict
        secret = f":{s['PASSWORD']}" if s["PASSWORD"] else ""
        return f"postgres://{s['USER']}{secret}@{s['HOST']}:{s['PORT']}/{self.name}"

    def _psql(self, statement: str) -> None:
        s = connection.settings_dict
        subprocess.run(
            ["psql", "-qX", "-d", "postgres", "-c", statement],
            env=os.environ
            | {
                "PGHOST": s["HOST"],
                "PGPORT": str(s["PORT"]),
                "PGUSER": s["USER"],
                "PGPASSWORD": s["PASSWORD"],
            },
            check=True,
        )
