"""Public addresses. /r/<code>/<year>/ is the subject's main report, for ever."""

from django.urls import path, re_path

from . import cases, documents, machines, places, updates, verify, versions, views

app_name = "site"

# Lengths are bounded so that no number in an address outgrows its column.
SUBJECT = r"^r/(?P<code>[0-9A-Za-z-]{1,40})/(?P<year>[0-9]{4}[b-z]?)/(?:(?P<kind>[a-z]{1,10})/)?"
REPORT = SUBJECT + r"(?:v(?P<number>[1-9][0-9]{0,3})/)?"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("language/", views.set_language, name="language"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("institutions/", places.institutions, name="institutions"),
    re_path(r"^institutions/(?P<code>[0-9A-Za-z-]{1,40})/$", places.institution, name="institution"),
    path("cases/", cases.cases, name="cases"),
    path("regions/", places.regions, name="regions"),
    re_path(r"^regions/(?P<code>[0-9A-Za-z]{1,12})/$", places.region, name="region"),
    path("updates/", updates.of_all, name="updates"),
    path("updates/feed", updates.feed, name="updates_feed"),
    path("verify/", verify.form, name="verify"),
    re_path(r"^verify/(?P<code>[0-9A-Za-z-]{1,64})/$", verify.code, name="verify_code"),
    # before the report itself, where the word would read as a kind
    re_path(SUBJECT + r"updates/$", updates.of_report, name="report_updates"),
    re_path(REPORT + r"$", documents.report, name="report"),
    re_path(REPORT + r"report\.pdf$", documents.file, {"name": "report.pdf"}, name="pdf"),
    re_path(REPORT + r"data\.json$", documents.file, {"name": "data.json"}, name="data"),
    re_path(REPORT + r"figures\.csv$", documents.file, {"name": "figures.csv"}, name="csv"),
    re_path(REPORT + r"figures\.xlsx$", documents.file, {"name": "figures.xlsx"}, name="xlsx"),
    re_path(REPORT + r"manifest\.json$", versions.manifest, name="manifest"),
    re_path(REPORT + r"pictures/(?P<key>[a-z0-9-]{1,40})$", documents.picture, name="picture"),
]
