"""What a school asks of its bureau: a later deadline, with its reason; the bureau grants or refuses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Region, Round, User

from .workflow import Extension


class ExtensionRequest(models.Model):
    """One wish for a later deadline. A school or region has at most one open in a round."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the bureau")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="extension_requests", verbose_name=_("round")
    )
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="extension_requests",
        verbose_name=_("institution"),
    )  # fmt: skip
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="extension_requests",
        verbose_name=_("region"),
    )  # fmt: skip
    wished = models.DateTimeField(_("wished deadline"))
    reason = models.CharField(_("reason"), max_length=300)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    answer = models.CharField(_("answer of the bureau"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    extension = models.OneToOneField(
        Extension, on_delete=models.PROTECT, null=True, blank=True, related_name="request",
        verbose_name=_("extension"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("request for an extension")
        verbose_name_plural = _("requests for an extension")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_request_has_one_subject",
                condition=Q(institution__isnull=False, region__isnull=True)
                | Q(institution__isnull=True, region__isnull=False),
                violation_error_message=_("Name an institution or a region, not both."),
            ),
            models.UniqueConstraint(
                name="extension_request_one_open_of_institution",
                fields=["round", "institution"],
                condition=Q(status="open", institution__isnull=False),
            ),
            models.UniqueConstraint(
                name="extension_request_one_open_of_region",
                fields=["round", "region"],
                condition=Q(status="open", region__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution or self.region} · {self.wished:%Y-%m-%d %H:%M}"
