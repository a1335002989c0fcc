"""Backup and restore as an operator meets them: two servers of their own, each with its database and files."""

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from reports.safekeeping import database
from reports.safekeeping.manifest import DATABASES
from tests.backoffice.pages import state

from .server import Server
from .world import build

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with a school, a published report and its files."""
    with Server(tmp_path_factory.mktemp("server")) as one:
        one.run("migrate", "-v", "0")
        one.run("shell", "-c", "from tests.safekeeping.world import build; build()")
        yield one


@pytest.fixture(scope="module")
def backup(server, tmp_path_factory):
    place = tmp_path_factory.mktemp("backups") / "one"
    server.run("backup", str(place))
    return place


@pytest.fixture(scope="module")
def stored(server):
    """Rows and files of that server."""
    return server.state(), server.files()


@pytest.fixture
def copy(backup, tmp_path):
    """The backup, to be damaged."""
    return Path(shutil.copytree(backup, tmp_path / "copy"))


@pytest.fixture
def fresh(tmp_path):
    """An empty place."""
    with Server(tmp_path / "fresh") as one:
        yield one


@pytest.fixture
def other(server, tmp_path):
    """A server in use, with rows and files of its own."""
    with Server(tmp_path / "other", like=server) as one:
        one.run("shell", "-c", "from tests.safekeeping.world import build; build('other-school')")
        yield one


def test_a_backup_names_every_file_with_its_digest(backup):
    manifest = json.loads((backup / "manifest.json").read_text("utf-8"))
    there = {p.relative_to(backup).as_posix() for p in backup.rglob("*") if p.is_file()}
    assert there == {*manifest["files"], "manifest.json", "manifest.sha256"}
    assert manifest["counts"]["institutions_institution"] == 1
    assert sum(name.endswith("report.pdf") for name in manifest["files"]) == 1
    assert manifest["log_link"]


def test_what_is_restored_on_an_empty_server_is_what_was_backed_up(stored, backup, fresh):
    fresh.run("restore", str(backup))
    assert (fresh.state(), fresh.files()) == stored
    fresh.run("check_invariants")
    fresh.run("check_log", "--backup", str(backup))


def test_a_tar_is_restored_in_the_same_way_and_leaves_nothing_beside_it(server, stored, fresh, tmp_path):
    place = tmp_path / "one.tar"
    server.run("backup", str(place), "--tar")
    assert tarfile.is_tarfile(place)
    fresh.run("restore", str(place))
    assert (fresh.state(), fresh.files()) == stored
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "one.tar"]


def flip_a_byte(copy: Path) -> str:
    name = next(p for p in sorted(copy.rglob("*")) if p.name == "report.pdf")
    content = bytearray(name.read_bytes())
    content[len(content) // 2] ^= 1
    name.write_bytes(content)
    return name.relative_to(copy).as_posix()


def flip_a_byte_of_the_database(copy: Path) -> str:
    name = next(copy.glob("database.*"))
    content = bytearray(name.read_bytes())
    content[-100] ^= 1
    name.write_bytes(content)
    return name.name


def take_a_file_away(copy: Path) -> str:
    name = next(p for p in sorted(copy.rglob("*")) if p.name == "data.json")
    name.unlink()
    return name.relative_to(copy).as_posix()


def put_a_file_in(copy: Path) -> str:
    (copy / "media" / "stranger.pdf").write_bytes(b"%PDF")
    return "media/stranger.pdf"


def put_a_link_in(copy: Path) -> str:
    (copy / "media" / "link").symlink_to("/etc/hostname")
    return "media/link"


def edit_the_manifest(copy: Path) -> str:
    manifest = copy / "manifest.json"
    manifest.write_text(
        manifest.read_text("utf-8").replace('"institutions_institution": 1', '"institutions_institution": 2')
    )
    return "manifest.json"


def take_the_manifest_away(copy: Path) -> str:
    (copy / "manifest.json").unlink()
    return "manifest.json"


DAMAGES = [
    flip_a_byte, flip_a_byte_of_the_database, take_a_file_away, put_a_file_in, put_a_link_in, edit_the_manifest,
    take_the_manifest_away,
]  # fmt: skip


@pytest.fixture
def untouched(monkeypatch, media):
    """The present state of this process's own database; nothing may even try to change it."""
    build("own-school")
    before = state()

    def never(*args, **kwargs):
        raise AssertionError("the present state was touched")

    for place in ("load", "dump"):
        monkeypatch.setattr(database, place, never)
    for act in ("save", "delete"):
        monkeypatch.setattr(default_storage, act, never)
    yield
    assert state() == before


