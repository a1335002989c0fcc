"""Recurring work: each duty when it is due, by one worker, whatever becomes of the others."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from reports.models import Duty as DutyRow
from reports.models import WorkerBeat
from reports.queue import clearing, duties
from reports.queue.duties import DUTIES, Duty

pytestmark = pytest.mark.django_db
CALLS = []


def note() -> None:
    CALLS.append(1)


def stumble() -> None:
    raise ValueError("表达有误")


NOTE = Duty("note", f"{__name__}.note", timedelta(minutes=1))
STUMBLE = Duty("stumble", f"{__name__}.stumble", timedelta(minutes=1))
GONE = Duty("gone", f"{__name__}.no_such", timedelta(minutes=1))


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    CALLS.clear()
    named = {NOTE.path: note, STUMBLE.path: stumble}

    def found(path):
        if path not in named:
            raise ImportError(path)
        return named[path]

    monkeypatch.setattr(duties, "import_string", found)


def test_a_duty_is_done_once_in_its_interval():
    assert duties.run_due((NOTE,)) == ["note"]
    assert duties.run_due((NOTE,)) == []
    DutyRow.objects.update(due_at=timezone.now())
    assert duties.run_due((NOTE,)) == ["note"]
    assert len(CALLS) == 2


def test_of_two_workers_that_see_it_due_one_does_it(monkeypatch):
    duties.run_due((NOTE,))
    DutyRow.objects.update(due_at=timezone.now())
    first = duties._taken
    monkeypatch.setattr(duties, "_taken", lambda duty: first(duty) and first(duty))  # the other was quicker
    assert duties.run_due((NOTE,)) == []
    assert len(CALLS) == 1


def test_a_duty_that_fails_keeps_no_other_back_and_is_told():
    assert duties.run_due((STUMBLE, GONE, NOTE)) == ["stumble", "gone", "note"]
    rows = {row.name: row for row in DutyRow.objects.all()}
    assert rows["stumble"].fault == "ValueError: 表达有误"
    assert rows["gone"].fault.startswith("ImportError")
    assert (rows["stumble"].done_at, rows["note"].fault) == (None, "")
    assert rows["note"].done_at is not None


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_every_duty_names_something_that_can_be_called_without_arguments(duty, monkeypatch):
    monkeypatch.setattr(duties, "import_string", import_string)
    assert callable(duties._callable(duty))


def test_the_log_is_linked_at_least_once_a_minute():
    assert {d.name: d.every for d in DUTIES}["seal_log"] + timedelta(seconds=5) <= timedelta(minutes=1)


def test_finished_tasks_and_old_signs_of_life_go():
    now = timezone.now()
    for status, days in [("SUCCESSFUL", 6), ("SUCCESSFUL", 8), ("FAILED", 89), ("FAILED", 91), ("READY", 99)]:
        row = DBTaskResult.objects.create(
            task_path="x.y", args_kwargs={}, backend_name="default", status=status, return_value=days
        )
        DBTaskResult.objects.filter(pk=row.pk).update(finished_at=now - timedelta(days=days))
    for hours in (23, 25):
        at = now - timedelta(hours=hours)
        WorkerBeat.objects.create(worker_id=str(hours), started_at=at, beat_at=at)
    clearing.clear_queue()
    assert sorted(DBTaskResult.objects.values_list("return_value", flat=True)) == [6, 89, 99]
    assert list(WorkerBeat.objects.values_list("worker_id", flat=True)) == ["23"]


def test_uploads_that_were_never_confirmed_go(settings, tmp_path):
    settings.VAR = tmp_path
    clearing.clear_uploads()  # no folder yet
    (tmp_path / "imports").mkdir()
    old, new = tmp_path / "imports" / "old", tmp_path / "imports" / "new"
    for path in (old, new):
        path.write_text("x")
    hours_ago = timezone.now().timestamp() - 7200
    os.utime(old, (hours_ago, hours_ago))
    clearing.clear_uploads()
    assert (old.exists(), new.exists()) == (False, True)
