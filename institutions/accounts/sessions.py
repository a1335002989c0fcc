"""Open sessions: a row is made at log-in, looked for at each private request, and taken away to end the session."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from institutions.models import OpenSession, User
from institutions.signals import address_of, tell

NUMBER = "open_session"  # where the session itself keeps the row's number
EXACT_TO = timedelta(minutes=1)


def begin(request: HttpRequest, user: User) -> None:
    """Notes a log-in; rows that can be no more than remains are cleared by the way."""
    now = timezone.now()
    _over(now).filter(user=user).delete()
    row = OpenSession.objects.create(
        user=user,
        began_at=now,
        seen_at=now,
        address=address_of(request),
        browser=request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:200],
    )
    request.session[NUMBER] = row.pk


def is_open(request: HttpRequest) -> bool:
    """Whether this request's session was not ended elsewhere; notes that it was seen."""
    row = OpenSession.objects.filter(pk=number_of(request), user=request.user.pk).first()
    if row is None:
        return False
    now = timezone.now()
    if now - row.seen_at >= EXACT_TO:
        OpenSession.objects.filter(pk=row.pk).update(seen_at=now)
    return True


def forget(request: HttpRequest) -> None:
    """Takes the row of this request's session away, whoever it names now."""
    OpenSession.objects.filter(pk=number_of(request)).delete()


def number_of(request: HttpRequest) -> int | None:
    return request.session.get(NUMBER)


def sessions_of(user: User) -> list[OpenSession]:
    """Those that still open something, the latest first."""
    over = _over(timezone.now()).values("pk")
    return list(OpenSession.objects.filter(user=user).exclude(pk__in=over))


def end_one(user: User, number: int, *, request: HttpRequest) -> bool:
    """Ends one session of `user`; False where there is none of that number."""
    return bool(_end(user, OpenSession.objects.filter(user=user, pk=number), request))


def end_others(user: User, *, request: HttpRequest) -> int:
    """Ends all sessions of `user` but the one of this request. Answers how many there were."""
    return _end(user, OpenSession.objects.filter(user=user).exclude(pk=number_of(request)), request)


def end_all(user: User) -> None:
    OpenSession.objects.filter(user=user).delete()


def _end(user: User, rows: QuerySet[OpenSession], request: HttpRequest) -> int:
    ended, _by_model = rows.delete()
    if ended:
        tell("account.session_ended", user, request=request, count=ended)
    return ended


def _over(now: datetime) -> QuerySet[OpenSession]:
    """Rows whose session has reached one of its two ends."""
    return OpenSession.objects.filter(
        Q(seen_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE) - EXACT_TO)
        | Q(began_at__lt=now - timedelta(seconds=settings.SESSION_LIMIT))
    )
