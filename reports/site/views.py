"""Home page and language switch."""

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Round
from reports.models import State

from .listing import published_reports

NEWEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rounds = Round.objects.annotate(
        published=Count(
            "records__reports__versions",
            filter=Q(records__reports__versions__state=State.PUBLISHED),
            distinct=True,
        )
    ).filter(published__gt=0)
    newest = published_reports().order_by("-published_at", "-pk")[:NEWEST]
    return render(request, "reports/site/home.html", {"rounds": rounds, "newest": newest})


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
