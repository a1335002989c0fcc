"""What the audit found in a version, with the explanation given and the reviewer's verdict on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models import User

from .reports import Version


class Finding(models.Model):
    """One finding. The sentence is made from rule and parameters when read; the key says which finding it is."""

    class Severity(models.TextChoices):
        MUST_FIX = "must_fix", _("must be fixed")
        MUST_EXPLAIN = "must_explain", _("needs an explanation")
        ADVICE = "advice", _("advice")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="findings", verbose_name=_("version")
    )
    rule = models.CharField(_("rule"), max_length=40)
    severity = models.CharField(_("severity"), max_length=12, choices=Severity)
    key = models.CharField(_("key"), max_length=64)
    place = models.CharField(_("place"), max_length=120)
    params = models.JSONField(_("parameters"), default=dict)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    explained_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("explained by"),
    )
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    gone = models.BooleanField(_("gone"), default=False)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["version", "rule", "pk"]
        constraints = [models.UniqueConstraint(name="finding_once", fields=["version", "rule", "key"])]

    def __str__(self) -> str:
        return f"{self.rule} · {self.place}"
