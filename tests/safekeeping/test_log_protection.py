"""The database refuses to change or delete a row of the log, and the check finds what was done without asking it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from reports.log import first_break, last_link, record, seal
from reports.models import LogEntry, Publication
from reports.safekeeping.log_faults import has_triggers, log_faults
from tests.log_flush import without_triggers

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError, ProgrammingError)  # SQLite's word for it, and PostgreSQL's


@pytest.fixture
def sealed():
    for number in range(4):
        record("report.read", f"report:{number}", note=f"第{number}条")
    seal()
    return list(LogEntry.objects.order_by("pk"))


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_logentry SET act = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET target = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET detail = '{}' WHERE id = %s",
        "UPDATE reports_logentry SET user_id = NULL, address = '10.0.0.1' WHERE id = %s",
        "UPDATE reports_logentry SET created_at = '2000-01-01' WHERE id = %s",
        "UPDATE reports_logentry SET digest = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET chain = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET chain = '' WHERE id = %s",
        "UPDATE reports_logentry SET id = id + 100 WHERE id = %s",
        "DELETE FROM reports_logentry WHERE id = %s",
        "DELETE FROM reports_logentry WHERE id >= %s",
    ],
)
def test_the_database_refuses_it(sealed, statement):
    before = list(LogEntry.objects.order_by("pk").values_list())
    with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
        sql(statement, sealed[1].pk)
    assert list(LogEntry.objects.order_by("pk").values_list()) == before


def test_an_empty_link_is_filled_once():
    entry = record("report.read", "report:1")
    sql("UPDATE reports_logentry SET chain = 'one' WHERE id = %s", entry.pk)
    with pytest.raises(REFUSED), transaction.atomic():
        sql("UPDATE reports_logentry SET chain = 'two' WHERE id = %s", entry.pk)


def test_filling_the_link_changes_nothing_else():
    entry = record("report.read", "report:1")
    with pytest.raises(REFUSED), transaction.atomic():
        sql("UPDATE reports_logentry SET chain = 'one', act = 'x' WHERE id = %s", entry.pk)


def test_a_whole_log_has_no_faults(sealed):
    assert list(log_faults()) == []
    call_command("check_log")


def test_a_row_removed_from_the_middle_is_found(sealed):
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry WHERE id = %s", sealed[1].pk)
    assert first_break() == sealed[2]
    with pytest.raises(CommandError, match=str(sealed[2].pk)):
        call_command("check_log")


def test_a_row_put_in_between_is_found(sealed):
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry WHERE id = %s", sealed[1].pk)
        forged = record("report.read", "report:1", note="forged")
        sql(
            "UPDATE reports_logentry SET id = %s, chain = %s WHERE id = %s",
            sealed[1].pk,
            sealed[1].chain,
            forged.pk,
        )
    assert first_break().pk == sealed[1].pk


@pytest.mark.parametrize("count", [1, 4])
def test_a_cut_off_end_is_found_by_a_link_that_someone_noted(sealed, count):
    noted = last_link()
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry WHERE id > %s", sealed[-1].pk - count)
        forget_the_numbers()
    assert first_break() is None  # what is left fits together
    assert list(log_faults()) == []
    with pytest.raises(CommandError, match=noted[:16]):
        call_command("check_log", link=[noted])


def test_a_cut_off_end_is_found_by_the_link_of_a_publication(sealed, media):
    from .world import build

    build()
    assert Publication.objects.get().log_link
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry")
        forget_the_numbers()
    assert len(list(log_faults())) == 1


def test_sqlite_remembers_the_last_number_itself(sealed):
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry WHERE id = %s", sealed[-1].pk)
    assert len(list(log_faults())) == (1 if connection.vendor == "sqlite" else 0)


def forget_the_numbers() -> None:
    """As a careful forger would."""
    if connection.vendor == "sqlite":
        sql(
            "UPDATE sqlite_sequence SET seq = coalesce((SELECT max(id) FROM reports_logentry), 0) WHERE name = 'reports_logentry'"
        )


def test_a_database_without_its_triggers_is_told(sealed):
    name = "log_is_append_only_delete"
    sql(f"DROP TRIGGER {name}" + (" ON reports_logentry" if connection.vendor == "postgresql" else ""))
    assert not has_triggers()
    assert len(list(log_faults())) == 1


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_can_empty_it_afterwards():
    record("report.read", "report:1")
    call_command("flush", interactive=False, verbosity=0)
    assert not LogEntry.objects.exists()
    assert has_triggers()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_still_being_written_does_not_break_the_chain():
    """A lower number may become visible after a higher one: linking waits, or leaves it to the next time."""
    if connection.vendor != "postgresql":
        record("report.read", "report:1")  # one writer at a time: there is nothing to wait for
        seal()
        assert first_break() is None
        return
    slow = connection.copy()
    try:
        with transaction.atomic(), slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO reports_logentry (act, target, detail, created_at, digest, chain) "
                "SELECT 'report.read', 'report:0', '{}', now(), 'd', ''"
            )
            record("report.read", "report:1")
        assert seal() == ""  # nothing is linked while the lower number is open
        with slow.cursor() as cursor:
            cursor.execute("ROLLBACK")
    finally:
        slow.close()
    record("report.read", "report:2")
    assert seal() != ""
    assert first_break() is None
