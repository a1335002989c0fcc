"""Puts slow work into the queue, in the transaction that asks for it: what is not stored in the end queues nothing, and
what is stored always has its task, also where the process ends right after the commit. Workers see it after the commit.
"""

from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult


@transaction.atomic
def enqueue(task: Any, *args: Any, key: str = "") -> None:
    """`task` is a task or its dotted path (callers below the tasks name it so).

    With a key, a waiting task of the same name and arguments is the same task: it is held until the caller's commit, so
    that it starts with all that the caller stored. One that runs already may have read before the change, so it does
    not count; one that another caller holds does not either, rather than that two callers wait for each other.
    """
    found = import_string(task) if isinstance(task, str) else task
    waiting = DBTaskResult.objects.filter(
        status="READY", task_path=found.module_path, args_kwargs={"args": list(args), "kwargs": {}}
    )
    if not key or waiting.get_locked() is None:
        found.enqueue(*args)
