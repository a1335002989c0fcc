"""The report itself: outline, text, versions, editions, workflow, public site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Quality reports")
    default_auto_field = "django.db.models.BigAutoField"
