"""What an uploaded workbook must pass before any reader opens it: an honest, small, unlocked zip of the right parts.

Every refusal is a FileRefused with a sentence naming the file, the place and the remedy.
"""

import io
import stat
import zipfile
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 300
MAX_UNPACKED = 60 * 1024 * 1024
MAX_SHEETS = 20
CHUNK = 64 * 1024


class FileRefused(ValidationError):
    """The file cannot be taken; nothing of it was stored."""


def open_package(content: bytes, name: str, *, required: str) -> dict[str, bytes]:
    """The parts of an office package by name. `required` is the part that tells the kind. Raises FileRefused."""
    if len(content) > MAX_BYTES:
        raise refused(name, _("it is larger than %(limit)s MB; split it") % {"limit": MAX_BYTES >> 20})
    if not content.startswith(b"PK"):
        raise refused(name, _("it is not an .xlsx workbook; save it as .xlsx in Excel or WPS"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            _check_members(members, name, required)
            return dict(_unpacked(package, members, name))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise refused(name, _("it is damaged or locked; open it, save it anew without a password")) from error


def _check_members(members: list[zipfile.ZipInfo], name: str, required: str) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        raise refused(
            name, _("it has %(count)s parts; an ordinary workbook has fewer") % {"count": len(members)}
        )
    if len(set(names)) != len(names):
        raise refused(name, _("it holds two parts of one name; save it anew in Excel or WPS"))
    if any(member.flag_bits & 1 for member in members):
        raise refused(name, _("it is locked by a password; remove the password first"))
    if any(_climbs(member) for member in members):
        raise refused(name, _("it holds parts with unsafe names; save it anew in Excel or WPS"))
    if required not in names or "[Content_Types].xml" not in names:
        raise refused(name, _("it is not a workbook inside; save it as .xlsx in Excel or WPS"))
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise refused(name, _("it holds macros; save it as .xlsx without macros"))
    if sum(part.startswith("xl/worksheets/") for part in names) > MAX_SHEETS:
        raise refused(name, _("it has more than %(limit)s sheets") % {"limit": MAX_SHEETS})
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise refused(name, _("it unpacks to more than %(limit)s MB") % {"limit": MAX_UNPACKED >> 20})


def _climbs(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    link = stat.S_ISLNK(member.external_attr >> 16)
    return link or ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]


def _unpacked(
    package: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str
) -> Iterator[tuple[str, bytes]]:
    """Reads every part within the limit, whatever its header claims; the reader checks each CRC on the way."""
    left = MAX_UNPACKED
    for member in members:
        chunks = []
        with package.open(member) as part:
            while chunk := part.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise refused(
                        name, _("it unpacks to more than %(limit)s MB") % {"limit": MAX_UNPACKED >> 20}
                    )
                chunks.append(chunk)
        yield member.filename, b"".join(chunks)


def refused(name: str, why: str) -> FileRefused:
    return FileRefused(
        _("File “%(name)s” was not taken: %(why)s. Nothing was stored.") % {"name": name, "why": why},
        code="refused",
    )
