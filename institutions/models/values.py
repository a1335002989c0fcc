"""A reported figure: one row per year record, metric, breakdown and period.

Three stored states: reported (zero is a reported 0), missing, not applicable (with its reason). A bound or a range
belongs to a reported value. `given` keeps the digits as they were given, `value` is in the metric's unit.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from institutions.references import PERIOD

from .metrics import Metric
from .people import User
from .years import YearRecord

SIGNIFICANT_DIGITS = 15  # SQLite keeps decimals as doubles: more digits would change silently

period_validator = RegexValidator(
    rf"^({PERIOD.pattern})?\Z",
    _("Write a period as 2023-2024, 2024, 2024届, 2023秋, 2024-12-31, or two of them joined by ~."),
)


def validate_significant_digits(value: Decimal) -> None:
    """At most 15 significant digits; refuses NaN and infinity by the same message."""
    digits = value.normalize().as_tuple() if value.is_finite() else None
    if digits is None or len(digits.digits) > SIGNIFICANT_DIGITS:
        raise ValidationError(_("At most 15 significant digits can be stored exactly."), code="digits")


class Status(models.TextChoices):
    REPORTED = "reported", _("reported")
    MISSING = "missing", _("missing")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class Bound(models.TextChoices):
    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    MORE_THAN = "more_than", _("more than")
    AT_MOST = "at_most", _("at most")
    LESS_THAN = "less_than", _("less than")


class MetricValue(models.Model):
    record = models.ForeignKey(
        YearRecord, on_delete=models.CASCADE, related_name="values", verbose_name=_("year record")
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, related_name="values", verbose_name=_("metric")
    )
    breakdown = models.CharField(_("breakdown"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=24, blank=True, validators=[period_validator])
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.REPORTED)
    value = models.DecimalField(
        _("value"),
        max_digits=21,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[validate_significant_digits],
    )
    high = models.DecimalField(
        _("upper end of a range"),
        max_digits=21,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[validate_significant_digits],
    )
    text = models.CharField(_("text value"), max_length=200, blank=True)
    bound = models.CharField(_("bound"), max_length=10, choices=Bound, default=Bound.EXACT)
    word = models.CharField(_("printed word of the bound"), max_length=6, blank=True)
    given = models.CharField(_("digits as given"), max_length=40, blank=True)
    given_unit = models.CharField(_("unit as given"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    changed_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("metric value")
        verbose_name_plural = _("metric values")
        ordering = ["record", "metric", "breakdown", "period"]
        constraints = [
            models.UniqueConstraint(
                name="metric_value_once",
                fields=["record", "metric", "breakdown", "period"],
                violation_error_message=_("This figure is stored already for this breakdown and period."),
            ),
            models.CheckConstraint(
                name="metric_value_state_agrees",
                condition=Q(Q(value__isnull=False) | ~Q(text=""), status="reported")
                | Q(status="missing", value__isnull=True, high__isnull=True, text="", bound="exact")
                | Q(
                    ~Q(reason=""),
                    status="not_applicable",
                    value__isnull=True,
                    high__isnull=True,
                    text="",
                    bound="exact",
                ),
                violation_error_message=_(
                    "A reported figure needs a value; a missing one has none; 'not applicable' needs a reason."
                ),
            ),
            models.CheckConstraint(
                name="metric_value_range_in_order",
                condition=Q(high__isnull=True) | Q(high__gte=F("value")),
                violation_error_message=_("The upper end lies below the lower."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} · {self.metric}{f'（{self.breakdown}）' if self.breakdown else ''}"

    def clean(self) -> None:
        """What the metric's type forbids: a fraction of a person, a negative count, a share above the whole."""
        if self.metric_id is None:
            return
        counted = self.metric.value_type == Metric.ValueType.INTEGER
        share = self.metric.value_type == Metric.ValueType.PERCENTAGE and self.metric.high == 100
        for name in ("value", "high"):
            number = getattr(self, name)
            if number is not None and share and number > 100:
                raise ValidationError({name: _("%(metric)s cannot exceed 100%%.") % {"metric": self.metric}})
            if number is None or not counted:
                continue
            if number != number.to_integral_value():
                raise ValidationError(
                    {name: _("%(metric)s is counted in whole numbers.") % {"metric": self.metric}}
                )
            if number < 0:
                raise ValidationError({name: _("%(metric)s cannot be negative.") % {"metric": self.metric}})
