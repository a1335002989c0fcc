"""The lowest app: people, places, years, metrics and their values."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstitutionsConfig(AppConfig):
    name = "institutions"
    verbose_name = _("Institutions and figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("institutions.accounts.receivers")  # which needs the models to be there
