"""While a request is answered, whatever is logged carries the address it came from."""

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse

from config.guard import client_address
from reports import log


class OriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = log.client.set(_address(request))
        try:
            return self.get_response(request)
        finally:
            log.client.reset(token)


def _address(request: HttpRequest) -> str | None:
    """None where there is none: behind a socket of this machine."""
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return None
