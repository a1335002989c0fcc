"""What is said and marked beside a report: remarks and follow-up marks. They change neither content nor state.

Any reviewer who may see a report writes them, whether the turn is his or not; the school answers what it may see.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Role, User
from institutions.permissions import EDITORS, roles_held_at, roles_reaching
from reports.log import record
from reports.models import FollowUp, Note, Report, Version

from .path import is_member_of_subject
from .refusals import Invalid, NotAllowed

MIN_TEXT = 5  # characters


def is_reviewer_of(user: User, report: Report) -> bool:
    """Whether the account reviews for the bureau of the report, or for one above it."""
    return Role.REVIEWER in roles_reaching(user, report) and not is_member_of_subject(user, report)


def is_of_school(user: User, report: Report) -> bool:
    """Whether the account writes this report."""
    return bool(roles_held_at(user, report) & (EDITORS | {Role.SIGNATORY}))


@transaction.atomic
def write_note(version_id: int, *, by: User, text: str, place: str = "", internal: bool = False) -> Note:
    """A remark on a place or on the whole; the school's own are for everybody who works with the report."""
    version = Version.objects.select_related("report__record").get(pk=version_id)
    reviewer = is_reviewer_of(by, version.report)
    if not reviewer and not is_of_school(by, version.report):
        raise NotAllowed(_("Remarks are written by reviewers of the bureau and by the school."))
    note = Note.objects.create(
        version=version, place=place.strip()[:120], text=_long_enough(text, 500),
        internal=internal and reviewer, written_by=by,
    )  # fmt: skip
    record("note.write", version, by=by, note=note.pk, internal=note.internal)
    return note


@transaction.atomic
def settle_note(note_id: int, *, by: User, settled: bool = True) -> Note:
    """Settled, or open again."""
    note = Note.objects.select_related("version__report__record").get(pk=note_id)
    _must_review(by, note.version.report)
    note.resolved_at = timezone.now() if settled else None
    note.save(update_fields=["resolved_at"])
    record("note.settle", note.version, by=by, note=note.pk, settled=settled)
    return note


@transaction.atomic
def mark(version_id: int, *, by: User, place: str, reason: str) -> FollowUp:
    """A place to be looked at again, this year or next."""
    report = Version.objects.select_related("report__record").get(pk=version_id).report
    _must_review(by, report)
    if not place.strip():
        raise Invalid(_("Say which place is to be looked at again."))
    row = FollowUp.objects.create(
        report=report, place=place.strip()[:120], reason=_long_enough(reason, 300), written_by=by
    )
    record("follow_up.mark", report, by=by, follow_up=row.pk, place=row.place)
    return row


@transaction.atomic
def settle_mark(mark_id: int, *, by: User, outcome: str) -> FollowUp:
    """What came of it; a settled mark stays in the list."""
    row = FollowUp.objects.select_related("report__record").get(pk=mark_id)
    _must_review(by, row.report)
    row.settled_at, row.outcome = timezone.now(), _long_enough(outcome, 300)
    row.save(update_fields=["settled_at", "outcome"])
    record("follow_up.settle", row.report, by=by, follow_up=row.pk)
    return row


def _must_review(by: User, report: Report) -> None:
    if not is_reviewer_of(by, report):
        raise NotAllowed(_("This is for reviewers of the bureau or of one above it."))


def _long_enough(text: str, most: int) -> str:
    if len(text.strip()) < MIN_TEXT:
        raise Invalid(_("Write at least %(count)d characters.") % {"count": MIN_TEXT})
    return text.strip()[:most]
