"""The append-only log. Rows are written by the acting transaction with the hash of their own content and linked later.

No screen and no queryset of this model changes or deletes a row; `seal_log` fills `chain` in order, once.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models import User


class LogIsAppendOnly(Exception):
    """Raised where code tries to change or delete a log row."""


class LogQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise LogIsAppendOnly

    def delete(self):
        raise LogIsAppendOnly

    def bulk_update(self, *args, **kwargs):
        raise LogIsAppendOnly

    def write_chain(self, link: str) -> None:
        """The one write a row sees after its birth: its link, while it has none."""
        models.QuerySet.update(self.filter(chain=""), chain=link)


class LogEntry(models.Model):
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("account")
    )
    act = models.CharField(_("act"), max_length=40)
    target = models.CharField(_("target"), max_length=120)
    detail = models.JSONField(_("detail"), default=dict)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    created_at = models.DateTimeField(_("time"))
    digest = models.CharField(_("digest of the row"), max_length=64)
    chain = models.CharField(_("link of the chain"), max_length=64, blank=True)

    objects = LogQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.act} · {self.target}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise LogIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise LogIsAppendOnly
