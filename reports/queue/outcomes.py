"""How a task leaves the worker: done, put back for another try, or failed for good.

Each outcome is written only where the row still is the one this worker took: a task that was taken up by another in the
meantime keeps what the other made of it. The number of tries is the number of workers the row names.
"""

import logging
from contextlib import suppress
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.dispatch import Signal
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .call import task_of
from .failures import PAUSES, TRIES, CodeGone, class_path, is_transient

logger = logging.getLogger("zhibao.queue")
given_up = Signal()  # task_path, args, error: the task has failed for good; sent after that is stored


def name_of(row: DBTaskResult) -> str:
    return f"{row.task_path.rpartition('.')[2]} {row.pk}"


def succeed(row: DBTaskResult, value: Any) -> bool:
    return _leave(row, status="SUCCESSFUL", finished_at=timezone.now(), return_value=value)


def fail(row: DBTaskResult, error: BaseException) -> bool:
    """Another try after a pause where that may help, else the end."""
    told = {"exception_class_path": class_path(error), "traceback": "".join(format_exception(error))[-20000:]}
    tries = len(row.worker_ids)
    if is_transient(error) and tries < TRIES:
        again = timezone.now() + timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
        logger.warning("task %s: try %s failed (%s), next at %s", name_of(row), tries, error, again)
        return _leave(row, status="READY", run_after=again, **told)
    if not _leave(row, status="FAILED", finished_at=timezone.now(), **told):
        return False
    logger.error("task %s failed for good after %s tries: %s", name_of(row), tries, error, exc_info=error)
    with suppress(CodeGone):
        task_of(row)  # loads its module, so that whoever listens there hears
    payload = row.args_kwargs if isinstance(row.args_kwargs, dict) else {}
    args = payload.get("args") or []
    answers = given_up.send_robust(DBTaskResult, task_path=row.task_path, args=args, error=error)
    for _receiver, fault in answers:
        if isinstance(fault, Exception):
            logger.error("task %s: telling of its failure failed", name_of(row), exc_info=fault)
    return True


def hand_back(row: DBTaskResult) -> bool:
    """To the queue as if it had never been taken."""
    logger.warning("task %s: put back, the worker ends", name_of(row))
    return _leave(row, status="READY", run_after=timezone.now(), worker_ids=row.worker_ids[:-1])


def again(pk: Any) -> bool:
    """A person asks for new tries of a failed task. False where it is not failed any more."""
    failed = DBTaskResult.objects.filter(pk=pk, status="FAILED")
    return failed.update(status="READY", run_after=timezone.now(), worker_ids=[], finished_at=None) == 1


def _leave(row: DBTaskResult, **fields: Any) -> bool:
    if fields["status"] == "SUCCESSFUL":
        fields |= {"exception_class_path": "", "traceback": ""}
    mine = DBTaskResult.objects.filter(pk=row.pk, status="RUNNING", worker_ids=row.worker_ids)
    return mine.update(**fields) == 1
