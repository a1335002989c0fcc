"""The admin site of the house: Chinese titles, no "view on site" shortcut (it would tell addresses of drafts)."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    site_title = _("Zhibao back office")
    site_header = _("Zhibao back office")
    index_title = _("Lists, dictionaries, import and export")
    enable_nav_sidebar = True

    def get_urls(self):
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]


class BackOfficeConfig(AdminConfig):
    default_site = "config.backoffice.BackOffice"
