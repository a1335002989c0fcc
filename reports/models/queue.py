"""What keeps background work going: who is alive, which duty is due, and whether the site may be written to.

The tasks themselves are rows of django-tasks-db; these rows say what it does not.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerBeat(models.Model):
    """A worker that lives renews its row every few seconds; `task` is what it runs now."""

    worker_id = models.CharField(_("worker"), max_length=64, unique=True)
    started_at = models.DateTimeField(_("started at"))
    beat_at = models.DateTimeField(_("last sign of life"), db_index=True)
    task = models.UUIDField(_("task"), null=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["started_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.worker_id


class Duty(models.Model):
    """A recurring piece of work: whoever moves `due_at` on does it, so that two workers never both do."""

    name = models.CharField(_("duty"), max_length=40, unique=True)
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("last done"), null=True)
    fault = models.CharField(_("last fault"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("recurring duty")
        verbose_name_plural = _("recurring duties")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class SiteMode(models.Model):
    """One row at most: what people are told in the back office, and whether anything may be written."""

    class Mode(models.TextChoices):
        OPEN = "open", _("open for writing")
        ANNOUNCED = "announced", _("maintenance announced")
        READ_ONLY = "read_only", _("read only")

    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("mode of the site")
        verbose_name_plural = _("mode of the site")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="site_mode_is_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return self.get_mode_display()
