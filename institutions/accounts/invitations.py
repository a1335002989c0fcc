"""Invitations: made, opened, accepted, revoked. The link's token is told once, by mail; its digest alone is stored."""

import hashlib
import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, Invitation, Membership, Region, User
from institutions.models.invitations import LIFETIME
from institutions.permissions import can_invite
from institutions.signals import tell

from .mail import send_invitation
from .roles import give, pass_on

MOST_OPEN = 50  # of one person: more would be a flood of mail


def invite(
    request: HttpRequest,
    *,
    email: str,
    role: str,
    place: Institution | Region,
    valid_from: date | None = None,
    hands_over: Membership | None = None,
) -> Invitation:
    """Stores an invitation and mails its link. Raises ValidationError where it is not allowed or cannot be sent."""
    user, email = request.user, email.strip().lower()
    if email == user.email.strip().lower():
        raise ValidationError(_("This is your own mail address; invite someone else."), code="oneself")
    if hands_over is None and not can_invite(user, role, place):
        raise ValidationError(
            _("You may not offer this role there. Choose another role or place."), code="reach"
        )
    if user.invitations.open().count() >= MOST_OPEN:
        raise ValidationError(
            _("%(most)d of your invitations are still open. Revoke some first."), params={"most": MOST_OPEN}
        )
    token, now = secrets.token_urlsafe(32), timezone.now()
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email,
            role=role,
            **{"region" if isinstance(place, Region) else "institution": place},
            valid_from=valid_from,
            hands_over=hands_over,
            digest=digest_of(token),
            invited_by=user,
            invited_at=now,
            expires_at=now + LIFETIME,
        )
        tell("invitation.made", invitation, request=request, role=role)
    try:
        send_invitation(invitation, token)
    except OSError as error:  # the mail server's refusals are OSErrors too
        revoke(invitation, request=request)
        raise ValidationError(
            _("The mail could not be sent, so nobody was invited. Try again later, or ask the operator."),
            code="mail",
        ) from error
    return invitation


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation of a link while it can be accepted; None for any other token."""
    rows = Invitation.objects.open().select_related("institution", "region", "invited_by", "hands_over")
    invitation = rows.filter(digest=digest_of(token)).first()
    return invitation if invitation is not None and is_backed(invitation) else None


def is_backed(invitation: Invitation) -> bool:
    """Whether whoever made the offer still may make it."""
    maker = invitation.invited_by
    if invitation.hands_over is None:
        return can_invite(maker, invitation.role, invitation.place)
    return maker.is_active and maker.memberships.current().filter(pk=invitation.hands_over_id).exists()


def open_link(invitation: Invitation) -> None:
    """From the first opening on the link is good for a day at most."""
    Invitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=timezone.now())


@transaction.atomic
def accept(token: str, user: User, *, request: HttpRequest) -> Membership:
    """Gives `user` what the link offers, once. Raises ValidationError where the link is used up or not for him."""
    rows = Invitation.objects.open().select_for_update()
    invitation = rows.filter(digest=digest_of(token)).first()
    if invitation is None or not is_backed(invitation):
        raise ValidationError(_("This invitation is no longer good. Ask for a new one."), code="used")
    if user == invitation.invited_by or user.email.strip().lower() != invitation.email:
        raise ValidationError(
            _("This invitation was sent to another mail address. Log in with the account of that address."),
            code="other",
        )
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True)
    if not taken.update(accepted_at=timezone.now(), accepted_by=user):
        raise ValidationError(_("This invitation is no longer good. Ask for a new one."), code="used")
    tell("invitation.accepted", invitation, by=user, request=request)
    if invitation.hands_over is not None:
        return pass_on(invitation.hands_over, user, invitation.valid_from, by=user, request=request)
    return give(user, invitation.role, invitation.place, by=invitation.invited_by, request=request)


@transaction.atomic
def revoke(invitation: Invitation, *, request: HttpRequest) -> bool:
    """Closes an open link; False where it was accepted or revoked meanwhile."""
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True)
    if not open_rows.update(revoked_at=timezone.now()):
        return False
    tell("invitation.revoked", invitation, request=request)
    return True


def may_revoke(user: User, invitation: Invitation) -> bool:
    """The maker may, and whoever could make the same offer."""
    return invitation.invited_by_id == user.pk or can_invite(user, invitation.role, invitation.place)
