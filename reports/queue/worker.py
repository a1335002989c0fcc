"""The worker: the loop of django-tasks-db, with signs of life, time limits, further tries, duties, and an orderly end.

The loop and the tasks run in the main thread; signs of life and duties each have a thread with a connection of its own,
so that a long task keeps neither back.
"""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from uuid import UUID

from django.db import Error, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as PackageWorker
from django_tasks_db.models import DBTaskResult

from institutions.killpoints import killpoint

from . import beat, outcomes
from .call import call, time_limit
from .clock import LIMIT, Clock
from .duties import run_due
from .failures import HandedBack, OverTime
from .repeating import Repeating

logger = logging.getLogger("zhibao.queue")
DUTY_TICK = 5.0
OVERDUE = 30.0  # seconds after its limit a task that no signal reaches is ended together with its worker
PERSIST = 60.0  # seconds an outcome is tried to be stored while the database is away
PAUSE = 2.0


class Worker(PackageWorker):
    def __init__(self, *, interval: float, batch: bool = False, limit: float = LIMIT, duties: bool = True):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}:{get_random_string(8)}",
        )
        self.clock = Clock(limit)
        self.row: DBTaskResult | None = None
        self.with_duties = duties

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """On a signal: no further task; the running one gets a little time. The loop's sleep ends at once."""
        was_running, self.running = self.running, False
        if self.running_task:
            self.clock.end()
        elif was_running:
            raise SystemExit(0)

    def run(self) -> None:
        threads = [Repeating("sign of life", self._beat, beat.EVERY)]
        if self.with_duties:
            threads.append(Repeating("duties", run_due, DUTY_TICK))
        for thread in threads:
            thread.start()
        try:
            self._loop()
        finally:
            for thread in threads:
                thread.stop(patience=2)
            with suppress(Error):
                self._give_back_mine()
                beat.leave(self.worker_id)

    def _loop(self) -> None:
        """The package's loop ends where the database goes away; ours waits for it."""
        while True:
            try:
                beat.take_up_lost()
                return super().run()
            except Error as error:
                logger.warning("the database is away or busy: %s", error)
                connections.close_all()
                if not self.running:
                    return None
                time.sleep(PAUSE)

    def run_task(self, row: DBTaskResult) -> None:
        self.running_task, self.row = True, row
        try:
            with suppress(Error):  # the thread will say it
                self._beat()
            killpoint("worker.before_task")
            outcome = self._outcome(row)
            killpoint("worker.after_task")
            self._persist(outcome)
            killpoint("worker.after_outcome")
        finally:
            self.running_task, self.row = False, None
            self._run_tasks += 1

    def _outcome(self, row: DBTaskResult) -> Callable[[], bool]:
        """Runs the task; answers with what is to be stored. Only the end of this very process gets past."""
        logger.info("task %s: begins, try %s", outcomes.name_of(row), len(row.worker_ids))
        try:
            with self.clock.bounds(time_limit(row, self.clock.limit)):
                value = call(row)
        except HandedBack:
            connections.close_all()  # whatever the task was in the middle of
            return lambda: outcomes.hand_back(row)
        except BaseException as error:
            if isinstance(error, OverTime):
                connections.close_all()
            caught = error
            return lambda: outcomes.fail(row, caught)
        return lambda: outcomes.succeed(row, value)

    def _persist(self, outcome: Callable[[], bool]) -> None:
        """Stores the outcome, also where the database comes back only after a while. After that long the task counts
        as lost, since nobody says that it runs."""
        until = time.monotonic() + PERSIST
        while True:
            try:
                outcome()
                return
            except Error as error:
                logger.warning("the outcome of a task could not be stored: %s", error)
                connections.close_all()
                if time.monotonic() > until:
                    return
                time.sleep(PAUSE)

    def _beat(self) -> None:
        beat.beat(self.worker_id, self._task())
        row = self.row
        if row is not None and self.clock.is_overdue(OVERDUE):
            logger.error("task %s: no signal reaches it; the worker ends with it", outcomes.name_of(row))
            outcomes.fail(row, OverTime("over its time"))
            os.kill(os.getpid(), signal.SIGKILL)

    def _task(self) -> UUID | None:
        row = self.row
        return row.pk if row is not None else None

    def _give_back_mine(self) -> None:
        """A signal between taking a task and beginning it leaves the task running for nobody."""
        for row in DBTaskResult.objects.running():
            if row.worker_ids and row.worker_ids[-1] == self.worker_id:
                outcomes.hand_back(row)
