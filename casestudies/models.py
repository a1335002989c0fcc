"""Case studies, challenges with their measures, and pictures of one year record.

Bodies hold the house vocabulary (docs/architecture.md), cleaned before they are stored.
`section` names the outline section a case stands in; empty means it is in the library only.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Region, User, YearRecord

key_validator = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use lower-case letters, digits and hyphens."))


class Editable(models.Model):
    """What people edit: `revision` rises by one with each accepted save and is compared at the next."""

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
        abstract = True


class CaseStudy(Editable):
    record = models.ForeignKey(
        YearRecord, on_delete=models.CASCADE, related_name="cases", verbose_name=_("year record")
    )
    key = models.CharField(_("key"), max_length=40, validators=[key_validator])
    title = models.CharField(_("title"), max_length=120)
    theme = models.CharField(_("theme"), max_length=20, blank=True)
    byline = models.CharField(_("by-line"), max_length=80, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    section = models.CharField(_("section"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    institutions = models.ManyToManyField(
        Institution, blank=True, related_name="cases", verbose_name=_("institutions involved")
    )
    regions = models.ManyToManyField(
        Region, blank=True, related_name="cases", verbose_name=_("regions involved")
    )

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["record", "position", "pk"]
        constraints = [models.UniqueConstraint(name="case_key_once", fields=["record", "key"])]

    def __str__(self) -> str:
        return self.title


class CasePart(models.Model):
    """A headed part of a case; an empty heading is running text."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.CASCADE, related_name="parts", verbose_name=_("case study")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    heading = models.CharField(_("heading"), max_length=60, blank=True)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("part of a case")
        verbose_name_plural = _("parts of a case")
        ordering = ["case", "position", "pk"]

    def __str__(self) -> str:
        return self.heading or str(self.case)


class Challenge(Editable):
    class Outcome(models.TextChoices):
        OPEN = "open", _("not yet judged")
        DONE = "done", _("done")
        GOING_ON = "going_on", _("going on")
        DROPPED = "dropped", _("dropped")

    record = models.ForeignKey(
        YearRecord, on_delete=models.CASCADE, related_name="challenges", verbose_name=_("year record")
    )
    key = models.CharField(_("key"), max_length=40, validators=[key_validator])
    title = models.CharField(_("title"), max_length=160)
    problem = models.TextField(_("problem"), blank=True)
    causes = models.TextField(_("causes"), blank=True)
    owner = models.CharField(_("owner"), max_length=60, blank=True)
    due = models.CharField(_("due"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    continues = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues last year's"),
    )
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    outcome_note = models.CharField(_("note on the outcome"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["record", "position", "pk"]
        constraints = [models.UniqueConstraint(name="challenge_key_once", fields=["record", "key"])]

    def __str__(self) -> str:
        return self.title


class Measure(Editable):
    """What will be done: about one challenge, or standing alone (challenge is None)."""

    record = models.ForeignKey(
        YearRecord, on_delete=models.CASCADE, related_name="measures", verbose_name=_("year record")
    )
    challenge = models.ForeignKey(
        Challenge,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("challenge"),
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    body = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["record", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="measure_says_something",
                condition=~Q(title="") | ~Q(body=""),
                violation_error_message=_("A measure needs a title or a text."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.body[:40]


def picture_path(picture: "Picture", filename: str) -> str:
    """Stored names are made by the site: the digest of the bytes, never the name a person gave."""
    return f"pictures/{picture.digest[:2]}/{picture.digest}{filename[filename.rfind('.') :]}"


class Picture(Editable):
    """A picture with its caption. Without a file it prints as a labelled placeholder in drafts."""

    record = models.ForeignKey(
        YearRecord, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("year record")
    )
    key = models.CharField(_("key"), max_length=40, validators=[key_validator])
    caption = models.CharField(_("caption"), max_length=160)
    alt = models.CharField(_("text alternative"), max_length=300, blank=True)
    decorative = models.BooleanField(_("decorative"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)
    people_recognisable = models.BooleanField(_("people can be recognised"), default=False)
    consent = models.BooleanField(_("consent is on file"), default=False)
    image = models.ImageField(
        _("picture file"),
        upload_to=picture_path,
        blank=True,
        width_field="width",
        height_field="height",
        max_length=160,
    )
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["record", "pk"]
        constraints = [models.UniqueConstraint(name="picture_key_once", fields=["record", "key"])]

    def __str__(self) -> str:
        return self.caption
