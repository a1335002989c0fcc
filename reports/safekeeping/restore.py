"""A backup put back: proved first, then the old state kept aside, then files, database, migrations, and the proof again.

Nothing of the present state is touched before every byte of the backup has been read and fits its manifest.
"""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import User

from . import database, sqlite
from .backup import back_up
from .files import MEDIA, digest_of, stored_names
from .invariants import broken
from .manifest import DATABASES, NAME, Manifest, verified
from .refusal import Refused, full_disk_told

Tell = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    aside: Path | None  # where the state before lies; None where there was none
    faults: list[str]  # sentences; empty: everything is as it was


def restore(source: Path, *, replace: bool = False, tell: Tell = lambda text: None) -> Restored:
    """Restores the backup at `source`. Raises Refused, and then nothing has changed.

    `replace`: whether a server that is not empty may be overwritten; its state is kept aside.
    """
    source = source.expanduser().absolute()
    with _opened(source) as folder:
        tell(_("Checking the backup …"))
        manifest = verified(folder)
        _check_origin(manifest)
        aside = None
        if not is_empty():
            if not replace:
                raise Refused(
                    _(
                        "This server is not empty. Nothing was changed. With --yes the backup takes the place of what "
                        "is stored, which is kept aside."
                    )
                )
            tell(_("Keeping the present state aside …"))
            aside = _keep_aside()
        with full_disk_told(settings.MEDIA_ROOT):
            tell(_("Files …"))
            _put_files(folder)
        tell(_("Database …"))
        database.load(folder / DATABASES[manifest.engine])
    faults = _differing_counts(manifest)
    _drop_files_unknown_to(manifest, aside=aside)
    tell(_("Migrations …"))
    call_command("migrate", verbosity=0, interactive=False)
    tell(_("Checking what was restored …"))
    return Restored(manifest, aside, faults + broken())


def is_empty() -> bool:
    """Whether nothing worth keeping is stored: no account and no file."""
    try:
        if User.objects.exists():
            return False
    except DatabaseError:
        path = sqlite.path_of(connection) if connection.vendor == "sqlite" else None
        if path is not None and path.exists() and path.stat().st_size and not _has_no_tables():
            return False
    return next(stored_names(), None) is None


def _has_no_tables() -> bool:
    """Whether the database is new; a damaged one is not."""
    try:
        return not connection.introspection.table_names()
    except DatabaseError:
        return False


def _check_origin(manifest: Manifest) -> None:
    """The backup must be of the kind of database in use, and of no newer release."""
    if manifest.engine != database.engine():
        raise Refused(
            _(
                "The backup is of %(theirs)s and this server runs %(ours)s. It can be restored only on the same kind "
                "of database. Nothing was changed."
            )
            % {"theirs": manifest.engine, "ours": database.engine()}
        )
    loader = MigrationLoader(None, ignore_no_migrations=True)
    unknown = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in loader.disk_migrations
        and (app, name) not in loader.replacements
        and app in loader.migrated_apps
    ]
    if unknown:
        raise Refused(
            _(
                "The backup was made by a newer release (%(name)s is unknown here). Install that release first. "
                "Nothing was changed."
            )
            % {"name": unknown[0]}
        )


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    """The backup as a folder; a tar is unpacked for the time being."""
    if not source.exists():
        raise Refused(_("There is no backup at %(path)s.") % {"path": source})
    if source.is_dir():
        yield source
        return
    with full_disk_told(source.parent):
        folder = Path(mkdtemp(prefix=".restore-", dir=source.parent))
    try:
        with full_disk_told(source.parent):
            _unpack(source, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:") as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise Refused(
            _("%(path)s is no backup, or it is damaged: %(why)s. Nothing was changed.")
            % {"path": source, "why": error}
        ) from error


def _keep_aside() -> Path:
    """The present state as a backup of its own. A database too damaged for that is moved away as it is."""
    folder = Path(settings.VAR) / f"before-restore-{timezone.now():%Y%m%dT%H%M%S}"
    try:
        back_up(folder)
    except (Refused, DatabaseError):
        if connection.vendor != "sqlite" or not _is_damaged():
            raise
        folder.mkdir(mode=0o700, parents=True)
        sqlite.set_aside(connection, folder)
    return folder


def _is_damaged() -> bool:
    try:
        User.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            return cursor.fetchone()[0] != "ok"
    except DatabaseError:
        return True


def _put_files(folder: Path) -> None:
    """Stores every file of the backup under its own name; one that lies there with the same bytes stays."""
    root = folder / MEDIA
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_dir():
            continue
        name = path.relative_to(root).as_posix()
        if default_storage.exists(name):
            if _same(path, name):
                continue
            default_storage.delete(name)
        with path.open("rb") as file:
            stored = default_storage.save(name, File(file))
        if stored != name:
            raise Refused(_("The storage gave %(file)s another name.") % {"file": name})


def _same(path: Path, name: str) -> bool:
    with path.open("rb") as ours, default_storage.open(name, "rb") as theirs:
        return digest_of(ours) == digest_of(theirs)


def _drop_files_unknown_to(manifest: Manifest, *, aside: Path | None) -> None:
    """Files of the state before belong to no row any more; they go where the whole backup aside holds them."""
    if aside is None or not (aside / NAME).exists():
        return
    for name in list(stored_names()):
        if f"{MEDIA}/{name}" not in manifest.files:
            default_storage.delete(name)


def _differing_counts(manifest: Manifest) -> list[str]:
    now = database.row_counts()
    return [
        _("table %(table)s: %(now)s rows, %(then)s when it was backed up")
        % {"table": table, "now": now.get(table, 0), "then": count}
        for table, count in sorted(manifest.counts.items())
        if now.get(table, 0) != count
    ]
