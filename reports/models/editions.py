"""What is kept for ever: Snapshots of the Facts, and the Edition sealed from one of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .reports import Version


class Snapshot(models.Model):
    """The canonical Facts of a version at one moment, as JSON text, with its fingerprint."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("version")
    )
    reason = models.CharField(_("taken at"), max_length=20)
    facts = models.TextField(_("facts"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    taken_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["version", "-taken_at"]

    def __str__(self) -> str:
        return f"{self.version} · {self.fingerprint[:12]}"


class Edition(models.Model):
    """The sealed files of one version. Public addresses answer from it alone.

    An approval that is taken back leaves its Edition unused: it never was in the chain of publications.
    """

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, null=True, related_name="edition", verbose_name=_("version")
    )
    unused_of = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="unused_editions",
        verbose_name=_("made for, never used"),
    )
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, verbose_name=_("snapshot"))
    code = models.CharField(_("edition code"), max_length=24, unique=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    manifest = models.JSONField(_("manifest"))
    sealed_at = models.DateTimeField(_("sealed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-sealed_at"]
        constraints = [
            models.CheckConstraint(
                name="edition_of_one_version",
                condition=Q(version__isnull=False, unused_of__isnull=True)
                | Q(version__isnull=True, unused_of__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.code


def edition_path(file: "EditionFile", filename: str) -> str:
    """Editions lie apart from everything else, under the digest of their bytes: never overwritten."""
    return f"editions/{file.digest[:2]}/{file.digest}/{file.name}"


class EditionFile(models.Model):
    """One sealed file: facts.json, data.json, body.html, report.pdf, and the pictures they use."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="files", verbose_name=_("edition")
    )
    name = models.CharField(_("name"), max_length=80)
    content_type = models.CharField(_("media type"), max_length=120)
    file = models.FileField(_("file"), upload_to=edition_path, max_length=240)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("edition file")
        verbose_name_plural = _("edition files")
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(name="edition_file_once", fields=["edition", "name"])]
        indexes = [models.Index(name="edition_file_digest", fields=["digest"])]

    def __str__(self) -> str:
        return self.name


class ServedPage(models.Model):
    """The page of an edition as it is served, in one language: shell and body in one, ready to send.

    A derived file, found by its public address alone. It answers only while `state` is still the version's own;
    it is made anew when `shell` (digest of templates and translations) differs.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="pages", verbose_name=_("edition")
    )
    language = models.CharField(_("language"), max_length=10)
    address = models.CharField(_("evergreen address"), max_length=100, blank=True, default="")
    fixed_address = models.CharField(_("fixed address"), max_length=100, blank=True, default="")
    state = models.CharField(_("made for the state"), max_length=20, blank=True, default="")
    shell = models.CharField(_("digest of the shell"), max_length=64)
    etag = models.CharField(_("ETag"), max_length=64)
    compressed = models.BinaryField(_("compressed content"), default=b"")
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("served page")
        verbose_name_plural = _("served pages")
        constraints = [models.UniqueConstraint(name="served_page_once", fields=["edition", "language"])]
        indexes = [
            models.Index(name="served_page_address", fields=["address", "language"]),
            models.Index(name="served_page_fixed", fields=["fixed_address", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.language}"
