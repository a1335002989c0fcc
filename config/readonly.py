"""While the site is read only, writing is answered with 503, the reason, and everything that was typed.

Reading, logging in and logging out go on. The middleware acts after the check against forged requests, so that no other
site can have its own words shown here.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from config.unavailable import unavailable
from reports import site_mode

READING = ("GET", "HEAD", "OPTIONS")
OPEN = frozenset({"admin:login", "admin:logout", "account:factor", "account:log_out"})
RETRY = 300  # seconds


class ReadOnlyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method in READING or request.resolver_match.view_name in OPEN:
            return None
        now = site_mode.now()
        if not now.is_read_only:
            return None
        return unavailable(
            request,
            title=_("The site is read only at the moment"),
            advice=_("Reason: %(reason)s Nothing was stored.") % {"reason": _sentence(now.reason)},
            seconds=RETRY,
        )


def site_notice(request: HttpRequest) -> dict[str, object]:
    """For templates of the back office; looked up only where a template asks."""
    return {"site_notice": SimpleLazyObject(site_mode.now)}


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", ".", "!", "?")) else f"{text}。"
