"""Addresses under /desk/: where staff and reviewers work."""

from django.urls import path, re_path

from . import preview

app_name = "desk"

urlpatterns = [
    path("preview/<int:report_id>/", preview.preview, name="preview"),
    re_path(
        r"^preview/(?P<report_id>[0-9]{1,18})/pictures/(?P<key>[a-z0-9-]{1,40})$",
        preview.picture,
        name="preview_picture",
    ),
]
