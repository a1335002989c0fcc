"""Accounts and what they may work on.

A right is a Membership: a role on one institution, or on one region and everything below it. What each role may
do is asked of `institutions.permissions`, which rows it reaches of `institutions.scoping`.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .places import Dated, Institution, Region


class Role(models.TextChoices):
    FILLER = "filler", _("filler")
    LEAD = "lead", _("school lead")
    SIGNATORY = "signatory", _("signatory")
    REVIEWER = "reviewer", _("reviewer")
    PUBLISHER = "publisher", _("publisher")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")
    GUEST = "guest", _("guest")


class User(AbstractUser):
    """An account. The display name is one field, since Chinese names have no first and last part on forms."""

    first_name = None
    last_name = None
    display_name = models.CharField(_("display name"), max_length=60, blank=True)

    REQUIRED_FIELDS = ["email"]

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Membership(Dated):
    """One role of one person on one institution, or on one region with all that lies below it."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("institution")
    )
    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("region")
    )
    deputy = models.BooleanField(
        _("deputy"),
        default=False,
        help_text=_("Signs in place of the legal representative; needs the written authority as a file."),
    )
    authority = models.FileField(
        _("written authority"),
        upload_to="authority",
        blank=True,
        help_text=_("PDF, JPEG or PNG, at most 5 MB; never public."),
    )

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="membership_names_one_place",
                condition=Q(institution__isnull=False, region__isnull=True)
                | Q(institution__isnull=True, region__isnull=False),
                violation_error_message=_("Name an institution or a region, not both."),
            ),
            models.CheckConstraint(
                name="membership_deputy_has_authority",
                condition=Q(deputy=False) | (Q(role="signatory") & ~Q(authority="")),
                violation_error_message=_(
                    "Only a signatory can be a deputy, and only with the written authority as a file."
                ),
            ),
            models.UniqueConstraint(
                name="membership_once_per_institution",
                fields=["user", "role", "institution"],
                condition=Q(institution__isnull=False),
            ),
            models.UniqueConstraint(
                name="membership_once_per_region",
                fields=["user", "role", "region"],
                condition=Q(region__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.institution or self.region}"
