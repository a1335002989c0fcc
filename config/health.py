"""For machines: is the process alive, can it work; where to report a security hole."""

import logging
import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("zhibao.health")
QUEUE_AGE = timedelta(minutes=10)
FREE_DISK = 0.10  # share of the volume


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return _plain("ok\n")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when work can be done. What is wrong stands in the log, never in the answer."""
    faults = list(_faults())
    for fault in faults:
        logger.error("not ready: %s", fault)
    return _plain("unavailable\n" if faults else "ok\n", status=503 if faults else 200)


def _faults():
    disk = shutil.disk_usage(settings.VAR)
    if disk.free < FREE_DISK * disk.total:
        yield f"disk: {disk.free >> 20} MB free"
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations: not all applied"
            return
        if DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - QUEUE_AGE).exists():
            yield "queue: a task waits for more than 10 minutes; is a worker running?"
    except DatabaseError as error:
        yield f"database: {type(error).__name__}"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    return _plain(
        f"Contact: {settings.SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: zh, en\n"
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt\n"
    )


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
