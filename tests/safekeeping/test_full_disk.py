"""A full disk: no half file, no row without its file, a message with the remedy; and it goes on when there is room."""

import errno
import io
import os
import shutil
from collections import namedtuple

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from PIL import Image

from casestudies.models import Picture
from institutions.storage import WholeFiles
from reports.safekeeping import backup as backups
from reports.safekeeping.backup import back_up
from reports.safekeeping.refusal import Refused
from tests import builders as make
from tests.invariants import check_all

from .server import Server
from .small_volume import small_volume

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullHalfWay(ContentFile):
    """Content whose second half finds no room."""

    def chunks(self, chunk_size=None):
        yield b"first half"
        raise FULL


@pytest.fixture
def storage(tmp_path):
    return WholeFiles(location=tmp_path / "files", allow_overwrite=True)


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1200, 800), "#0b5563").save(target, "PNG")
    return target.getvalue()


def files_in(place) -> list[str]:
    return sorted(p.name for p in place.rglob("*") if p.is_file())


def test_a_file_that_did_not_fit_leaves_nothing(storage, tmp_path):
    with pytest.raises(OSError, match="No space left"):
        storage.save("editions/report.pdf", FullHalfWay(b""))
    assert files_in(tmp_path) == []


def test_a_file_that_was_there_stays_whole(storage, tmp_path):
    storage.save("report.pdf", ContentFile(b"the first"))
    with pytest.raises(OSError, match="No space left"):
        storage.save("report.pdf", FullHalfWay(b""))
    assert files_in(tmp_path) == ["report.pdf"]
    assert storage.open("report.pdf").read() == b"the first"


def test_the_site_keeps_its_files_in_that_way():
    assert isinstance(
        default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage, WholeFiles
    )


@pytest.fixture
def filler():
    """A filler's client and a picture's form as a browser would send it."""
    record = make.make_record()
    client = Client(raise_request_exception=False)
    client.force_login(
        make.make_user("filler", record.institution), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client, record


def upload(client, record):
    return client.post(
        "/admin/casestudies/picture/add/",
        {
            "record": record.pk,
            "key": "gate",
            "caption": "学校正门",
            "alt": "校门外观",
            "upload": SimpleUploadedFile("gate.png", png(), "image/png"),
        },
    )


def test_an_upload_without_room_stores_nothing_says_so_and_works_again_later(filler, media, monkeypatch):
    client, record = filler

    def full(self, name, content):
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        answer = upload(client, record)
        assert client.get("/").status_code == 200  # reading goes on
    assert answer.status_code == 507
    assert "学校正门" in answer.content.decode()  # what was typed is not lost
    assert not Picture.objects.exists()
    assert not media.exists() or files_in(media) == []
    assert upload(client, record).status_code == 302
    assert Picture.objects.count() == 1
    check_all()


@pytest.mark.parametrize(
    "words", ["database or disk is full", "could not extend file: No space left on device"]
)
def test_a_database_without_room_says_so_too(filler, monkeypatch, media, words):
    client, record = filler

    def full(self, *args, **kwargs):
        raise OperationalError(words)

    with monkeypatch.context() as patch:
        patch.setattr(Picture, "save", full)
        answer = upload(client, record)
    assert answer.status_code == 507
    assert not Picture.objects.exists()


def test_a_backup_asks_for_room_first(tmp_path, monkeypatch, media):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10, 10, 0))
    monkeypatch.setattr(backups.database, "size", lambda: 1)
    with pytest.raises(Refused, match=str(tmp_path)):
        back_up(tmp_path / "one")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_runs_out_of_room_leaves_nothing_and_works_again_later(tmp_path, capsys):
    with Server(tmp_path / "server") as server, small_volume(tmp_path / "small", 96 * 1024) as small:
        server.run("migrate", "-v", "0")
        with capsys.disabled():
            print(f"\nfull disk tried on: {small.said}")
        refused = server.run(
            *("shell", "-v", "0", "-c", WITHOUT_ASKING.format(place=small.place / "one")),
            check=False,
            **small.options,
        )
        assert "Refused" in refused.stdout, refused.stdout + refused.stderr
        assert str(small.place) in refused.stdout
        assert list(small.place.iterdir()) == []
        server.run("backup", str(tmp_path / "one"))
        assert (tmp_path / "one" / "manifest.json").exists()


# The question for room is passed over, as if the room had been taken by another meanwhile.
WITHOUT_ASKING = """
from pathlib import Path
from reports.safekeeping import backup
backup._check_room = lambda *args, **kwargs: None
try:
    backup.back_up(Path("{place}"))
except backup.Refused as error:
    print("Refused", error)
"""
