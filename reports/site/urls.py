"""Public addresses. /r/<code>/<year>/ is the subject's main report, for ever."""

from django.urls import path, re_path

from . import documents, places, views

app_name = "site"

REPORT = r"^r/(?P<code>[0-9A-Za-z-]+)/(?P<year>[0-9]{4}[b-z]?)/(?:(?P<kind>[a-z]+)/)?(?:v(?P<number>[0-9]+)/)?"

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.set_language, name="language"),
    path("institutions/", places.institutions, name="institutions"),
    path("institutions/<slug:code>/", places.institution, name="institution"),
    path("regions/", places.regions, name="regions"),
    path("regions/<str:code>/", places.region, name="region"),
    re_path(REPORT + r"$", documents.report, name="report"),
    re_path(REPORT + r"report\.pdf$", documents.file, {"name": "report.pdf"}, name="pdf"),
    re_path(REPORT + r"data\.json$", documents.file, {"name": "data.json"}, name="data"),
    re_path(REPORT + r"pictures/(?P<key>[a-z0-9-]+)$", documents.picture, name="picture"),
]
