"""What every account page shares: its frame, and where one may be led afterwards."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def page(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Renders an account page. It says after how many idle seconds the session ends, for whoever wants to warn."""
    words = {"idle_seconds": settings.SESSION_COOKIE_AGE} | (context or {})
    return render(request, f"institutions/accounts/{name}.html", words, status=status)


def next_address(request: HttpRequest, default: str = "account:home") -> str:
    """The address asked for by `next`, if it lies on this site; else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else resolve_url(default)
