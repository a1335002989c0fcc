"""What is public together, in which order it became public, and what a region report was folded from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models import Region, User

from .editions import Edition
from .reports import Report, Version


class Publication(models.Model):
    """One link of the chain: an Edition became public. `link` is the SHA-256 of the link before, the Edition's
    manifest, the time and the last link of the log; nothing earlier can be changed without breaking all later ones."""

    sequence = models.PositiveBigIntegerField(_("sequence"), unique=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="publication", verbose_name=_("edition")
    )
    published_at = models.DateTimeField(_("published at"))
    log_link = models.CharField(_("last link of the log"), max_length=64, blank=True)
    previous = models.CharField(_("link before"), max_length=64, blank=True)
    link = models.CharField(_("link"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} · {self.edition}"


class MemberPin(models.Model):
    """The Edition of a member school that a region report was folded from."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="pins", verbose_name=_("version")
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", verbose_name=_("member report")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="pinned_by", verbose_name=_("edition")
    )
    accepted_note = models.CharField(_("why the older figures stay"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pinned member")
        verbose_name_plural = _("pinned members")
        ordering = ["version", "report"]
        constraints = [models.UniqueConstraint(name="member_pinned_once", fields=["version", "report"])]

    def __str__(self) -> str:
        return f"{self.version} · {self.edition}"


class Bundle(models.Model):
    """Reports that go public in the same second."""

    name = models.CharField(_("name"), max_length=80)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="bundles", verbose_name=_("region")
    )
    versions = models.ManyToManyField(Version, related_name="bundles", verbose_name=_("versions"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
