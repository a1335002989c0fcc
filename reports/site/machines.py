"""For machines: what may be crawled, and where the published pages are. Neither tells of anything unpublished."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reports.publishing.addresses import report_address, subject_address

from .listing import published_reports

SECONDS = 3600
MOST = 40_000  # a sitemap may hold 50,000 addresses
FIXED = ("home", "institutions", "regions", "cases", "updates", "verify", "about", "accessibility")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /desk/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return _cached(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The fixed pages, each published report, and each school or region that has one; newest first."""
    days = {reverse(f"site:{name}"): None for name in FIXED}
    for version in published_reports().order_by("-published_at", "-pk")[: MOST // 2]:
        day = version.published_at.date()
        days[report_address(version.report)] = day
        days.setdefault(subject_address(version.report.record.subject), day)
    addresses = [(settings.SITE_URL + address, day) for address, day in days.items()]
    return _cached(
        render(request, "reports/site/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
    )


def _cached(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
