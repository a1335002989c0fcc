"""The stories a report tells: case studies, challenges, pictures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = _("Cases, challenges and pictures")
    default_auto_field = "django.db.models.BigAutoField"
