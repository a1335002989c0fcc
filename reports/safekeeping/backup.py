"""One backup: database, stored files and manifest in one folder (or tar), which has its name only when it is complete.

The database is dumped first and the files copied after: a file never changes under its name, so every file the dumped
rows name is there, and whatever came later lies beside it.
"""

import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from . import database
from .files import MEDIA, chunks, copied, digest_of, stored_names
from .manifest import DATABASES, Manifest
from .refusal import Refused, full_disk_told

SPARE = 32 * 1024 * 1024  # bytes that must stay free


def back_up(
    target: Path, *, as_tar: bool = False, tell: Callable[[str], Any] = lambda text: None
) -> Manifest:
    """Makes the backup at a path where nothing is yet. Raises Refused; then nothing is left behind."""
    target = target.expanduser().absolute()
    if target.exists() or target.is_symlink():
        raise Refused(_("%(path)s exists already. Name a new place for the backup.") % {"path": target})
    engine = database.engine()
    with full_disk_told(target.parent), _unfinished(target) as folder:
        _check_room(folder, twice=as_tar)
        tell(_("Database …"))
        dumped = database.dump(folder / DATABASES[engine])
        tell(_("Files …"))
        files = {DATABASES[engine]: _described(folder / DATABASES[engine])} | dict(_copy_media(folder))
        manifest = Manifest(
            made_at=timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
            engine=engine,
            migrations=dumped.migrations,
            counts=dumped.counts,
            log_link=dumped.log_link,
            files=files,
        )
        manifest.write(folder)
        _finish(folder, target, as_tar)
    return manifest


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target under another name; gone afterwards, however it ends."""
    folder = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, parents=True)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise Refused(
            _("Nothing can be written at %(path)s: %(why)s.") % {"path": target.parent, "why": error.strerror}
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(folder.name + ".tar").unlink(missing_ok=True)


def _check_room(folder: Path, *, twice: bool) -> None:
    files = sum(default_storage.size(name) for name in stored_names())
    needed = (database.size() + files) * (2 if twice else 1) + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refused(
            _(
                "The backup needs %(needed)s MB and %(path)s has %(free)s MB free. Free some space there, or name a "
                "place on another volume."
            )
            % {"needed": needed >> 20, "free": free >> 20, "path": folder.parent}
        )


def _copy_media(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in stored_names():
        target = folder / MEDIA / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name, "rb") as source, target.open("xb") as file:
                digest, size = copied(chunks(source), file)
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            target.unlink(missing_ok=True)  # taken away meanwhile; the invariants tell where a row misses it
            continue
        yield f"{MEDIA}/{name}", {"sha256": digest, "size": size}


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest, size = digest_of(file)
    return {"sha256": digest, "size": size}


def _finish(folder: Path, target: Path, as_tar: bool) -> None:
    """The last step: the name. Before it there is no backup, after it a whole one."""
    whole = folder
    if as_tar:
        whole = folder.with_name(folder.name + ".tar")
        with tarfile.open(whole, "w") as tar:
            tar.add(folder, arcname=".")
        whole.chmod(0o600)
    os.sync()
    os.rename(whole, target)
