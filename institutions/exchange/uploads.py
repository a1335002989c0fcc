"""Uploads between preview and confirmation: kept for an hour at most, taken once, by the person who previewed them."""

import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.tmp_storages import BaseStorage

KEPT = 3600  # seconds
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
SALT = "zhibao.import"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a preview promises: the held file, whose it is, for which list, and the digest of what it showed."""

    name: str
    user: int
    model: str
    digest: str

    def sealed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)


def opened(text: str, *, user: int, model: str) -> Ticket:
    """The ticket of this person for this list. Raises ValidationError when it is forged, old or another's."""
    try:
        ticket = Ticket(**signing.loads(text, salt=SALT, max_age=KEPT))
    except (signing.BadSignature, TypeError) as error:
        raise expired() from error
    if (ticket.user, ticket.model) != (user, model):
        raise expired()
    return ticket


def expired() -> ValidationError:
    return ValidationError(
        _("This preview was confirmed already or has expired. Upload the file again."), code="expired"
    )


class HeldUploads(BaseStorage):
    """The files themselves, in a folder of the site that nothing serves; names are made here."""

    def save(self, data: bytes) -> None:
        folder = self._folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        discard_old(folder)
        self.name = secrets.token_urlsafe(24)
        (folder / self.name).write_bytes(data)

    def read(self) -> bytes:
        return self._path().read_bytes()

    def take(self) -> bytes:
        """The bytes, once: of two confirmations at the same time one gets them. Raises ValidationError."""
        taken = self._path().with_suffix(".taken")
        try:
            self._path().rename(taken)
            return taken.read_bytes()
        except FileNotFoundError as error:
            raise expired() from error
        finally:
            taken.unlink(missing_ok=True)

    def remove(self) -> None:
        self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        if not NAME.fullmatch(self.name or ""):
            raise expired()
        return self._folder() / self.name

    @staticmethod
    def _folder() -> Path:
        return Path(settings.VAR) / "imports"


def discard_old(folder: Path) -> None:
    limit = time.time() - KEPT
    for path in folder.iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
