"""From a row of the queue to the call of its task, with a plain reason where that cannot be."""

import inspect
import json
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

from .failures import CodeGone, OldPayload


def call(row: DBTaskResult) -> Any:
    """Runs the task of the row; the value as JSON keeps it. Raises CodeGone, OldPayload before anything ran."""
    task = task_of(row)
    args, kwargs = arguments(row)
    before = [TaskContext(task_result=row.task_result)] if task.takes_context else []
    try:
        inspect.signature(task.func).bind(*before, *args, **kwargs)
    except TypeError as error:
        raise OldPayload(_("The task was queued by an older release and no longer fits.")) from error
    return json.loads(json.dumps(task.call(*before, *args, **kwargs)))


def task_of(row: DBTaskResult) -> Any:
    """Raises CodeGone."""
    try:
        return row.task
    except (ImportError, SuspiciousOperation, ValueError) as error:
        raise CodeGone(_("This release has no such task any more.")) from error


def arguments(row: DBTaskResult) -> tuple[list, dict]:
    """Raises OldPayload."""
    payload = row.args_kwargs
    try:
        args, kwargs = list(payload["args"]), dict(payload["kwargs"])
    except (KeyError, TypeError, ValueError) as error:
        raise OldPayload(_("The task was queued by an older release and no longer fits.")) from error
    return args, kwargs


def time_limit(row: DBTaskResult, default: float) -> float:
    """Seconds: the `time_limit` of the task's function, where it has one."""
    try:
        return getattr(task_of(row).func, "time_limit", default)
    except CodeGone:
        return default