def refusal_of(place: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(place), yes=True, stdout=io.StringIO())
    return str(refused.value)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_backup_is_refused_by_file_and_nothing_is_overwritten(copy, untouched, damage):
    assert damage(copy) in refusal_of(copy)


def test_a_truncated_tar_is_refused(server, untouched, tmp_path):
    place = tmp_path / "one.tar"
    server.run("backup", str(place), "--tar")
    with place.open("r+b") as file:
        file.truncate(place.stat().st_size // 2)
    assert "损坏" in refusal_of(place) or "damaged" in refusal_of(place)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_backup_of_a_newer_release_is_refused(copy, untouched):
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["migrations"]["reports"].append("9999_of_tomorrow")
    Server.seal_manifest(copy, manifest)
    assert "reports.9999_of_tomorrow" in refusal_of(copy)


@pytest.mark.parametrize(
    "change", [{"product": "other"}, {"schema": 99}, {"engine": "oracle"}, {"surplus": 1}]
)
def test_a_folder_of_another_product_is_refused(copy, untouched, change):
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    Server.seal_manifest(copy, manifest | change)
    assert str(copy) in refusal_of(copy)


def test_a_backup_of_the_other_kind_of_database_is_refused(copy, untouched):
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    ours = manifest["engine"]
    theirs = next(engine for engine in DATABASES if engine != ours)
    (copy / DATABASES[ours]).rename(copy / DATABASES[theirs])
    manifest["files"][DATABASES[theirs]] = manifest["files"].pop(DATABASES[ours])
    Server.seal_manifest(copy, manifest | {"engine": theirs})
    assert theirs in refusal_of(copy)


def test_a_place_that_is_not_empty_is_left_alone_without_yes(backup, untouched):
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(backup), stdout=io.StringIO())


def test_with_yes_the_state_before_is_kept_aside_and_can_be_restored(stored, backup, other):
    before = other.state(), other.files()
    other.run("restore", str(backup), "--yes")
    assert (other.state(), other.files()) == stored
    (aside,) = other.var.glob("before-restore-*")
    aside = aside.rename(other.var / "aside")
    other.run("restore", str(aside), "--yes")
    assert (other.state(), other.files()) == before


def test_a_backup_never_writes_over_anything(backup):
    before = sorted(p.stat().st_mtime_ns for p in backup.rglob("*"))
    with pytest.raises(CommandError, match=str(backup)):
        call_command("backup", str(backup), stdout=io.StringIO())
    assert sorted(p.stat().st_mtime_ns for p in backup.rglob("*")) == before


def test_backup_and_restore_stand_in_the_log(server, backup, fresh):
    acts = "from reports.models import LogEntry; print(*LogEntry.objects.values_list('act', flat=True))"
    assert "backup.made" in server.run("shell", "-v", "0", "-c", acts).stdout
    fresh.run("restore", str(backup))
    assert "backup.restored" in fresh.run("shell", "-v", "0", "-c", acts).stdout


def test_the_backup_of_a_database_in_use_is_one_moment(server, tmp_path):
    """Another process writes two rows at a time; the counts of the backup are those of the dump, and never odd."""
    with Server(tmp_path / "busy", like=server) as busy:
        with busy.start(
            "shell", "-v", "0", "-c", "from tests.safekeeping.world import write_pairs; write_pairs(60)"
        ) as writer:
            writer.stdout.readline()
            busy.run("backup", str(tmp_path / "backup"))
            writer.kill()
        with Server(tmp_path / "fresh") as fresh:
            fresh.run("restore", str(tmp_path / "backup"))  # compares the counts
            years = fresh.run("shell", "-v", "0", "-c", PAIRS).stdout.split()
    assert int(years[0]) > 0
    assert int(years[0]) % 2 == 0


PAIRS = (
    "from institutions.models import AcademicYear as A; print(A.objects.filter(start_year__gt=3000).count())"
)


def test_a_database_too_damaged_to_read_is_moved_aside(server, stored, backup, tmp_path):
    """PostgreSQL keeps its pages itself; docs/backup.md says how to begin with a new database there."""
    with Server(tmp_path / "broken", like=server) as broken:
        if broken.engine == "sqlite":
            with broken.database.open("r+b") as file:
                file.write(b"\xa5" * 8192)
        broken.run("restore", str(backup), "--yes")
        assert (broken.state(), broken.files()) == stored
        assert len(list(broken.var.glob("before-restore-*"))) == 1
