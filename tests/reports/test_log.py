"""The append-only log: nothing changes a row, and a change past the code is found."""

import pytest
from django.db import connection

from reports.log import first_break, record, seal
from reports.models import LogEntry
from reports.models.log import LogIsAppendOnly
from tests.log_flush import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    entries = [record("report.read", f"report:{n}", note=f"第{n}条") for n in range(3)]
    seal()
    return [LogEntry.objects.get(pk=e.pk) for e in entries]


def test_a_sealed_log_is_whole(sealed):
    assert first_break() is None
    assert len({e.chain for e in sealed} | {""}) == 4


def test_sealing_again_changes_nothing(sealed):
    assert seal() == sealed[-1].chain
    assert [e.chain for e in LogEntry.objects.order_by("pk")] == [e.chain for e in sealed]


def test_new_rows_continue_the_chain(sealed):
    record("report.read", "report:9")
    assert seal() != sealed[-1].chain
    assert first_break() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.save(),
        lambda e: e.delete(),
        lambda e: LogEntry.objects.filter(pk=e.pk).update(act="x"),
        lambda e: LogEntry.objects.filter(pk=e.pk).delete(),
        lambda e: LogEntry.objects.bulk_update([e], ["act"]),
    ],
    ids=["save", "delete", "update", "queryset delete", "bulk update"],
)
def test_no_code_changes_or_deletes_a_row(sealed, change):
    with pytest.raises(LogIsAppendOnly):
        change(sealed[1])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_logentry SET act = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET target = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET digest = 'x' WHERE id = %s",
        "UPDATE reports_logentry SET chain = 'x' WHERE id = %s",
    ],
)
def test_tampering_past_the_code_is_found(sealed, statement):
    with without_triggers(connection), connection.cursor() as cursor:
        cursor.execute(statement, [sealed[1].pk])
    assert first_break() == sealed[1]


def test_a_removed_row_is_found(sealed):
    with without_triggers(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_logentry WHERE id = %s", [sealed[1].pk])
    assert first_break() == sealed[2]


def test_a_row_that_is_not_linked_yet_is_proved_by_its_own_digest():
    entry = record("report.read", "report:1")
    with without_triggers(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_logentry SET target = 'report:2' WHERE id = %s", [entry.pk])
    assert first_break() == entry
