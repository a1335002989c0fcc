"""Home page, language switch, and the pages about the site itself."""

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from reports.models import State

from .coverage import coverage_by_region
from .listing import published_reports, rounds_with_reports

NEWEST = 8
ROUNDS = 6
REGIONS = 30  # rows of the coverage table on the home page; the regions page has them all


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rounds = rounds_with_reports().annotate(
        published=Count(
            "records__reports__versions",
            filter=Q(records__reports__versions__state=State.PUBLISHED),
            distinct=True,
        )
    )[:ROUNDS]
    coverage = coverage_by_region(rounds[0]) if rounds else []
    return render(
        request,
        "reports/site/home.html",
        {
            "rounds": rounds,
            "round": rounds[0] if rounds else None,
            "newest": published_reports().order_by("-published_at", "-pk")[:NEWEST],
            "coverage": coverage[:REGIONS],
            "more_regions": len(coverage) > REGIONS,
            "schools": sum(row.schools for row in coverage),
            "covered": sum(row.published for row in coverage),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/site/about.html", {"contact": settings.DEFAULT_FROM_EMAIL})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/site/accessibility.html", {"contact": settings.DEFAULT_FROM_EMAIL})


@csrf_exempt  # sets nothing but the reader's own language, and public pages carry no token
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
