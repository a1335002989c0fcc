"""The metric dictionary: what is counted, in which unit, by which formula, where it stands in the official tables.

Rows come from `institutions/catalogue/*.csv`; formulas and checks were parsed before they were stored.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Metric(models.Model):
    class ValueType(models.TextChoices):
        INTEGER = "integer", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        PERCENTAGE = "percentage", _("percentage")
        RATIO = "ratio", _("ratio")
        TEXT = "text", _("text")
        BOOLEAN = "boolean", _("yes or no")

    class PeriodKind(models.TextChoices):
        SCHOOL_YEAR = "school_year", _("school year")
        CALENDAR_YEAR = "calendar_year", _("calendar year")
        GRADUATING_CLASS = "class", _("graduating class")
        AUTUMN_COUNT = "autumn_count", _("autumn count")
        SURVEY = "survey", _("date of the survey")

    class Chapter(models.TextChoices):
        OVERVIEW = "overview", _("overview")
        TALENT = "talent", _("training of talent")
        SERVICE = "service", _("service and contribution")
        CULTURE = "culture", _("cultural heritage")
        INTERNATIONAL = "international", _("international cooperation")
        INTEGRATION = "integration", _("industry and education")
        SUPPORT = "support", _("conditions and safeguards")
        CHALLENGES = "challenges", _("challenges ahead")

    code = models.CharField(
        _("code"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")]
    )
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    chapter = models.CharField(_("chapter"), max_length=20, choices=Chapter)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    value_type = models.CharField(_("type"), max_length=12, choices=ValueType)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    period_kind = models.CharField(_("default period"), max_length=20, choices=PeriodKind)
    definition_zh = models.TextField(_("definition"), blank=True)
    formula = models.CharField(_("formula"), max_length=300, blank=True)
    checks = models.CharField(_("checks"), max_length=500, blank=True)
    aggregation = models.CharField(_("aggregation rule"), max_length=80)
    low = models.DecimalField(_("lowest plausible"), max_digits=21, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("highest plausible"), max_digits=21, decimal_places=6, null=True, blank=True)
    applies_to = models.CharField(_("applies to"), max_length=40)
    valid_from = models.PositiveSmallIntegerField(_("valid from (round)"), null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField(_("valid to (round)"), null=True, blank=True)
    source = models.CharField(_("official source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class MetricAlias(models.Model):
    """Another wording people use for a metric, for search and for reading prose."""

    metric = models.ForeignKey(
        Metric, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("metric")
    )
    text = models.CharField(_("wording"), max_length=60)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(name="metric_alias_once", fields=["metric", "text"])]

    def __str__(self) -> str:
        return self.text


class OfficialTable(models.Model):
    """A table of the ministry, printed as an annex."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=120)
    label = models.CharField(_("printed number"), max_length=10, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("official table")
        verbose_name_plural = _("official tables")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en


class TablePlacement(models.Model):
    """A metric's row in an official table: the printed row number (5.1 is a sub-row of 5) and its order."""

    table = models.ForeignKey(
        OfficialTable, on_delete=models.CASCADE, related_name="placements", verbose_name=_("table")
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.CASCADE, related_name="placements", verbose_name=_("metric")
    )
    number = models.CharField(_("row number"), max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("place in a table")
        verbose_name_plural = _("places in tables")
        ordering = ["table", "position"]
        constraints = [models.UniqueConstraint(name="table_placement_once", fields=["table", "metric"])]

    def __str__(self) -> str:
        return f"{self.table} {self.number} {self.metric}"
