"""Writing and checking the append-only log.

`record` writes a row in the acting transaction with the digest of its own content; `seal` links rows in order, so a
changed, removed or inserted row breaks the chain; `first_break` finds where.
"""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from institutions.models import User
from reports.models import LogEntry

SEAL_BATCH = 5000


def record(
    act: str, target: Model | str, *, by: User | None = None, address: str | None = None, **detail: Any
) -> LogEntry:
    """One row. `target` is a model instance or a text; `detail` must fit JSON."""
    name = target if isinstance(target, str) else f"{target._meta.label_lower}:{target.pk}"
    entry = LogEntry(user=by, act=act, target=name, detail=detail, address=address, created_at=timezone.now())
    entry.digest = digest_of(entry)
    entry.save()
    return entry


def digest_of(entry: LogEntry) -> str:
    """SHA-256 of who, what, on what, detail, where from and when (microseconds, UTC)."""
    content = [
        entry.user_id,
        entry.act,
        entry.target,
        entry.detail,
        entry.address,
        entry.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _link(before: str, entry: LogEntry) -> str:
    return hashlib.sha256(f"{before}:{entry.pk}:{entry.digest}".encode()).hexdigest()


@transaction.atomic
def seal() -> str:
    """Links every row that is not linked yet, in order of its number; returns the last link ('' for an empty log)."""
    if connection.features.has_select_for_update:
        last = LogEntry.objects.exclude(chain="").select_for_update().order_by("-pk").first()
    else:
        last = LogEntry.objects.exclude(chain="").order_by("-pk").first()
    link = last.chain if last else ""
    for entry in LogEntry.objects.filter(chain="").order_by("pk")[:SEAL_BATCH]:
        link = _link(link, entry)
        LogEntry.objects.filter(pk=entry.pk).write_chain(link)
    return link


def first_break() -> LogEntry | None:
    """The first row whose content or link does not fit; None: the log is whole."""
    link = ""
    for entry in LogEntry.objects.exclude(chain="").order_by("pk").iterator():
        expected = _link(link, entry)
        if entry.digest != digest_of(entry) or entry.chain != expected:
            return entry
        link = expected
    return None
