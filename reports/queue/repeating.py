"""A thread that does one thing again and again, whatever goes wrong in it, until it is told to stop."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import close_old_connections, connections

logger = logging.getLogger("zhibao.queue")


class Repeating(Thread):
    def __init__(self, name: str, work: Callable[[], object], every: float):
        super().__init__(name=name, daemon=True)
        self.work, self.every, self.over = work, every, Event()

    def run(self) -> None:
        try:
            while not self.over.is_set():
                close_old_connections()  # one that the database has cut is made anew
                try:
                    self.work()
                except Exception:
                    logger.exception("%s failed", self.name)
                    connections.close_all()
                self.over.wait(self.every)
        finally:
            connections.close_all()

    def stop(self, patience: float) -> None:
        self.over.set()
        self.join(patience)
