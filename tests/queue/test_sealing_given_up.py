"""A sealing whose worker was lost for good is shown as failed, and its people are told; a sealed one is not touched."""

import pytest
from django_tasks_db.models import DBTaskResult

from reports.models import Notice, Version
from reports.queue import outcomes
from reports.queue.failures import WorkerLost
from reports.workflow import review
from tests.life import make_life, walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(media):
    """Sealed files of a test lie in a folder of its own."""


def lost_for_good(version: Version) -> None:
    row = DBTaskResult.objects.filter(task_path="reports.tasks.seal_version").latest("enqueued_at")
    assert row.args_kwargs["args"] == [version.pk]
    row.status, row.worker_ids = "RUNNING", ["a", "b", "c"]
    row.save()
    outcomes.fail(row, WorkerLost())


def test_it_is_shown_as_failed_with_its_reason():
    life = make_life()
    walk(life, "last_level")
    review.approve(life.version.pk, by=life.city_reviewer)
    assert life.version.sealing == Version.Sealing.RUNNING
    lost_for_good(life.version)
    assert life.version.sealing == Version.Sealing.FAILED
    assert life.version.sealing_error
    assert Notice.objects.filter(kind="sealing_failed", user=life.publisher).exists()


def test_what_was_sealed_before_the_worker_was_lost_stays_sealed():
    life = make_life()
    version = walk(life, "approved")
    Version.objects.filter(pk=version.pk).update(sealing=Version.Sealing.RUNNING)
    lost_for_good(version)
    assert life.version.sealing == Version.Sealing.SEALED
