"""What becomes of a task that fails: tries with growing pauses where that may help, else a reason; others go on."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from reports.models import WorkerBeat
from reports.queue import beat, failures, outcomes
from reports.queue.failures import reason
from reports.queue.worker import OVERDUE, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _runs(tmp_path, monkeypatch):
    monkeypatch.setenv("QUEUE_RUNS", str(tmp_path / "runs"))


@pytest.fixture
def worker():
    return Worker(interval=0, batch=True, duties=False)


def put(path: str, *args, **fields) -> DBTaskResult:
    path = path if "." in path else f"tests.queue.tasks.{path}"
    defaults = {"args_kwargs": {"args": list(args), "kwargs": {}}, "run_after": get_date_max()}
    return DBTaskResult.objects.create(task_path=path, backend_name="default", **defaults | fields)


def run(worker, row: DBTaskResult) -> DBTaskResult:
    row.claim(worker.worker_id)
    worker.run_task(row)
    row.refresh_from_db()
    return row


def drain(worker) -> None:
    """All that is ready, in the order of the queue. (The loop itself closes connections, so processes try it.)"""
    while (row := DBTaskResult.objects.ready().get_locked()) is not None:
        run(worker, row)


def told(row: DBTaskResult) -> str:
    return reason(row.exception_class_path, row.traceback)


def test_a_passing_failure_is_tried_three_times_with_growing_pauses(worker):
    row = put("passing")
    seen = []
    for _ in range(3):
        begun = timezone.now()
        run(worker, row)
        pause = round((row.run_after - begun).total_seconds()) if row.status == "READY" else None
        seen.append((row.status, pause, told(row)))
    sentence = "邮件服务器暂时无法连接"
    assert seen == [("READY", 30, sentence), ("READY", 120, sentence), ("FAILED", None, sentence)]


def test_a_pause_keeps_the_task_from_being_taken(worker):
    row = run(worker, put("passing"))
    assert not DBTaskResult.objects.ready().filter(pk=row.pk).exists()
    drain(worker)
    row.refresh_from_db()
    assert len(row.worker_ids) == 1


@pytest.mark.parametrize(
    ("path", "args", "class_name", "sentence"),
    [
        ("hopeless", [], "Permanent", "第 3 表缺少合计"),
        ("tests.queue.tasks.no_such", [], "CodeGone", None),
        ("no.such.module", [], "CodeGone", None),
        ("nothing", [], "CodeGone", None),
        ("tests.queue.tasks.gone_for_good", [], "CodeGone", None),
        ("found", [], "OldPayload", None),
        ("found", ["a", "b"], "OldPayload", None),
        ("unspeakable", [], "TypeError", None),
    ],
)
def test_what_cannot_succeed_fails_at_once_and_the_next_goes_on(worker, path, args, class_name, sentence):
    row, after = put(path, *args), put("found", "q-next")
    drain(worker)
    row.refresh_from_db()
    after.refresh_from_db()
    assert (row.status, row.exception_class_path.rpartition(".")[2], len(row.worker_ids)) == (
        "FAILED",
        class_name,
        1,
    )
    assert told(row) == sentence if sentence else told(row)
    assert after.status == "SUCCESSFUL"


@pytest.mark.parametrize("payload", [[], {"args": ["q-x"]}, {"args": None, "kwargs": {}}, "text", None])
def test_a_payload_of_another_shape_fails_with_its_reason(worker, payload):
    row = run(worker, put("found", args_kwargs=payload or {}))
    assert (row.status, row.exception_class_path) == ("FAILED", "reports.queue.failures.OldPayload")


def test_no_trace_and_no_word_of_an_unexpected_fault_is_shown(worker):
    row = run(worker, put("broken"))
    assert row.status == "FAILED"
    assert "RuntimeError" in told(row)
    assert "secret" not in told(row) and "10.0.0.5" not in told(row)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("database is locked"), True),
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (OSError(28, "No space left on device"), True),
        (OSError(2, "No such file"), False),
        (failures.smtplib.SMTPResponseException(451, b"later"), True),
        (failures.smtplib.SMTPResponseException(550, b"never"), False),
        (ValueError(), False),
        (MemoryError(), False),
        (failures.OverTime(), False),
    ],
)
def test_which_failures_pass(error, expected):
    assert failures.is_transient(error) is expected


def test_giving_up_is_told_once_with_task_and_arguments(worker):
    heard = []

    def hear(sender, task_path, args, error, **kwargs):
        heard.append((task_path, args, type(error).__name__))

    outcomes.given_up.connect(hear)
    try:
        run(worker, put("hopeless"))
        run(worker, put("passing"))
        run(worker, put("found", "q-good"))
    finally:
        outcomes.given_up.disconnect(hear)
    assert heard == [("tests.queue.tasks.hopeless", [], "Permanent")]


def lost(
    tries: int = 1, *, beat_age: int | None = None, started: int = 61, runs: bool = True
) -> DBTaskResult:
    """A task that runs, in its n-th try, for a worker whose last sign of life is that old (None: it has none)."""
    now = timezone.now()
    row = put("found", "q-lost", status="RUNNING", worker_ids=[f"w{n}" for n in range(tries)])
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=now - timedelta(seconds=started))
    if beat_age is not None:
        WorkerBeat.objects.create(
            worker_id=f"w{tries - 1}",
            started_at=now,
            beat_at=now - timedelta(seconds=beat_age),
            task=row.pk if runs else None,
        )
    return row


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({}, "READY"),
        ({"tries": 2}, "READY"),
        ({"tries": 3}, "FAILED"),
        ({"beat_age": 61}, "READY"),
        ({"beat_age": 59}, "RUNNING"),
        ({"beat_age": 5, "runs": False}, "READY"),  # it could not store how the task ended
        ({"beat_age": 5, "runs": False, "started": 30}, "RUNNING"),  # it has just taken it
    ],
)
def test_tasks_of_lost_workers_are_taken_up(kind, expected):
    row = lost(**kind)
    beat.take_up_lost()
    row.refresh_from_db()
    assert row.status == expected
    if expected != "RUNNING":
        assert row.exception_class_path == "reports.queue.failures.WorkerLost"
        assert told(row)


def test_a_task_taken_up_twice_is_counted_once():
    row = lost()
    stale = DBTaskResult.objects.get(pk=row.pk)
    assert beat.take_up_lost() == 1
    assert outcomes.fail(stale, failures.WorkerLost()) is False


def test_a_worker_that_comes_back_late_changes_nothing_of_what_another_made(worker):
    row = lost()
    late = DBTaskResult.objects.get(pk=row.pk)
    beat.take_up_lost()
    again = DBTaskResult.objects.get(pk=row.pk)
    run(worker, again)
    assert outcomes.succeed(late, "old") is False
    assert outcomes.fail(late, ValueError()) is False
    row.refresh_from_db()
    assert (row.status, row.return_value) == ("SUCCESSFUL", "q-lost")


def test_an_outcome_waits_for_the_database(worker, monkeypatch):
    row, tried = put("found", "q-wait"), []
    succeed = outcomes.succeed

    def away(*args):
        tried.append(1)
        if len(tried) < 3:
            raise OperationalError("gone")
        return succeed(*args)

    monkeypatch.setattr("reports.queue.worker.PAUSE", 0)
    monkeypatch.setattr("reports.queue.worker.connections.close_all", lambda: None)
    monkeypatch.setattr(outcomes, "succeed", away)
    assert run(worker, row).status == "SUCCESSFUL"
    assert len(tried) == 3


def test_a_task_that_no_signal_reaches_is_failed_and_its_worker_ends(worker, monkeypatch):
    row, killed = put("found", "q-deaf"), []
    row.claim(worker.worker_id)
    monkeypatch.setattr("reports.queue.worker.os.kill", lambda *args: killed.append(args))
    worker.row, worker.clock.until = row, time.monotonic() - OVERDUE + 5
    worker._beat()
    assert killed == []
    worker.clock.until = time.monotonic() - OVERDUE - 1
    worker._beat()
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "reports.queue.failures.OverTime")
    assert killed == [(os.getpid(), signal.SIGKILL)]
