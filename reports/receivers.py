"""What lower apps tell, kept in the log: each event is one row, written by the acting transaction."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from institutions.accounts.held import also_held, columns
from institutions.models import User
from institutions.permissions import is_supervisor
from institutions.scoping import owners_of, record_of
from institutions.signals import account_event, content_imported, content_read
from reports.log import record, record_listing, record_reading
from reports.models import LogEntry
from reports.workflow.contributions import note_contribution

EDITS = frozenset({"row.added", "row.changed", "row.deleted"})


@receiver(account_event)
def keep_account_event(sender, act, target, by, address, detail, **kwargs):
    record(act, target, by=by, address=address, **detail)


@receiver(account_event)
def note_who_edited(sender, act, target, by, detail, **kwargs):
    """A save in the back office makes its writer a contributor; one that changed nothing is not told at all."""
    if act in EDITS and isinstance(target, Model):
        for record_id in _records_touched(target, detail):
            note_contribution(record_id, by)


@receiver(content_imported)
def note_who_imported(sender, rows, by, **kwargs):
    for record_id in {record.pk for row in rows if (record := record_of(row))}:
        note_contribution(record_id, by)


def _records_touched(row: Model, detail: dict[str, Any]) -> set[int]:
    """The year record a row hangs on, and the one it was taken from where it was moved."""
    found = {record_of(row)}
    for name in owners_of(type(row)):
        before = (detail.get("changes", {}).get(name) or [None])[0]
        owner = row._meta.get_field(name).related_model
        was = owner._default_manager.filter(pk=before).first() if isinstance(before, int) else None
        found |= {record_of(was)} if was else set()
    return {record.pk for record in found if record}


@receiver(content_read)
def keep_reading(sender, request, row, **kwargs):
    """What a school writes was read in the back office by someone from outside: one row, or a list of rows."""
    if row is not None:
        record_reading(request, row, "row.read")
    elif is_supervisor(request.user):
        record_listing(request, sender)


@also_held
def log_rows_about(user: User) -> dict[str, list]:
    """What was done to an account; what it did itself is found by its key."""
    rows = LogEntry.objects.filter(target=f"{user._meta.label_lower}:{user.pk}")
    return {"reports.logentry.target": [columns(row) for row in rows]}
