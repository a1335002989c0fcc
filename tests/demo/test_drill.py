"""The drill: the demonstration backed up, put on an empty server, and compared: counts, digests, invariants."""

import json
import shutil
import time

import pytest
from django.conf import settings
from django.db import connection

from reports.safekeeping.invariants import broken
from tests.safekeeping.server import Server

MINUTES = 10  # the promise for a gigabyte


@pytest.fixture(scope="module")
def site(demo, django_db_blocker, tmp_path_factory):
    """A server that holds the demonstration of this process, rows and files."""
    with Server(tmp_path_factory.mktemp("site")) as one:
        with django_db_blocker.unblock():
            one.take_over(connection)
        shutil.copytree(settings.MEDIA_ROOT, one.media)
        yield one


@pytest.fixture(scope="module")
def drill(site, tmp_path_factory):
    """(manifest, the server it was restored on, seconds)"""
    folder = tmp_path_factory.mktemp("drill")
    begun = time.monotonic()
    site.run("backup", str(folder / "backup"))
    with Server(folder / "fresh") as fresh:
        said = fresh.run("restore", str(folder / "backup")).stdout
        seconds = time.monotonic() - begun
        manifest = json.loads((folder / "backup" / "manifest.json").read_text("utf-8"))
        yield manifest, fresh, seconds, said


def test_every_row_and_every_file_is_there_again(site, drill):
    manifest, fresh, _seconds, _said = drill
    assert fresh.state() == site.state()
    assert fresh.files() == site.files()
    assert manifest["counts"]["reports_edition"] > 0
    assert (
        sum(name.endswith("report.pdf") for name in manifest["files"])
        == manifest["counts"]["reports_edition"]
    )


def test_the_invariants_hold_before_and_after(site, drill):
    _manifest, fresh, _seconds, _said = drill
    site.run("check_invariants")
    fresh.run("check_invariants")


def test_it_stays_within_the_time_promised(drill, capsys):
    manifest, _fresh, seconds, _said = drill
    size = sum(file["size"] for file in manifest["files"].values())
    with capsys.disabled():
        print(f"\ndrill on {connection.vendor}: {size / 2**20:.1f} MB in {seconds:.1f} s")
    assert seconds < MINUTES * 60


def test_the_demonstration_in_this_process_is_sound():
    assert broken() == []
