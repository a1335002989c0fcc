"""Log-in guard on top of axes: one name from one address, and many names from one address, are slowed.

Never a name alone, so that an outsider cannot lock a school out; never one person's slips for a whole school.
"""

from ipaddress import ip_address

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest

LONGEST_NAME = 150


class Guard(AxesDatabaseHandler):
    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        return (
            super().is_locked(request, credentials)
            or names_tried(request) >= settings.LOGIN_NAMES_PER_ADDRESS
        )


def names_tried(request: HttpRequest) -> int:
    """Different names that failed from this address within the cool-off time."""
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    return recent.order_by().values("username").distinct().count()


def name_tried(request: HttpRequest, credentials: dict | None = None) -> str | None:
    """The name typed, no longer than any account's: a column holds no more."""
    name = (credentials or request.POST).get("username")
    return name if name is None else str(name)[:LONGEST_NAME]


def client_address(request: HttpRequest) -> str:
    """The visitor's address. Behind n trusted proxies it is the n-th forwarded one from the right, since whatever
    stands further left was sent by the visitor."""
    nearest = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXIES
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not 0 < count <= len(chain):
        return nearest
    try:
        return str(ip_address(chain[-count]))
    except ValueError:
        return nearest
