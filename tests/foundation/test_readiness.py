"""Readiness under each fault: the answer says no more than that; and passwords made of known words."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from institutions.models import Institution, Membership, User
from institutions.models.people import Role
from reports import log, readiness
from reports.models import Duty, LogEntry, WorkerBeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(db):
    """A worker that gave a sign of life just now."""
    now = timezone.now()
    return WorkerBeat.objects.create(worker_id="w", started_at=now, beat_at=now)


def waiting(minutes: int) -> None:
    task = DBTaskResult.objects.create(
        task_path="x.y",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        exception_class_path="",
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))


def answer(client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.content.decode()


def test_ready_when_nothing_is_wrong(client):
    waiting(9)
    assert answer(client) == (200, "ok\n")


def test_not_ready_when_a_task_waits_too_long(client, caplog):
    waiting(11)
    assert answer(client) == (503, "unavailable\n")
    assert "queue" in caplog.text


def test_not_ready_when_the_disk_is_nearly_full(client, monkeypatch, caplog):
    monkeypatch.setattr(
        readiness.shutil, "disk_usage", lambda path: SimpleNamespace(total=100 << 20, free=9 << 20)
    )
    assert answer(client) == (503, "unavailable\n")
    assert "disk: 9 MB free" in caplog.text


def test_not_ready_without_a_database(client, monkeypatch, caplog):
    def refuse(connection):
        raise DatabaseError("password of zhibao at 10.0.0.5")

    monkeypatch.setattr(readiness, "MigrationExecutor", refuse)
    assert answer(client) == (503, "unavailable\n")
    assert "database" in caplog.text


def test_not_ready_while_a_migration_is_missing(client, monkeypatch, caplog):
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda self, targets: [("m", False)])
    assert answer(client) == (503, "unavailable\n")
    assert "migrations" in caplog.text


def test_not_ready_without_a_living_worker(client, worker, caplog):
    WorkerBeat.objects.update(beat_at=timezone.now() - timedelta(seconds=14))
    assert answer(client) == (200, "ok\n")
    WorkerBeat.objects.update(beat_at=timezone.now() - timedelta(seconds=16))
    assert answer(client) == (503, "unavailable\n")
    assert "worker" in caplog.text
    WorkerBeat.objects.all().delete()
    assert answer(client) == (503, "unavailable\n")


def test_a_task_that_waits_for_its_next_try_is_no_fault(client):
    waiting(60)
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(seconds=30))
    assert answer(client) == (200, "ok\n")
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(minutes=9))
    assert answer(client) == (200, "ok\n")
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(minutes=11))
    assert answer(client) == (503, "unavailable\n")


def test_not_ready_while_the_log_is_not_linked(client, monkeypatch, caplog):
    now = timezone.now()
    for minutes in (6, 4):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: now - timedelta(minutes=minutes))
        log.record("test", "x")
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert answer(client) == (503, "unavailable\n")
    assert "log" in caplog.text
    log.seal()
    assert answer(client) == (200, "ok\n")
    assert LogEntry.objects.count() == 2


def test_not_ready_while_a_duty_fails(client, caplog):
    Duty.objects.create(name="publish_due", due_at=timezone.now(), fault="ValueError: x")
    assert answer(client) == (503, "unavailable\n")
    assert "duty: publish_due" in caplog.text


def test_the_command_tells_what_the_answer_does_not(client, capsys):
    call_command("readiness")
    WorkerBeat.objects.all().delete()
    with pytest.raises(CommandError, match="worker"):
        call_command("readiness")


def test_the_contact_for_reporters_is_not_yet_expired(client, settings):
    settings.SECURITY_CONTACT = "mailto:anquan@example.cn"
    lines = dict(
        part.split(": ", 1)
        for part in client.get("/.well-known/security.txt").content.decode().strip().split("\n")
    )
    assert lines["Contact"] == "mailto:anquan@example.cn"
    assert lines["Expires"] > timezone.now().strftime("%Y-%m-%d")


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("测试职业技术学校123", False),
        ("cs-zyjsxx2026", False),
        ("Zhibao-2026", False),
        ("测试职业技术学校的操场很安静啊", False),
        ("测试职业技术学校的操场清晨很安静", True),
        ("操场清晨很安静我喜欢那里", True),
    ],
)
def test_known_words_make_no_password(password, taken):
    school = Institution.objects.create(public_code="cs-zyjsxx", name="测试职业技术学校")
    person = User.objects.create_user("a")
    Membership.objects.create(user=person, role=Role.FILLER, institution=school)
    try:
        validate_password(password, person)
        outcome = True
    except ValidationError:
        outcome = False
    assert outcome is taken
