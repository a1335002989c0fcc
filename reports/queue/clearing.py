"""What nobody needs any more: ended sessions, old failed log-ins, uploads never confirmed, finished tasks."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from institutions.exchange import uploads
from reports.models import WorkerBeat

KEPT = {"SUCCESSFUL": timedelta(days=7), "FAILED": timedelta(days=90)}
ATTEMPTS = timedelta(days=180)
BEATS = timedelta(days=1)


def clear_sessions() -> None:
    call_command("clearsessions")
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - ATTEMPTS).delete()


def clear_uploads() -> None:
    folder = uploads.HeldUploads._folder()
    if folder.is_dir():
        uploads.discard_old(folder)


def clear_queue() -> None:
    now = timezone.now()
    for status, kept in KEPT.items():
        DBTaskResult.objects.filter(status=status, finished_at__lt=now - kept).delete()
    WorkerBeat.objects.filter(beat_at__lt=now - BEATS).delete()
