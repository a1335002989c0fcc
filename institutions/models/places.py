"""Regions (GB/T 2260, dated) and institutions: where each lies, which bureau supervises it, how it was called.

A place never moves by overwriting: location, supervision, names and registrations carry dates.
"""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

public_code_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{1,39}$", _("Use lower-case letters, digits and hyphens, 2 to 40 characters.")
)


class Region(models.Model):
    """An administrative division. `path` holds the codes from the top, so a subtree is a prefix."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("prefecture or city")
        COUNTY = "county", _("county or district")
        ZONE = "zone", _("development zone")

    code = models.CharField(
        _("region code"), max_length=12, unique=True, validators=[RegexValidator(r"^[0-9A-Z]{6,12}$")]
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent region"),
    )
    path = models.CharField(_("path"), max_length=80, editable=False, db_index=True)
    bureau = models.CharField(_("education bureau"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)

    @property
    def public_code(self) -> str:
        return self.code


class Institution(models.Model):
    """A school: one campus, one report, one or more registrations."""

    class Stage(models.TextChoices):
        SECONDARY = "secondary", _("secondary vocational")
        HIGHER = "higher", _("higher vocational")

    public_code = models.CharField(
        _("public code"), max_length=40, unique=True, validators=[public_code_validator]
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.SECONDARY)
    type_code = models.CharField(_("type (GB/T 33782)"), max_length=4, blank=True)
    ownership = models.CharField(_("ownership"), max_length=20, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=40, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(_("public contact"), max_length=80, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["public_code"]

    def __str__(self) -> str:
        return self.name


class DatedQuerySet(models.QuerySet):
    def current(self):
        return self.on(timezone.localdate())

    def on(self, day: date):
        """What holds on that day; an empty day is open."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Dated(models.Model):
    """Something true between two days; an empty day is open."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]


class Location(Dated):
    """Where an institution lies."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="locations", verbose_name=_("institution")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="located", verbose_name=_("region")
    )

    class Meta(Dated.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def __str__(self) -> str:
        return f"{self.institution} · {self.region}"


class Supervision(Dated):
    """Which bureau supervises an institution (主管); it need not be where the school lies."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="supervisions", verbose_name=_("institution")
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="supervised",
        verbose_name=_("supervising bureau's region"),
    )

    class Meta(Dated.Meta):
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")

    def __str__(self) -> str:
        return f"{self.institution} · {self.region}"


class InstitutionName(Dated):
    """A short, former or second name, by which people still search."""

    class Kind(models.TextChoices):
        SHORT = "short", _("short name")
        FORMER = "former", _("former name")
        ALIAS = "alias", _("other name")

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="names", verbose_name=_("institution")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=80)

    class Meta(Dated.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")

    def __str__(self) -> str:
        return self.name


class Registration(Dated):
    """One legal registration: a campus may be a vocational school and a technician college at once."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="registrations", verbose_name=_("institution")
    )
    name = models.CharField(_("registered name"), max_length=80)
    type_code = models.CharField(_("type (GB/T 33782)"), max_length=4, blank=True)
    school_code = models.CharField(_("school identification code"), max_length=10, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    admission_code = models.CharField(_("admission code"), max_length=20, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")

    def __str__(self) -> str:
        return self.name


class Honour(models.Model):
    """A title awarded to an institution, with its level and year (None: year not known)."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="honours", verbose_name=_("institution")
    )
    title = models.CharField(_("title"), max_length=80)
    level = models.CharField(_("level"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("honour")
        verbose_name_plural = _("honours")
        ordering = ["institution", "year", "pk"]

    def __str__(self) -> str:
        return self.title
