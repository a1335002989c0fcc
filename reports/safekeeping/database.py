"""The database as one file and back again: SQLite by its backup interface, PostgreSQL by pg_dump and psql.

Both dumps are one moment of a database in use, and the counts are of that same moment. Both ways back are one
transaction: whoever is interrupted finds the database as it was.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from . import postgresql, sqlite
from .moment import counts_of, link_of, migrations_of
from .refusal import Refused

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True, slots=True)
class Dumped:
    """What the dumped moment holds."""

    counts: dict[str, int]
    migrations: dict[str, list[str]]
    log_link: str


def engine() -> str:
    """The kind of database in use. Raises Refused for one that no backup knows."""
    if connection.vendor not in ENGINES:
        raise Refused(_("Backups know SQLite and PostgreSQL, not “%(name)s”.") % {"name": connection.vendor})
    return connection.vendor


def size() -> int:
    """About how many bytes a dump may take."""
    return ENGINES[engine()].size(connection)


def dump(target: Path) -> Dumped:
    """Writes the database to a new file. Raises Refused."""
    with ENGINES[engine()].dumped(connection, target) as (cursor, tables):
        return Dumped(counts_of(cursor, tables), migrations_of(cursor), link_of(cursor))


def load(source: Path) -> None:
    """Puts the dumped database in place of the present one, wholly or not at all. Raises Refused."""
    connection.close()
    ENGINES[engine()].load(connection, source)


def row_counts() -> dict[str, int]:
    """Rows of every table, now."""
    with connection.cursor() as cursor:
        return counts_of(cursor, connection.introspection.table_names(cursor))
