"""The one way in which a backup or a restore says no: a sentence for the operator, with nothing half done behind it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Refused(Exception):
    """The message names the place and the remedy."""


def no_room(place: Path | str) -> Refused:
    return Refused(
        _("There is no room left at %(path)s. Free some space there, or name a place on another volume.")
        % {"path": place}
    )


@contextmanager
def full_disk_told(place: Path | str) -> Iterator[None]:
    """A full volume or quota becomes a refusal that names the place."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise no_room(place) from error
        raise
