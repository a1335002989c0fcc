"""Tasks that say they run while no living worker runs them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from reports.models.queue import WorkerBeat

LIMIT = timedelta(seconds=300)  # a task may run this long, and a lost one is taken up again before
ALIVE = timedelta(seconds=60)  # since a worker's last sign of life


def stuck_tasks(now: datetime) -> Iterator[str]:
    """Sentences on tasks that run longer than their limit and whose worker shows no sign of life."""
    alive = set(WorkerBeat.objects.filter(beat_at__gte=now - ALIVE).values_list("worker_id", flat=True))
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - LIMIT):
        if not alive & set(task.worker_ids[-1:]):
            yield _("Task %(id)s (%(name)s) runs since %(time)s, but its worker is gone.") % {
                "id": task.pk,
                "name": task.task_path.rpartition(".")[2],
                "time": task.started_at.isoformat(timespec="seconds"),
            }
