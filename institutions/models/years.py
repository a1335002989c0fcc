"""Years, kept apart: school year, graduating class, finance year, the campaign (round) and what a cover prints.

A YearRecord is one school or region in one round. It may differ from its round in every one of these; empty means
"as the round". The workflow locks it; nothing below the workflow asks why.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .places import Institution, Region


class AcademicYear(models.Model):
    """1 September to 31 August; `start_year` 2024 is 2024-2025学年."""

    start_year = models.PositiveSmallIntegerField(_("first calendar year"), unique=True)

    class Meta:
        verbose_name = _("academic year")
        verbose_name_plural = _("academic years")
        ordering = ["-start_year"]

    def __str__(self) -> str:
        return f"{self.start_year}-{self.start_year + 1}学年"


class Round(models.Model):
    """One campaign (年度编报批次). Its key is the year in addresses: 2024, or 2023b for a second one."""

    key = models.CharField(
        _("key"), max_length=5, unique=True, validators=[RegexValidator(r"^[0-9]{4}[b-z]?$")]
    )
    name = models.CharField(_("name"), max_length=60)
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, verbose_name=_("academic year"))
    graduating_class = models.PositiveSmallIntegerField(_("graduating class"))
    finance_year = models.PositiveSmallIntegerField(_("finance year"))
    printed_label = models.CharField(_("printed label"), max_length=40)
    source = models.CharField(_("notice"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-key"]

    def __str__(self) -> str:
        return self.name


class RoundWindow(models.Model):
    """When a round is open for one kind of report, everywhere or in one region and below."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school")
        COUNTY = "county", _("county or district")
        CITY = "city", _("prefecture or city")
        PROVINCE = "province", _("province")

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="windows", verbose_name=_("round")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    class Meta:
        verbose_name = _("round window")
        verbose_name_plural = _("round windows")
        constraints = [
            models.CheckConstraint(
                name="round_window_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("The window closes before it opens."),
            ),
            models.UniqueConstraint("round", "kind", Coalesce("region", 0), name="round_window_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.get_kind_display()}"


class YearRecord(models.Model):
    """One institution or one region in one round: what all figures, cases and texts of that year hang on."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="records", verbose_name=_("round")
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("institution"),
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("region"),
    )
    academic_year = models.ForeignKey(
        AcademicYear,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("academic year, if it differs from the round"),
    )
    graduating_class = models.PositiveSmallIntegerField(
        _("graduating class, if it differs"), null=True, blank=True
    )
    finance_year = models.PositiveSmallIntegerField(_("finance year, if it differs"), null=True, blank=True)
    printed_label = models.CharField(_("printed label, if it differs"), max_length=40, blank=True)
    locked = models.BooleanField(_("locked"), default=False, editable=False)

    class Meta:
        verbose_name = _("year record")
        verbose_name_plural = _("year records")
        ordering = ["-round__key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="year_record_has_one_subject",
                condition=Q(institution__isnull=False, region__isnull=True)
                | Q(institution__isnull=True, region__isnull=False),
                violation_error_message=_("Name an institution or a region, not both."),
            ),
            models.UniqueConstraint(
                name="year_record_once_per_institution",
                fields=["round", "institution"],
                condition=Q(institution__isnull=False),
                violation_error_message=_("This institution has a record in this round already."),
            ),
            models.UniqueConstraint(
                name="year_record_once_per_region",
                fields=["round", "region"],
                condition=Q(region__isnull=False),
                violation_error_message=_("This region has a record in this round already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.round}"

    @property
    def subject(self) -> Institution | Region:
        return self.institution or self.region

    @property
    def start_year(self) -> int:
        """First calendar year of the school year this record reports."""
        return (self.academic_year or self.round.academic_year).start_year
