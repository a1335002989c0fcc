"""What this app tells those above it: an account did something, or something was done to it. Upper apps keep the log."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.module_loading import import_string

from .models import User

# arguments: act, target (a row or a text), by (an account or None), address (text or None), detail (fits JSON)
account_event = Signal()
# arguments: rows (made or changed by one import), by
content_imported = Signal()
# arguments: request, row (None: a list of the sender's rows)
content_read = Signal()


def tell(
    act: str,
    target: Model | str,
    *,
    by: User | None = None,
    request: HttpRequest | None = None,
    **detail: Any,
) -> None:
    """Announces `act` inside the acting transaction; `by` may be left to the request."""
    user = getattr(request, "user", None)
    if by is None and user is not None and user.is_authenticated:
        by = user
    account_event.send(sender=None, act=act, target=target, by=by, address=address_of(request), detail=detail)


def address_of(request: HttpRequest | None) -> str | None:
    """Where a request came from, by the rule the log-in guard uses; None outside of requests."""
    if request is None or not request.META.get("REMOTE_ADDR"):
        return None
    return import_string(settings.AXES_CLIENT_IP_CALLABLE)(request) or None
