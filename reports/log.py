"""Writing and checking the append-only log.

`record` writes a row in the acting transaction with the digest of its own content; `seal` links rows in order, so a
changed, removed or inserted row breaks the chain; `first_break` finds where. Whether the end was cut off is a question
to `reports.safekeeping.log_faults`.
"""

import hashlib
import json
import logging
from contextvars import ContextVar
from datetime import UTC, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from institutions.models import Role, User
from institutions.permissions import place_of
from institutions.scoping import memberships
from reports.models import LogEntry

logger = logging.getLogger("zhibao.log")
SEAL_BATCH = 5000
READING_ONCE = timedelta(minutes=10)
PATIENCE = "300ms"  # how long linking waits for whoever writes; shorter than PostgreSQL looks for deadlocks
# The visitor's address while a request is answered, set by the middleware; None in commands and tasks.
client: ContextVar[str | None] = ContextVar("client", default=None)


def record(
    act: str, target: Model | str, *, by: User | None = None, address: str | None = None, **detail: Any
) -> LogEntry:
    """One row. `target` is a model instance or a text; `detail` must fit JSON; the place of a row is added to it."""
    name = target if isinstance(target, str) else row_name(target)
    place = "" if isinstance(target, str) else place_name(target)
    entry = LogEntry(
        user=by,
        act=act,
        target=name[:120],
        detail={"place": place} | detail if place else detail,
        address=address or client.get(),
        created_at=timezone.now(),
    )
    entry.digest = digest_of(entry)
    entry.save()
    return entry


def row_name(row: Model) -> str:
    """How the log names a row: model and number."""
    return f"{row._meta.label_lower}:{row.pk}"


def place_name(thing: Model) -> str:
    """The school or region a row belongs to; '' for what belongs to nobody."""
    institution, region = place_of(thing)
    place = institution or region
    return row_name(place) if place is not None else ""


def record_reading(request: HttpRequest, thing: Model, act: str = "report.read") -> None:
    """Someone outside the school (or bureau) opened its private content: logged once per person, thing, ten minutes."""
    if not belongs(request.user, thing) and not _just_read(request.user, act, row_name(thing)):
        record(act, thing, by=request.user)


def record_listing(request: HttpRequest, model: type[Model], act: str = "rows.read") -> None:
    """A list over several schools was looked at: logged once per person, kind of row, ten minutes."""
    if not _just_read(request.user, act, model._meta.label_lower):
        record(act, model._meta.label_lower, by=request.user)


def _just_read(user: User, act: str, target: str) -> bool:
    since = timezone.now() - READING_ONCE
    return LogEntry.objects.filter(user=user, act=act, target=target, created_at__gte=since).exists()


def belongs(user: User, thing: Model) -> bool:
    """Whether the account holds a role on the very school, or on the very region, that the row belongs to."""
    institution, region = place_of(thing)
    held = [m for m in memberships(user) if m.role != Role.GUEST]  # a guest is from outside
    if institution is not None:
        return any(m.institution_id == institution.pk for m in held)
    return region is not None and any(m.region_id == region.pk for m in held)


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


def seal() -> str:
    """Links every row that is not linked yet, in order of its number; returns the last link ('' for an empty log)."""
    with transaction.atomic():
        if not _alone():
            return last_link()
        link = last_link()
        for entry in LogEntry.objects.filter(chain="").order_by("pk")[:SEAL_BATCH]:
            link = _link(link, entry)
            LogEntry.objects.filter(pk=entry.pk).write_chain(link)
        return link


def last_link() -> str:
    """The newest link there is, without linking anything; '' where nothing is linked yet."""
    return LogEntry.objects.exclude(chain="").order_by("-pk").values_list("chain", flat=True).first() or ""


def _alone() -> bool:
    """Waits until nobody is in the middle of writing a row: a lower number that appears later would not fit the chain.

    SQLite has one writer at a time anyway. Where someone writes for longer, linking is left to the next time.
    """
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {LogEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError:
        logger.info("log rows are being written; they are linked next time")
        return False
    return True


def first_break() -> LogEntry | None:
    """The first row whose content or link does not fit; None: the log is whole."""
    link = ""
    for entry in LogEntry.objects.order_by("pk").iterator():
        if entry.digest != digest_of(entry):
            return entry
        if not entry.chain:
            continue
        link = _link(link, entry)
        if entry.chain != link:
            return entry
    return None
