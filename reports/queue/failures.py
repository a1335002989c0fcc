"""Why a task ended without success, and whether it is worth another try: data for the worker, words for the screen."""

import errno
import smtplib

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRIES = 3
PAUSES = (30, 120)  # seconds before the second and the third try
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE)
PASSING = (OperationalError, InterfaceError, ConnectionError, TimeoutError)


class Transient(Exception):
    """Raised by a task that may succeed a little later with nothing changed."""


class Permanent(Exception):
    """Raised by a task that cannot succeed before someone changes something."""


class WorkerLost(Transient):
    """The worker that ran the task is gone."""


class CodeGone(Permanent):
    """The queue names a task that this release does not have."""


class OldPayload(Permanent):
    """The arguments in the queue are none that this release's task takes."""


class OverTime(BaseException):
    """Raised inside a task that outran its time; no `except Exception` of the task's own keeps it going."""


class HandedBack(BaseException):
    """Raised inside a task whose worker has to end: the task goes back to the queue and is not counted."""


def is_transient(error: BaseException) -> bool:
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    return isinstance(error, (Transient, *PASSING, smtplib.SMTPServerDisconnected))


def class_path(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


# class of the exception, as the queue stores it → what a person reads
REASONS: dict[str, Promise] = {
    class_path(WorkerLost()): _("The worker was lost: it was ended or its machine failed."),
    class_path(CodeGone()): _("This release has no such task any more."),
    class_path(OldPayload()): _("The task was queued by an older release and no longer fits."),
    class_path(OverTime()): _("The task took longer than it may and was ended."),
    class_path(OperationalError()): _("The database could not be reached or was busy for too long."),
    class_path(InterfaceError()): _("The database could not be reached or was busy for too long."),
    "builtins.ConnectionRefusedError": _("The mail server, or another server, could not be reached."),
    "builtins.TimeoutError": _("The mail server, or another server, did not answer in time."),
    "builtins.MemoryError": _("There was not enough memory."),
}
SPEAKING = ("SealRefused", "PdfError", "TransitionRefused", "NotAllowed", "Permanent", "Transient")


def reason(path: str, traceback: str) -> str:
    """One or more sentences for a person. Exceptions of ours that speak to people are quoted; no trace is shown."""
    if not path:
        return ""
    if path in REASONS:
        return str(REASONS[path])
    name = path.rpartition(".")[2]
    if name in SPEAKING:
        return traceback.rpartition(f"{name}: ")[2].strip()[:1000] or str(_("No reason was given."))
    return str(_("An unexpected fault (%(name)s). The log tells more.") % {"name": name})
