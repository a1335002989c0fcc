"""The stored files of the site, read through Django's storage API alone, so that any storage can be backed up."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField

CHUNK = 1024 * 1024
MEDIA = "media"


def file_fields() -> Iterator[FileField]:
    """Every column of every model that names a stored file."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                yield field


def named_in_rows() -> Iterator[tuple[FileField, int, str]]:
    """(column, number of the row, name of the file) of every file a row names."""
    for field in file_fields():
        rows = field.model._base_manager.exclude(**{field.name: ""}).exclude(
            **{f"{field.name}__isnull": True}
        )
        for pk, name in rows.values_list("pk", field.name).iterator():
            yield field, pk, name


def stored_names(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """The name of every file in the storage, in order; none where nothing was ever stored."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(files))
    for name in sorted(folders):
        yield from stored_names(storage, prefix + name)


def changed_at(name: str, storage: Storage = default_storage) -> datetime | None:
    """When the file was written; None where it is gone meanwhile."""
    try:
        return storage.get_modified_time(name)
    except FileNotFoundError:
        return None


def copied(source: Iterable[bytes], target: BinaryIO) -> tuple[str, int]:
    """Writes all chunks; the SHA-256 and the number of bytes written."""
    digest, size = hashlib.sha256(), 0
    for chunk in source:
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size of an open file."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
