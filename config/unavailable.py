"""503 (507 for a full disk): the answer while nothing can be written, with everything that was typed and a button to send it again.

Touches no database. Passwords, codes and files are not given back; their fields are named.
"""

import errno
import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config import errors

SECRET = re.compile(r"passw|token|secret|otp", re.IGNORECASE)
CODES = "/account/"  # where a field named code is a person's second factor
# what forms carry beside what a person typed
MACHINERY = re.compile(
    r"^(_|seen_|initial-|ticket$|action$)|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_(FORMS|NUM_FORMS)$"
)
GIVEN_BACK = 400  # fields at most
BUSY, FULL = 10, 600  # seconds after which it is worth trying again
FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FULL_SIGNS = ("disk is full", "No space left")  # SQLite's words and PostgreSQL's


def server_error(request: HttpRequest) -> HttpResponse:
    """What an unexpected fault answers, wherever it came from: 503 where the database is away or someone holds a lock
    for too long (its transaction is rolled back by then), else 500."""
    error = sys.exc_info()[1]
    if is_full_disk(error):
        return unavailable(
            request,
            title=_("The server has no room left"),
            advice=_("Nothing was stored. Tell your administrator; what you typed is below."),
            seconds=FULL,
            status=507,
        )
    if not isinstance(error, (OperationalError, InterfaceError)):
        return errors.server_error(request)
    return unavailable(
        request,
        title=_("Please try again a little later"),
        advice=_("The database is busy or away for a moment. Nothing was stored."),
        seconds=BUSY,
    )


def is_full_disk(error: BaseException | None) -> bool:
    """Whether the volume of the files, or that of the database, is full."""
    if isinstance(error, OSError):
        return error.errno in FULL_DISK
    return isinstance(error, OperationalError) and any(sign in str(error) for sign in FULL_SIGNS)


def unavailable(
    request: HttpRequest, *, title: str, advice: str, seconds: int, status: int = 503
) -> HttpResponse:
    typed, hidden, lost = _fields(request)
    content = render_to_string(
        "errors/unavailable.html",
        {
            "status": status,
            "title": title,
            "advice": advice,
            "reference": errors.noted(request, status),
            "action": request.get_full_path(),
            "typed": typed,
            "hidden": hidden,
            "lost": lost,
            "csrf_token": get_token(request) if typed or hidden else "",
        },
    )
    response = HttpResponse(content, status=status)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store, private"
    return response


def _fields(request: HttpRequest) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[str]]:
    """What a person typed, what the form carried besides, and the names of what is not given back."""
    typed, hidden, lost = [], [], []
    if request.method != "POST":
        return typed, hidden, lost
    try:
        posted, files = request.POST.lists(), list(request.FILES)
    except (UnreadablePostError, *errors.TOO_MUCH):
        return typed, hidden, lost
    for name, values in posted:
        if name == "csrfmiddlewaretoken":
            continue
        if SECRET.search(name) or (name == "code" and request.path_info.startswith(CODES)):
            lost.append(name)
            continue
        for value in values:
            machinery = MACHINERY.search(name) or not value
            (hidden if machinery or len(typed) >= GIVEN_BACK else typed).append((name, value))
    return typed, hidden, lost + files
