"""Can the site do its work: database, migrations, disks, queue, workers, log. Words for operators, in English, short."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports.models import Duty, LogEntry
from reports.queue.beat import is_any_alive

QUEUE_AGE = timedelta(minutes=10)
LOG_AGE = timedelta(minutes=5)
FREE_DISK = 0.10  # share of the volume


def faults() -> Iterator[str]:
    """What keeps the site from working; nothing where all is well."""
    yield from _disks()
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations: not all applied"
            return
        yield from _queue()
        yield from _log()
    except DatabaseError as error:
        yield f"database: {type(error).__name__}"


def _disks() -> Iterator[str]:
    """Each volume once: that of the files, that of the database file, that of everything else."""
    places = [Path(settings.VAR), Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        places.append(Path(connection.settings_dict["NAME"]).parent)
    volumes = {place.stat().st_dev: place for place in places if place.is_dir()}
    for place in volumes.values():
        disk = shutil.disk_usage(place)
        if disk.free < FREE_DISK * disk.total:
            yield f"disk: {disk.free >> 20} MB free at {place}"


def _queue() -> Iterator[str]:
    now = timezone.now()
    if not is_any_alive(now):
        yield "worker: none gives a sign of life"
    ready = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - QUEUE_AGE)
    if ready.exclude(run_after__gte=now - QUEUE_AGE, run_after__lte=now).exists():
        yield "queue: a task waits for more than 10 minutes"
    for duty in Duty.objects.exclude(fault=""):
        yield f"duty: {duty.name} failed last time"


def _log() -> Iterator[str]:
    """Rows are linked in order, so the first one after the last link is the oldest that waits."""
    last = LogEntry.objects.exclude(chain="").order_by("-pk").values_list("pk", flat=True).first() or 0
    oldest = LogEntry.objects.filter(pk__gt=last).order_by("pk").values_list("created_at", flat=True).first()
    if oldest is not None and oldest < timezone.now() - LOG_AGE:
        yield "log: rows wait for their link for more than 5 minutes"
