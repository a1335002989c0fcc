"""PostgreSQL to one file by pg_dump and back by pg_restore and psql, with the address of the present settings.

The password goes through the environment, never through the list of processes.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.utils.translation import gettext as _

from .refusal import Refused, no_room

NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
EMPTIED = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
WAIT = "-c lock_timeout=20s"


def environment(connection: Any) -> dict[str, str]:
    """What libpq and its programs read: where the database is and who asks."""
    settings = connection.settings_dict
    found = {NAMES[key]: str(settings[key]) for key in NAMES if settings.get(key)}
    options = settings.get("OPTIONS", {})
    return found | {OPTIONS[key]: str(options[key]) for key in OPTIONS if options.get(key)}


def size(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


@contextmanager
def dumped(connection: Any, target: Path) -> Iterator[tuple[Any, list[str]]]:
    """Writes the dump; gives a cursor that sees the dumped moment, and its tables."""
    with closing(_connected(connection)) as moment:
        moment.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        cursor = moment.cursor()
        snapshot = cursor.execute("SELECT pg_export_snapshot()").fetchone()[0]
        _run(
            connection,
            target.parent,
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={target}"),
        )
        with target.open("rb") as file:
            os.fsync(file.fileno())
        yield cursor, [row[0] for row in cursor.execute(TABLES).fetchall()]


def load(connection: Any, source: Path) -> None:
    with TemporaryDirectory(prefix="zhibao-restore-", dir=source.parent.parent) as folder:
        script = Path(folder) / "database.sql"
        _run(
            connection,
            script.parent,
            *("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)),
        )
        _run(
            connection,
            script.parent,
            *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *("--output=/dev/null", f"--command={EMPTIED}", f"--file={script}"),
        )


def _connected(connection: Any) -> psycopg.Connection:
    asked = {name.removeprefix("PG").lower(): value for name, value in environment(connection).items()}
    asked["dbname"] = asked.pop("database")
    try:
        return psycopg.connect(**asked)
    except psycopg.Error as error:
        raise Refused(_("The database does not answer: %(why)s") % {"why": error}) from error


def _run(connection: Any, place: Path, *command: str) -> None:
    try:
        subprocess.run(  # noqa: S603 (a list, no shell)
            command,
            env=os.environ | environment(connection) | {"PGOPTIONS": WAIT, "LC_MESSAGES": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise Refused(
            _("The program %(name)s is missing. Install the package postgresql-client, as new as the server.")
            % {"name": command[0]}
        ) from error
    except subprocess.CalledProcessError as error:
        if any(sign in error.stderr for sign in ("No space left", "File too large", "Disk quota")):
            raise no_room(place) from error
        raise Refused(
            _("%(name)s ended with: %(why)s") % {"name": command[0], "why": error.stderr.strip()[-600:]}
        ) from error
