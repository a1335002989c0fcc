"""Giving and ending roles: one row per person, role and place, dated, and every change told to the log."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, Membership, Region, User
from institutions.signals import tell


def give(
    user: User,
    role: str,
    place: Institution | Region,
    *,
    by: User,
    valid_from: date | None = None,
    request: HttpRequest | None = None,
    act: str = "role.given",
) -> Membership:
    """The role from `valid_from` on (None: from today). A row that had ended is opened again."""
    where = {"region" if isinstance(place, Region) else "institution": place}
    row = Membership.objects.filter(user=user, role=role, **where).first()
    today = timezone.localdate()
    begins = valid_from or today
    if row is None:
        row = Membership(user=user, role=role, **where)
    elif row.valid_to is None and (row.valid_from is None or row.valid_from <= begins):
        return row  # held already, and for longer
    elif row.valid_to is not None and row.valid_to >= begins - timedelta(days=1):
        begins = row.valid_from  # goes on without a gap
    row.valid_from, row.valid_to = begins, None
    row.save()
    tell(act, row, by=by, request=request, **words_of(row))
    return row


def end(row: Membership, last_day: date, *, by: User, request: HttpRequest | None = None) -> None:
    """Ends a role with `last_day`."""
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    tell("role.ended", row, by=by, request=request, **words_of(row))


@transaction.atomic
def pass_on(
    row: Membership, to: User, day: date | None, *, by: User, request: HttpRequest | None = None
) -> Membership:
    """From `day` on `to` holds the role instead of its holder; a day gone by counts as today.

    Raises ValidationError where the role is no longer, or not yet, its holder's, or is `to`'s already.
    """
    day = max(day or timezone.localdate(), timezone.localdate())
    rows = Membership.objects.select_for_update(of=["self"]).select_related("institution", "region")
    row = rows.get(pk=row.pk)
    refuse_where_it_cannot_pass(row, to, day)
    row.valid_to = day - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    place = row.institution or row.region
    new = give(to, row.role, place, by=by, valid_from=day, request=request, act="role.handed_over")
    tell("role.ended", row, by=by, request=request, **words_of(row))
    return new


def refuse_where_it_cannot_pass(row: Membership, to: User | None, day: date) -> None:
    """Raises ValidationError; `to` None: someone who has yet to accept."""
    if row.deputy:
        raise ValidationError(
            _("A deputy signs by an authority of his own, which cannot be passed on."), code="deputy"
        )
    if (row.valid_from and row.valid_from >= day) or (row.valid_to and row.valid_to < day):
        raise ValidationError(
            _("You do not hold this role on the day before. Choose a later or an earlier day."), code="day"
        )
    if to is None:
        return
    same = Membership.objects.filter(user=to, role=row.role, institution=row.institution, region=row.region)
    if to == row.user or same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).exists():
        raise ValidationError(_("This colleague holds the role already."), code="held")


def words_of(row: Membership) -> dict[str, str]:
    """What the log keeps of a membership: role, place and days; no name."""
    return {
        "role": row.role,
        "place": (row.institution or row.region).public_code,
        "from": row.valid_from.isoformat() if row.valid_from else "",
        "to": row.valid_to.isoformat() if row.valid_to else "",
        "account": row.user_id,
    }
