"""Outlines: which sections and blocks a kind of report has in an era. Data, versioned, never constants."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outline(models.Model):
    class Kind(models.TextChoices):
        SCHOOL = "school", _("school report")
        REGION = "region", _("region report")

    class Numbering(models.TextChoices):
        DECIMAL = "decimal", _("1 / 1.1 / 1.1.1")
        CHINESE = "chinese", _("一、 / （一） / 1.")

    key = models.CharField(_("key"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    numbering = models.CharField(_("numbering"), max_length=10, choices=Numbering)
    valid_from = models.PositiveSmallIntegerField(_("valid from (year)"), null=True, blank=True)
    source = models.CharField(_("official source"), max_length=200, blank=True)
    based_on = models.CharField(_("adapted from"), max_length=60, blank=True)
    digest = models.CharField(_("digest of its content"), max_length=64, editable=False, blank=True)

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        ordering = ["key", "-version"]
        constraints = [models.UniqueConstraint(name="outline_version_once", fields=["key", "version"])]

    def __str__(self) -> str:
        return f"{self.title}（v{self.version}）"


class OutlineSection(models.Model):
    """A section; `position` orders the whole tree depth first, so one sorted query reads it."""

    outline = models.ForeignKey(
        Outline, on_delete=models.CASCADE, related_name="sections", verbose_name=_("outline")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent section"),
    )
    key = models.CharField(_("key"), max_length=60)
    title = models.CharField(_("title"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))
    required = models.BooleanField(_("required"), default=False)
    unnumbered = models.BooleanField(_("without number"), default=False)
    annex = models.BooleanField(_("annex"), default=False)
    guidance = models.TextField(_("guidance"), blank=True)
    max_chars = models.PositiveIntegerField(_("character limit"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["outline", "position"]
        constraints = [models.UniqueConstraint(name="section_key_once", fields=["outline", "key"])]

    def __str__(self) -> str:
        return self.title


class OutlineBlock(models.Model):
    """A typed block of a section; `options` holds what the kind needs (metrics, table, chart, title)."""

    class Kind(models.TextChoices):
        NARRATIVE = "narrative", _("text")
        CASES = "cases", _("cases")
        CHALLENGES = "challenges", _("challenges")
        MEASURES = "measures", _("measures")
        TILES = "tiles", _("figure tiles")
        METRICS = "metrics", _("table of metrics")
        CHART = "chart", _("chart")
        ANNEX_TABLE = "annex_table", _("official table")

    section = models.ForeignKey(
        OutlineSection, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("section")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    options = models.JSONField(_("options"), default=dict, blank=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(name="block_position_once", fields=["section", "position"])]

    def __str__(self) -> str:
        return f"{self.section} · {self.get_kind_display()}"
