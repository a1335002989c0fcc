"""Closing an account for good: the person is gone from it, what the account did stays readable."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry as StockEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from institutions.models import Invitation, User
from institutions.signals import tell

from . import factors, sessions


class LastOperator(Exception):
    """The only active operator cannot leave: nobody could make another."""


@transaction.atomic
def anonymise(user: User) -> str:
    """Empties the account and answers the name it bears from now on. Raises LastOperator."""
    user = User.objects.select_for_update().get(pk=user.pk)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and user.is_active and not others.exists():
        raise LastOperator
    _end_roles(user)
    _forget_traces(user)
    user.username, user.display_name, user.email = f"closed-{user.pk}", f"已注销用户 {user.pk}", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    tell("account.anonymised", user)
    return user.display_name


def _end_roles(user: User) -> None:
    """Roles that hold end yesterday; those given today end today, which a closed account cannot use; later ones go."""
    today = timezone.localdate()
    user.memberships.filter(valid_from__gt=today).delete()
    holding = user.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    holding.filter(valid_from=today).update(valid_to=today)
    holding.exclude(valid_from=today).update(valid_to=today - timedelta(days=1))


def _forget_traces(user: User) -> None:
    factors.remove(user)
    sessions.end_all(user)
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        model.objects.filter(username=user.username).delete()
    kind = ContentType.objects.get_for_model(User)
    StockEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(
        object_repr=f"closed-{user.pk}", change_message=""
    )
    Invitation.objects.filter(accepted_by=user).update(email="")
    if user.email:
        Invitation.objects.filter(email=user.email.lower()).update(email="")
    user.invitations.open().update(revoked_at=timezone.now())
