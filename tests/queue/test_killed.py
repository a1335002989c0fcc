"""Workers killed with real processes: a task ends once in effect, however its worker ends."""

import signal
import time

import pytest
from django.utils import timezone

from institutions.killpoints import NAMES
from reports.queue.clock import ONE_PRESS

pytestmark = pytest.mark.db
POINTS = [name for name in NAMES if name.startswith("worker.")]


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_around_a_task_leaves_it_to_the_next(site, point):
    row = site.put("found", "q-around")
    assert site.batch(ZHIBAO_KILL=point) == -signal.SIGKILL
    assert site.tasks.get().status == ("SUCCESSFUL" if point == "worker.after_outcome" else "RUNNING")
    if point != "worker.after_outcome":
        _taken_up(site)
    row.refresh_from_db(using="shared")
    assert (row.status, row.return_value) == ("SUCCESSFUL", "q-around")
    assert site.schools.filter(public_code="q-around").count() == 1


def test_a_worker_killed_in_a_task_leaves_it_to_one_that_lives(site, tmp_path):
    site.put("killed_once", str(tmp_path / "flag"), "q-in")
    assert site.batch() == -signal.SIGKILL
    assert site.states() == {"RUNNING": 1}
    assert not site.schools.filter(public_code="q-in").exists()
    living = _taken_up(site)
    assert site.ran() == ["q-in", "q-in"]
    assert site.schools.filter(public_code="q-in").count() == 1
    living.terminate()
    assert living.wait(30) == 0
    assert not site.beats.filter(worker_id__contains=f":{living.pid}:").exists()


def test_a_task_over_its_time_is_ended_and_the_next_one_runs(site):
    late = site.put("endless")
    after = site.put("found", "q-after")
    assert site.start("worker", "--no-duties", "--batch", "--limit", "0.5").wait(60) == 0
    late.refresh_from_db(using="shared")
    after.refresh_from_db(using="shared")
    assert (late.status, late.exception_class_path) == ("FAILED", "reports.queue.failures.OverTime")
    assert after.status == "SUCCESSFUL"
    assert site.ran() == ["endless", "q-after"]


def test_a_worker_told_to_end_finishes_its_task(site):
    site.put("slow", 1.0)
    site.put("found", "q-left")
    worker = site.worker()
    site.until(lambda: site.ran() == ["slow"])
    worker.terminate()
    assert worker.wait(30) == 0
    assert site.states() == {"SUCCESSFUL": 1, "READY": 1}
    assert site.ran() == ["slow", "slow done"]
    assert not site.beats.exists()


def test_a_worker_told_twice_puts_its_task_back_uncounted(site):
    row = site.put("slow", 60)
    worker = site.worker()
    site.until(lambda: site.ran() == ["slow"])
    worker.terminate()
    time.sleep(ONE_PRESS + 0.1)  # sooner it would count as the same press
    worker.terminate()
    assert worker.wait(30) == 0
    row.refresh_from_db(using="shared")
    assert (row.status, row.worker_ids) == ("READY", [])


def test_two_workers_do_each_task_once(site):
    for number in range(12):
        site.put("found", f"q-{number}")
    workers = [site.worker("--batch") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert site.states() == {"SUCCESSFUL": 12}
    assert sorted(site.ran()) == sorted(f"q-{number}" for number in range(12))


def _taken_up(site):
    """The living worker that took up the one task of a lost one, after its pause."""
    site.minute_passes()
    living = site.worker()
    site.until(lambda: site.states() == {"READY": 1})
    assert site.tasks.get().run_after > timezone.now()
    site.pauses_end()
    site.until(lambda: site.states() == {"SUCCESSFUL": 1})
    return living
