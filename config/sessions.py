"""A session ends twelve hours after log-in, however busy it is; idle time is the cookie's own age.

Only private addresses look at the session and renew it: a public page reads no session and sets no cookie.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

BEGAN = "began"  # seconds since 1970, UTC


class SessionLimitMiddleware:
    """Stands before the one that finds the user, so that an ended session never names one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        private = request.path_info.startswith(tuple(settings.PRIVATE))
        if private and settings.SESSION_COOKIE_NAME in request.COOKIES:
            began = request.session.get(BEGAN)
            if began is not None and time.time() - began >= settings.SESSION_LIMIT:
                request.session.flush()
            _mark(request)
        response = self.get_response(request)
        if request.session.modified:
            _mark(request)  # the answer that logs a person in
        elif private and SESSION_KEY in request.session:
            request.session.modified = True  # idle time counts from the last request
        return response


def _mark(request: HttpRequest) -> None:
    if SESSION_KEY in request.session and BEGAN not in request.session:
        request.session[BEGAN] = int(time.time())
