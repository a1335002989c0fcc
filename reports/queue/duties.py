"""Recurring work without cron: the workers see to it, one of them each time.

A duty that fails is told in the log and on the page of tasks, and comes again at its next time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task

from reports.models import Duty as DutyRow

logger = logging.getLogger("zhibao.queue")


@dataclass(frozen=True, slots=True)
class Duty:
    """`path`: a function or a task without arguments."""

    name: str
    path: str
    every: timedelta


DUTIES = (
    Duty("seal_log", "reports.tasks.seal_log", timedelta(seconds=30)),
    Duty("publish_due", "reports.tasks.publish_due", timedelta(seconds=10)),
    Duty("mail_notices", "reports.tasks.mail_notices", timedelta(minutes=1)),
    Duty("send_reminders", "reports.tasks.send_reminders", timedelta(hours=1)),
    Duty("take_up_lost", "reports.queue.beat.take_up_lost", timedelta(seconds=30)),
    Duty("clear_sessions", "reports.queue.clearing.clear_sessions", timedelta(hours=6)),
    Duty("clear_uploads", "reports.queue.clearing.clear_uploads", timedelta(hours=1)),
    Duty("clear_queue", "reports.queue.clearing.clear_queue", timedelta(hours=6)),
)


def run_due(duties: tuple[Duty, ...] = DUTIES) -> list[str]:
    """Does what is due and not done by another; answers with the names."""
    known = dict(DutyRow.objects.values_list("name", "due_at"))
    done = []
    for duty in duties:
        if duty.name not in known:
            DutyRow.objects.get_or_create(name=duty.name, defaults={"due_at": timezone.now()})
        elif known[duty.name] > timezone.now():
            continue
        if _taken(duty):
            _do(duty)
            done.append(duty.name)
    return done


def _taken(duty: Duty) -> bool:
    """Compare and set: of several workers one moves the time on."""
    now = timezone.now()
    due = DutyRow.objects.filter(name=duty.name, due_at__lte=now)
    return due.update(due_at=now + duty.every) == 1


def _do(duty: Duty) -> None:
    try:
        _callable(duty)()
        fault = ""
    except Exception as error:
        logger.exception("duty %s failed", duty.name)
        fault = f"{type(error).__name__}: {error}"[:300]
    row = DutyRow.objects.filter(name=duty.name)
    row.update(fault=fault, **({} if fault else {"done_at": timezone.now()}))


def _callable(duty: Duty) -> Callable[[], object]:
    found = import_string(duty.path)
    return found.call if isinstance(found, Task) else found
