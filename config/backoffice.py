"""The admin site of the house: Chinese titles, no "view on site" shortcut (it would tell addresses of drafts)."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    site_title = _("Zhibao back office")
    site_header = _("Zhibao back office")
    index_title = _("Lists, dictionaries, import and export")
    enable_nav_sidebar = True

    def get_urls(self):
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def login(self, request, extra_context=None):
        """Log-in leads to the desk, unless the person was on the way to somewhere."""
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            extra_context = {REDIRECT_FIELD_NAME: resolve_url(settings.LOGIN_REDIRECT_URL)} | (
                extra_context or {}
            )
        return super().login(request, extra_context)

    def password_change(self, request, extra_context=None):
        """There is one page for it, which also ends other sessions and tells the log."""
        return redirect("account:password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account:home")


class BackOfficeConfig(AdminConfig):
    default_site = "config.backoffice.BackOffice"
