"""Notices go out by mail: each at most once, and again where it surely did not leave.

A worker takes a notice in hand for some minutes; should it die before the mail begins, another takes it when the time is
up. `mail_begun_at` is stored before the server hears of the mail: what was begun is never sent a second time, since
nobody can know whether it left. Only a clear refusal takes it back; the next try waits longer each time.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from institutions.killpoints import killpoint
from reports.models import Notice

from .notices import title, words

logger = logging.getLogger("zhibao.mail")
HOLD = timedelta(minutes=5)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # then it is left to the task list
BATCH = 500
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)  # the server said no: nothing left


def waiting() -> QuerySet[Notice]:
    """Notices whose mail may be begun now, oldest first."""
    free = Q(mail_held_until=None) | Q(mail_held_until__lt=timezone.now())
    return (
        Notice.objects.filter(free, mailed_at=None, mail_begun_at=None, mail_tries__lte=len(PAUSES))
        .filter(user__is_active=True)
        .exclude(user__email="")
        .order_by("pk")
    )


def mail_waiting() -> int:
    """Sends what waits; answers how many mails left."""
    _settle_begun()
    rows = list(waiting().select_related("user")[:BATCH])
    if not rows:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail server not reached: %s", error)
        for notice in rows:
            if _take(notice):
                _again(notice)
        return 0
    try:
        return _mail_all(rows, connection)
    finally:
        connection.close()


def _mail_all(rows: list[Notice], connection: BaseEmailBackend) -> int:
    sent = 0
    for notice in rows:
        try:
            sent += _mail(notice, connection)
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("mail of notice %s: nobody knows whether it left: %s", notice.pk, error)
            break  # the line is broken; the others wait for the next run
    return sent


def _mail(notice: Notice, connection: BaseEmailBackend) -> bool:
    if not _take(notice):
        return False  # another worker has it
    killpoint("notices.before_mail")
    mail = _letter(notice, connection)
    Notice.objects.filter(pk=notice.pk).update(mail_begun_at=timezone.now())
    try:
        mail.send()
    except REFUSED as error:
        logger.warning("mail of notice %s refused: %s", notice.pk, error)
        _again(notice)
        return False
    killpoint("notices.after_mail")
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now(), mail_held_until=None)
    return True


def _take(notice: Notice) -> bool:
    """Holds it for some minutes; False where someone else was quicker."""
    now = timezone.now()
    free = Notice.objects.filter(pk=notice.pk, mailed_at=None, mail_begun_at=None)
    free = free.filter(Q(mail_held_until=None) | Q(mail_held_until__lt=now))
    return bool(free.update(mail_held_until=now + HOLD))


def _again(notice: Notice) -> None:
    pause = PAUSES[min(notice.mail_tries, len(PAUSES) - 1)]
    Notice.objects.filter(pk=notice.pk).update(
        mail_begun_at=None, mail_tries=F("mail_tries") + 1, mail_held_until=timezone.now() + pause
    )


def _settle_begun() -> None:
    """What was begun and is in nobody's hand any more counts as mailed: it may have left."""
    Notice.objects.filter(
        mailed_at=None, mail_begun_at__isnull=False, mail_held_until__lt=timezone.now()
    ).update(mailed_at=F("mail_begun_at"), mail_held_until=None)


def _letter(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    """In the reader's language; Chinese where the account names none."""
    with translation.override(getattr(notice.user, "language", "") or settings.LANGUAGE_CODE):
        subject = " ".join(title(notice).split())[:150]
        body = f"{words(notice)}\n\n{settings.SITE_URL}/desk/\n"
    return EmailMessage(subject, body, None, [notice.user.email], connection=connection)
