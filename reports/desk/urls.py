"""Addresses under /desk/: where staff and reviewers work."""

from django.urls import path, re_path

from reports.backoffice import preview

from . import home, steps, version

app_name = "desk"

# Numbers are bounded so that none outgrows its column.
VERSION = r"^versions/(?P<version_id>[0-9]{1,18})/"

urlpatterns = [
    path("", home.home, name="home"),
    re_path(VERSION + r"$", version.version, name="version"),
    path("preview/<int:report_id>/", preview.preview, name="preview"),
    re_path(
        r"^preview/(?P<report_id>[0-9]{1,18})/pictures/(?P<key>[a-z0-9-]{1,40})$",
        preview.picture,
        name="preview_picture",
    ),
    # last: any other word after a version is an act
    re_path(VERSION + r"(?P<act>[a-z_]{1,30})/$", steps.step, name="step"),
]
