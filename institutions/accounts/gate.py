"""The one gate before private addresses: an ended session opens nothing, and whoever needs a second factor gives it first.

It stands behind the middleware that finds account and device; views need not think of either.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from . import factors, sessions

# What a person may reach who gave his password but not yet his code.
OPEN_WITHOUT_CODE = ("account:factor", "account:factor_set_up", "account:log_out", "admin:logout")
READING = ("GET", "HEAD", "OPTIONS")


class AccountGate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(tuple(settings.PRIVATE)):
            return self.get_response(request)
        end_what_is_over(request)
        if not waits_for_code(request):
            return self.get_response(request)
        if request.method not in READING:
            raise PermissionDenied  # never executed, nor sent on with what was typed
        return redirect(f"{reverse('account:factor')}?{urlencode({'next': request.get_full_path()})}")


def end_what_is_over(request: HttpRequest) -> None:
    """A session that was ended elsewhere, or whose account is closed or gone, is emptied."""
    if SESSION_KEY not in request.session:
        return
    if request.user.is_authenticated and sessions.is_open(request):
        return
    sessions.forget(request)
    request.session.flush()
    request.user = AnonymousUser()


def waits_for_code(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or user.is_verified():
        return False
    return factors.is_needed(user) and request.path_info not in map(reverse, OPEN_WITHOUT_CODE)
