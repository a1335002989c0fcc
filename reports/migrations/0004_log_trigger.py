"""The database itself refuses to change or delete a row of the log; only an empty link is filled, once.

SQLite rebuilds a table to alter it, and a rebuilt table has lost its triggers: whoever alters `reports_logentry` later
ends that migration with `protect`. `flush` is refused on SQLite; on PostgreSQL it truncates, which rows do not see.
"""

from django.db import migrations

FIXED = ("id", "user_id", "act", "target", "detail", "address", "created_at", "digest")

SQLITE = (
    """
    CREATE TRIGGER log_is_append_only_update BEFORE UPDATE ON reports_logentry
    WHEN OLD.chain <> '' OR NEW.chain = '' OR {changed}
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """.format(changed=" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)),
    """
    CREATE TRIGGER log_is_append_only_delete BEFORE DELETE ON reports_logentry
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
)
POSTGRESQL = (
    "CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
    """
    CREATE TRIGGER log_is_append_only_update BEFORE UPDATE ON reports_logentry FOR EACH ROW
    WHEN (OLD.chain <> '' OR NEW.chain = '' OR {changed})
    EXECUTE FUNCTION log_is_append_only()
    """.format(changed=" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)),
    """
    CREATE TRIGGER log_is_append_only_delete BEFORE DELETE ON reports_logentry FOR EACH ROW
    EXECUTE FUNCTION log_is_append_only()
    """,
)
AWAY = {
    "sqlite": (
        "DROP TRIGGER log_is_append_only_update",
        "DROP TRIGGER log_is_append_only_delete",
    ),
    "postgresql": (
        "DROP TRIGGER log_is_append_only_update ON reports_logentry",
        "DROP TRIGGER log_is_append_only_delete ON reports_logentry",
        "DROP FUNCTION log_is_append_only()",
    ),
}


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unprotect(apps, schema_editor):
    for statement in AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_queue")]

    operations = [migrations.RunPython(protect, unprotect)]
