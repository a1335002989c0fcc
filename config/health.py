"""For machines: is the process alive, can it work; where to report a security hole."""

import logging
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.readiness import faults

logger = logging.getLogger("zhibao.health")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return _plain("ok\n")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when work can be done. What is wrong stands in the log, in `manage.py readiness` and, for operators, on the
    page of tasks; never in the answer."""
    found = list(faults())
    for fault in found:
        logger.error("not ready: %s", fault)
    return _plain("unavailable\n" if found else "ok\n", status=503 if found else 200)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    return _plain(
        f"Contact: {settings.SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: zh, en\n"
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt\n"
    )


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
