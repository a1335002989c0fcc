"""Guest passes: a publisher lets a named account read one unpublished report in a window of time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Role, User
from institutions.permissions import roles_reaching
from reports.log import record
from reports.models import GuestPass, Report

from .refusals import Invalid, NotAllowed, TransitionRefused
from .transitions import lock

LONGEST = timedelta(days=30)


def may_admit(user: User, report: Report) -> bool:
    """Whether the account is a publisher of this report."""
    return Role.PUBLISHER in roles_reaching(user, report)


@transaction.atomic
def admit(
    report_id: int, *, by: User, username: str, capacity: str, opens_at: datetime, closes_at: datetime
) -> GuestPass:
    """Gives a pass. Raises TransitionRefused naming what does not fit."""
    report = _own(report_id, by)
    guest = User.objects.filter(username=username.strip(), is_active=True).first()
    if guest is None:
        raise Invalid(
            _("There is no account “%(name)s”. Ask the administrator to invite the guest first.")
            % {"name": username.strip()}
        )
    if closes_at <= opens_at or closes_at <= timezone.now():
        raise Invalid(_("The window must close after it opens, and after now."))
    if closes_at - opens_at > LONGEST:
        raise Invalid(_("A window lasts %(days)d days at most.") % {"days": LONGEST.days})
    if report.guest_passes.filter(
        user=guest, ended_at=None, closes_at__gt=opens_at, opens_at__lt=closes_at
    ).exists():
        raise TransitionRefused(
            _("“%(name)s” has a pass in this window already. End that one first.")
            % {"name": guest.get_full_name()}
        )
    row = GuestPass.objects.create(
        report=report,
        user=guest,
        capacity=capacity.strip()[:80],
        opens_at=opens_at,
        closes_at=closes_at,
        given_by=by,
    )
    window = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    record("guest.admit", report, by=by, guest=guest.pk, capacity=row.capacity, **window)
    return row


@transaction.atomic
def dismiss(report_id: int, pass_id: int, *, by: User) -> GuestPass:
    """Ends a pass now; one that has ended already stays as it is. Raises GuestPass.DoesNotExist."""
    report = _own(report_id, by)
    row = report.guest_passes.get(pk=pass_id)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record("guest.dismiss", report, by=by, guest=row.user_id)
    return row


def _own(report_id: int, by: User) -> Report:
    report = lock(report_id)
    if not may_admit(by, report):
        raise NotAllowed(_("Guests are admitted by the publisher of the bureau."))
    return report
