"""Lets tests that commit empty the log afterwards: SQLite's triggers refuse it, so they step aside for that moment.

PostgreSQL truncates, which its row triggers do not see.
"""

from contextlib import contextmanager

from django.db.backends.base.operations import BaseDatabaseOperations

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'reports_logentry'"


@contextmanager
def without_triggers(connection):
    """Someone with full rights over the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        triggers = cursor.execute(TRIGGERS).fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def let_flush_empty_the_log(monkeypatch) -> None:
    original = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        if self.connection.vendor != "sqlite":
            return original(self, sql_list)
        with without_triggers(self.connection):
            return original(self, sql_list)

    monkeypatch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
