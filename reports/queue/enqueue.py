"""Puts slow work into the queue: after the commit only, and one open task per key."""

from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

OPEN = ("READY", "RUNNING")


def enqueue(task: Any, *args: Any, key: str = "") -> None:
    """`task` is a task or its dotted path (callers below the tasks name it so). With a key, an open task of the same
    task and arguments is the same task. Nothing is queued for what is not stored in the end."""

    def put() -> None:
        found = import_string(task) if isinstance(task, str) else task
        waiting = DBTaskResult.objects.filter(
            status="READY", task_path=found.module_path, args_kwargs={"args": list(args), "kwargs": {}}
        )
        if not key or not waiting.exists():
            found.enqueue(*args)

    transaction.on_commit(put)
