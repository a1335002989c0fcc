"""What a backup says of itself: when, from which schema, how many rows, and the digest and size of every file.

`verified` reads every byte before anything is restored. `manifest.sha256` beside it holds the digest of the manifest
itself, so that an edited one is found too; it is a check against damage, not against a forger.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .files import digest_of
from .refusal import Refused

PRODUCT, SCHEMA = "zhibao", 1
NAME, SEAL = "manifest.json", "manifest.sha256"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str  # ISO 8601, UTC
    engine: str  # a key of DATABASES
    migrations: dict[str, list[str]]  # app → the names applied
    counts: dict[str, int]  # table → rows
    log_link: str  # the last link of the log
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # path → {"sha256", "size"}
    product: str = PRODUCT
    schema: int = SCHEMA

    @property
    def database(self) -> str:
        return DATABASES[self.engine]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    def digest(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(self.to_json(), "utf-8")
        (folder / SEAL).write_text(f"{self.digest()}  {NAME}\n", "utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup, as it was written. Raises Refused where it is missing, edited or none of ours."""
    text, seal = (_text(folder, name) for name in (NAME, SEAL))
    if hashlib.sha256(text.encode()).hexdigest() != seal.split(" ")[0].strip():
        raise damaged(NAME, _("it was changed after it was written"))
    try:
        found = json.loads(text)
        if (found["product"], found["schema"]) != (PRODUCT, SCHEMA):
            raise ValueError
        manifest = Manifest(**found)
        manifest.database  # noqa: B018 (an unknown engine is none of ours)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            _("%(path)s is no backup of this system, or one of another release. Nothing was changed.")
            % {"path": folder}
        ) from error
    return manifest


def verified(folder: Path) -> Manifest:
    """The manifest, after every file was read and fits it. Raises Refused naming the first file that does not."""
    manifest = read(folder)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(there - manifest.files.keys() - {NAME, SEAL}):
        raise damaged(name, _("the manifest does not know it"))
    for name in sorted(manifest.files.keys() - there):
        raise damaged(name, _("it is missing"))
    for name, expected in sorted(manifest.files.items()):
        with (folder / name).open("rb") as file:
            digest, size = digest_of(file)
        if (digest, size) != (expected["sha256"], expected["size"]):
            raise damaged(name, _("its content is not what was backed up"))
    if manifest.database not in manifest.files:
        raise damaged(manifest.database, _("it is missing"))
    return manifest


def damaged(name: str, why: str) -> Refused:
    return Refused(
        _("This backup is damaged: %(file)s – %(why)s. Nothing was changed. Take another backup.")
        % {"file": name, "why": why}
    )


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise damaged(name, _("it is missing")) from error
    except UnicodeDecodeError as error:
        raise damaged(name, _("its content is not what was backed up")) from error
