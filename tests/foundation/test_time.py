"""Time: stored in UTC, shown in Shanghai; a report's years and the order of history do not ask the clock."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from institutions.models import AcademicYear
from reports.demo.load import _published_at
from reports.log import first_break, record, seal
from reports.models import LogEntry

pytestmark = pytest.mark.django_db


def test_times_are_stored_in_utc_and_shown_in_shanghai():
    with time_machine.travel(datetime(2026, 12, 31, 16, 30, tzinfo=UTC), tick=False):
        entry = record("a", "b")
    stored = LogEntry.objects.get(pk=entry.pk).created_at
    assert stored.utcoffset().total_seconds() == 0
    assert timezone.localtime(stored).isoformat() == "2027-01-01T00:30:00+08:00"


def test_history_keeps_its_order_when_the_clock_goes_back():
    with time_machine.travel("2026-06-02", tick=False):
        record("first", "a")
    with time_machine.travel("2026-06-01", tick=False):
        record("second", "a")
    seal()
    assert list(LogEntry.objects.values_list("act", flat=True)) == ["first", "second"]
    assert first_break() is None


@pytest.mark.parametrize("moment", ["2024-02-29", "2026-12-31T23:59:59", "2027-01-01"])
def test_years_of_a_report_do_not_depend_on_the_clock(moment):
    with time_machine.travel(moment, tick=False):
        assert str(AcademicYear(start_year=2023)) == "2023-2024学年"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("2024-12", "2024-12-01T00:00:00+08:00"), ("2026-01-05", "2026-01-05T00:00:00+08:00")],
)
def test_a_printed_day_begins_at_midnight_in_shanghai(printed, expected):
    head = {"code": "x", "front": {"published_on": printed}}
    assert timezone.localtime(_published_at(head)).isoformat() == expected
