"""Whether the site may be written to, and what people of the back office are told: one row, seen by all processes.

Read every two seconds in a process at most, so that it costs nothing; where the database does not answer, the site
counts as open, since nothing can be written then anyway.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from reports.models import SiteMode

Mode = SiteMode.Mode


@dataclass(frozen=True, slots=True)
class Now:
    mode: str = Mode.OPEN
    reason: str = ""

    @property
    def is_read_only(self) -> bool:
        return self.mode == Mode.READ_ONLY

    @property
    def is_announced(self) -> bool:
        return self.mode != Mode.OPEN


_held: tuple[float, Now] = (0.0, Now())


def now() -> Now:
    global _held
    read_at, held = _held
    if read_at and time.monotonic() - read_at < settings.SITE_MODE_KEPT:
        return held
    _held = (time.monotonic(), _read())
    return _held[1]


def set_mode(mode: str, reason: str = "") -> None:
    SiteMode.objects.update_or_create(
        pk=1, defaults={"mode": mode, "reason": reason, "since": timezone.now()}
    )
    forget()


def forget() -> None:
    """The next question reads the row."""
    global _held
    _held = (0.0, Now())


def _read() -> Now:
    try:
        row = SiteMode.objects.filter(pk=1).values_list("mode", "reason").first()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        return Now()
    return Now(*row) if row else Now()
