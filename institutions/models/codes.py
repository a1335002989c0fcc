"""Dated code lists and thresholds: what a notice fixes and the next one changes."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .metrics import Metric
from .places import Region


class CodeListEntry(models.Model):
    """One entry of an official or local list, for example GB/T 33782 school types."""

    list = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=20)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    valid_from = models.PositiveSmallIntegerField(_("valid from (year)"), null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField(_("valid to (year)"), null=True, blank=True)
    source = models.CharField(_("official source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("code list entry")
        verbose_name_plural = _("code lists")
        ordering = ["list", "code"]
        constraints = [
            models.UniqueConstraint("list", "code", Coalesce("valid_from", 0), name="code_list_entry_once")
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en or self.name_zh


class Threshold(models.Model):
    """A limit a standard sets for a kind of school, somewhere, for some years."""

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    standard = models.CharField(_("standard"), max_length=30)
    school_kind = models.CharField(_("kind of school"), max_length=40)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.CASCADE, related_name="thresholds", verbose_name=_("metric")
    )
    comparison = models.CharField(_("comparison"), max_length=10, choices=Comparison)
    value = models.DecimalField(_("value"), max_digits=21, decimal_places=6)
    valid_from = models.PositiveSmallIntegerField(_("valid from (year)"), null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField(_("valid to (year)"), null=True, blank=True)
    source = models.CharField(_("official source"), max_length=200)
    confidence = models.CharField(_("confidence"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["standard", "school_kind", "metric"]
        constraints = [
            # An open end is one value here; SQLite knows no "nulls not distinct".
            models.UniqueConstraint(
                "standard",
                "school_kind",
                "metric",
                "comparison",
                Coalesce("region", 0),
                Coalesce("valid_from", 0),
                name="threshold_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} · {self.school_kind} · {self.metric}"
