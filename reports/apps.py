"""The report itself: outline, text, versions, editions, workflow, public site."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from reports.rendering.checks import check_pdf


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Quality reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register(check_pdf)
        import_module("reports.receivers")  # which needs the models to be there
        import_module("reports.publishing.receivers")
