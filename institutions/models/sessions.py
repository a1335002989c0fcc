"""Who is logged in where. A row is an open session: when it is gone, its cookie opens nothing at the next request."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class OpenSession(models.Model):
    """Made at log-in; the session itself holds this row's number. `seen_at` is right to a minute."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="open_sessions", verbose_name=_("account")
    )
    began_at = models.DateTimeField(_("logged in at"))
    seen_at = models.DateTimeField(_("last seen at"))
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} · {self.began_at:%Y-%m-%d %H:%M}"
