"""Invitations: a role on one place, offered to a mail address by a link that works once.

Of the link's token only the digest is stored. How one is made, opened and accepted: `institutions.accounts.invitations`.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Membership, Role, User
from .places import Institution, Region

LIFETIME = timedelta(days=7)
LIFETIME_ONCE_OPENED = timedelta(hours=24)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those that can still be accepted."""
        now = timezone.now()
        return self.filter(
            Q(opened_at__isnull=True) | Q(opened_at__gt=now - LIFETIME_ONCE_OPENED),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=now,
        )


class Invitation(models.Model):
    """`hands_over`: the membership whose holder passes it on; it ends when the new one begins."""

    class State(models.TextChoices):
        OPEN = "open", _("not yet accepted")
        ACCEPTED = "accepted", _("taken up")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")

    email = models.EmailField(_("mail address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("institution")
    )
    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("region")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    hands_over = models.ForeignKey(
        Membership,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role handed over"),
    )
    digest = models.CharField(_("digest of the link"), max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    expires_at = models.DateTimeField(_("good until"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_names_one_place",
                condition=Q(institution__isnull=False, region__isnull=True)
                | Q(institution__isnull=True, region__isnull=False),
                violation_error_message=_("Name an institution or a region, not both."),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Institution | Region:
        return self.institution or self.region

    @property
    def good_until(self):
        """The end of its life: a day after it was opened, and never later than its own end."""
        if self.opened_at is None:
            return self.expires_at
        return min(self.expires_at, self.opened_at + LIFETIME_ONCE_OPENED)

    @property
    def state(self) -> "Invitation.State":
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.revoked_at is not None:
            return self.State.REVOKED
        return self.State.OPEN if timezone.now() < self.good_until else self.State.EXPIRED
