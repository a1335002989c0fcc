"""Error pages: Chinese, in the site's look, with a reference number that the log repeats; nothing else is told."""

import logging
import secrets

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger("zhibao.errors")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    context = {"status": status, "title": title, "advice": advice, "reference": noted(request, status)}
    return HttpResponse(render_to_string("errors/page.html", context), status=status)


def noted(request: HttpRequest, status: int) -> str:
    """A reference number that stands in the log too."""
    reference = secrets.token_hex(4)
    logger.warning("%s %s %s reference=%s", status, request.method, request.path[:200], reference)
    return reference


def bad_request(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return page(
        request, 400, _("The request cannot be read"), _("Go back, load the page anew and try again.")
    )


def too_large(request):
    return page(
        request,
        413,
        _("This is too much for one time"),
        _(
            "Nothing was stored. At most %(text)s MB of text, %(fields)s fields, %(files)s files and %(all)s MB "
            "altogether can be sent at once. Go back and send it in parts."
        )
        % {
            "text": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20,
            "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
            "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            "all": settings.BODY_LIMIT >> 20,
        },
    )


def forbidden(request, exception=None):
    return page(
        request, 403, _("Not allowed"), _("You have no right to do this here. Ask your administrator.")
    )


def csrf_failure(request, reason=""):
    return page(
        request,
        403,
        _("The form has expired"),
        _("Go back, load the page anew and send the form again. Your browser must accept cookies."),
    )


def not_found(request, exception=None):
    return page(
        request, 404, _("There is no such page"), _("Check the address, or search from the home page.")
    )


def server_error(request):
    return page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing was stored. Try again, and tell us the reference number."),
    )


def locked_out(request, credentials=None, *args, **kwargs):
    response = page(
        request,
        429,
        _("Too many failed log-ins"),
        _("Wait 15 minutes and try again. If you forgot the password, ask your administrator."),
    )
    response["Retry-After"] = "900"
    return response
