"""All addresses of this app: the public site, and the desk of those who work here."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("reports.desk.urls")),
    path("", include("reports.site.urls")),
]
