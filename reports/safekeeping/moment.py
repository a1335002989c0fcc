"""What is asked of one moment of a database, through any DB-API cursor: rows of each table, migrations, last log link."""

from typing import Any

from reports.models import LogEntry

MIGRATIONS = "SELECT app, name FROM django_migrations"
LINK = f"SELECT chain FROM {LogEntry._meta.db_table} WHERE chain <> '' ORDER BY id DESC LIMIT 1"  # noqa: S608


def counts_of(cursor: Any, tables: list[str]) -> dict[str, int]:
    found = {}
    for table in sorted(tables):
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 (names come from the catalogue)
        found[table] = cursor.fetchone()[0]
    return found


def migrations_of(cursor: Any) -> dict[str, list[str]]:
    """app → names of the migrations applied."""
    cursor.execute(MIGRATIONS)
    found: dict[str, list[str]] = {}
    for app, name in sorted(cursor.fetchall()):
        found.setdefault(app, []).append(name)
    return found


def link_of(cursor: Any) -> str:
    """The last link of the log; '' where nothing is linked yet."""
    cursor.execute(LINK)
    row = cursor.fetchone()
    return row[0] if row else ""
