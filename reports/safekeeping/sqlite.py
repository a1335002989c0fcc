"""SQLite in use to one file and back, by SQLite's own backup interface: one moment, also while others write."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .refusal import Refused, no_room

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
WAIT = 20  # seconds for whoever writes


def path_of(connection: Any) -> Path:
    return Path(connection.settings_dict["NAME"])


def size(connection: Any) -> int:
    path = path_of(connection)
    return sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())


@contextmanager
def dumped(connection: Any, target: Path) -> Iterator[tuple[Any, list[str]]]:
    """Writes the dump; gives a cursor on it and its tables."""
    if not path_of(connection).is_file():
        raise Refused(_("There is no database at %(path)s.") % {"path": path_of(connection)})
    with _told(target):
        with closing(_opened(path_of(connection), "ro")) as source, closing(_opened(target, "rwc")) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            _whole(copy, path_of(connection))
        _kept(target)
    with closing(_opened(target, "ro")) as copy:
        cursor = copy.cursor()
        yield cursor, [row[0] for row in cursor.execute(TABLES).fetchall()]


def load(connection: Any, source: Path) -> None:
    path = path_of(connection)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _told(path), closing(_opened(source, "ro")) as dump, closing(_opened(path, "rwc")) as target:
        _whole(dump, source)
        dump.backup(target)  # one transaction: readers see the old pages or the new ones
        target.execute("PRAGMA journal_mode=WAL")


def set_aside(connection: Any, folder: Path) -> None:
    """Moves the file away as it is: for a database too damaged to be read."""
    connection.close()
    path = path_of(connection)
    for part in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        if part.exists():
            os.replace(part, folder / part.name)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=WAIT)


def _whole(database: sqlite3.Connection, path: Path) -> None:
    found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Refused(_("The database %(path)s is damaged: %(why)s.") % {"path": path, "why": found})


def _kept(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """SQLite's own errors as sentences."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise no_room(target.parent) from error
        raise Refused(
            _("The database %(path)s cannot be read or written: %(why)s.") % {"path": target, "why": error}
        ) from error
