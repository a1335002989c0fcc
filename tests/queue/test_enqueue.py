"""Tasks are asked for in the transaction that needs them: nothing for what was not stored, one waiting task per key."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from reports.queue.enqueue import enqueue

from . import tasks

PATH = "tests.queue.tasks.found"


def waiting() -> list:
    return [args["args"] for args in DBTaskResult.objects.values_list("args_kwargs", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_for_what_is_not_stored():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(tasks.found, "q-a", key="a")
        raise ZeroDivisionError
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_the_task_is_stored_in_the_same_commit():
    """Whatever ends the process after the commit finds the task there."""
    seen = []
    with transaction.atomic():
        transaction.on_commit(lambda: seen.extend(waiting()))
        enqueue(PATH, "q-a", key="a")
    assert seen == [["q-a"]]


@pytest.mark.django_db
def test_a_waiting_task_of_the_same_key_is_the_same_task():
    enqueue(PATH, "q-a", key="a")
    enqueue(tasks.found, "q-a", key="a")
    enqueue(PATH, "q-b", key="b")
    assert sorted(waiting()) == [["q-a"], ["q-b"]]


@pytest.mark.django_db
def test_one_that_runs_already_does_not_count():
    enqueue(PATH, "q-a", key="a")
    DBTaskResult.objects.update(status="RUNNING")
    enqueue(PATH, "q-a", key="a")
    enqueue(PATH, "q-a", key="a")
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "RUNNING"]


@pytest.mark.django_db
def test_without_a_key_each_call_is_a_task():
    enqueue(PATH, "q-a")
    enqueue(PATH, "q-a")
    assert waiting() == [["q-a"], ["q-a"]]
