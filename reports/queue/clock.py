"""Ends a task from outside: by its time limit, or because its worker has to end.

The alarm comes in the worker's main thread, wherever the task is then. A second, later bound for a task that no signal
reaches is kept by the worker's thread of signs of life.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .failures import HandedBack, OverTime

LIMIT = 300.0  # seconds a task may run where nothing else is said
GRACE = 25.0  # seconds a running task gets when the worker has to end
ONE_PRESS = 1.0  # signals of the same moment (Ctrl-C reaches every process) count as one


class Clock:
    """One for a worker. `limit` holds for tasks whose function has no `time_limit` of its own."""

    def __init__(self, limit: float = LIMIT):
        self.limit = limit
        self.ending: float | None = None  # when the first signal to end came
        self.until: float | None = None  # when the running task has to be over
        signal.signal(signal.SIGALRM, self._ring)

    @contextmanager
    def bounds(self, seconds: float) -> Iterator[None]:
        """What runs inside gets OverTime or HandedBack raised into it."""
        self.until = time.monotonic() + seconds
        signal.setitimer(signal.ITIMER_REAL, seconds)
        if self.ending is not None:
            signal.setitimer(signal.ITIMER_REAL, min(seconds, GRACE))
        try:
            yield
        finally:
            self.until = None  # from here on an alarm says nothing
            signal.setitimer(signal.ITIMER_REAL, 0)

    def end(self) -> None:
        """The worker has to end: the running task gets a little more time, at the next call none."""
        now = time.monotonic()
        first = self.ending is None
        self.ending = now if first else self.ending
        if self.until is None or (not first and now - self.ending < ONE_PRESS):
            return
        signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self.until - now, GRACE)) if first else 0.01)

    def is_overdue(self, by: float) -> bool:
        """Whether the task should have been over that many seconds ago."""
        return self.until is not None and time.monotonic() > self.until + by

    def _ring(self, signum, frame) -> None:
        if self.until is None:
            return
        if self.ending is None or time.monotonic() >= self.until:
            raise OverTime("over its time")
        raise HandedBack
