"""Signs of life of the workers, and the tasks of those that give none any more."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from reports.models import WorkerBeat

from .failures import WorkerLost
from .outcomes import fail, name_of

logger = logging.getLogger("zhibao.queue")
EVERY = 5  # seconds between two signs of life
LOST = timedelta(seconds=60)  # without a sign of life for so long, a worker's task is taken up again
ALIVE = timedelta(seconds=15)  # the site counts as having a worker


def beat(worker_id: str, task: UUID | None) -> None:
    now = timezone.now()
    WorkerBeat.objects.update_or_create(
        worker_id=worker_id,
        defaults={"beat_at": now, "task": task},
        create_defaults={"beat_at": now, "task": task, "started_at": now},
    )


def leave(worker_id: str) -> None:
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def is_any_alive(now: datetime) -> bool:
    return WorkerBeat.objects.filter(beat_at__gte=now - ALIVE).exists()


def take_up_lost() -> int:
    """Ends or queues again every task that runs for a worker without a sign of life, or that its worker knows nothing
    of (it could not store how the task ended). Safe when several workers do it at once."""
    since = timezone.now() - LOST
    alive = dict(WorkerBeat.objects.filter(beat_at__gte=since).values_list("worker_id", "task"))
    taken = 0
    for row in DBTaskResult.objects.running():
        worker = row.worker_ids[-1] if row.worker_ids else ""
        if worker in alive and (alive[worker] == row.pk or row.started_at >= since):
            continue
        logger.warning("task %s: worker %s is lost", name_of(row), worker)
        taken += fail(row, WorkerLost(_("The worker was lost.")))
    return taken
