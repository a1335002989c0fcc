"""Every invariant holds of a sound world, and names what was broken past the code."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports import log
from reports.models import Edition, EditionFile, LogEntry, Publication, ServedPage, State, Version
from reports.models.queue import WorkerBeat
from reports.publishing import addresses
from reports.publishing.pages import freeze_pages, shell_digest
from reports.safekeeping import public
from reports.safekeeping.invariants import INVARIANTS, broken
from tests import builders as make
from tests.invariants import check_all
from tests.log_flush import without_triggers

from .world import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def version():
    """The one version of a sound world: published, sealed, served, logged."""
    version = build()
    freeze_pages(version)
    check_all()
    return version


def sql(statement: str, *values) -> None:
    """As someone with rights over the database, past every guard of ours."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def names(*only: str) -> set[str]:
    return {sentence.partition(":")[0] for sentence in broken(*only)}


def test_every_invariant_is_listed_once():
    assert [name for name, _check in INVARIANTS] == ["V1", "V3", "V4", "V5", "V6", "V7", "V8", "V9"]


def test_the_command_says_that_all_hold(version, capsys):
    call_command("check_invariants")
    assert capsys.readouterr().out.strip() != ""


def test_the_command_ends_with_the_list(version):
    sql("UPDATE reports_version SET state = 'draft' WHERE id = %s", version.pk)
    with pytest.raises(CommandError) as failed:
        call_command("check_invariants")
    assert {line.partition(":")[0] for line in str(failed.value).splitlines()} == {"V1"}


def test_the_command_checks_only_what_it_is_asked(version):
    sql("UPDATE reports_version SET state = 'draft' WHERE id = %s", version.pk)
    call_command("check_invariants", "V5", "V6")
    with pytest.raises(CommandError, match="V0"):
        call_command("check_invariants", "V0")


@pytest.mark.parametrize("state", ["superseded", "withdrawn", "nonsense"])
def test_v1_a_state_that_the_history_does_not_tell(version, state):
    sql("UPDATE reports_version SET state = %s WHERE id = %s", state, version.pk)
    assert "V1" in names("V1")


def test_v1_a_version_without_history(version):
    sql("DELETE FROM reports_transition")
    assert names("V1") == {"V1"}


def file_of(version: Version, name: str) -> EditionFile:
    return version.edition.files.get(name=name)


def path_of(file: EditionFile) -> Path:
    return Path(file.file.path)


@pytest.mark.parametrize("name", ["report.pdf", "facts.json", "data.json", "body.html"])
def test_v3_a_sealed_file_with_other_bytes(version, name):
    path = path_of(file_of(version, name))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert name in broken("V3")[0]


@pytest.mark.parametrize("name", ["report.pdf", "facts.json", "data.json", "body.html"])
def test_v3_a_sealed_file_that_is_gone(version, name):
    path_of(file_of(version, name)).unlink()
    assert name in broken("V3")[0]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM reports_editionfile WHERE name = 'report.pdf'",
        "UPDATE reports_editionfile SET digest = 'x' WHERE name = 'report.pdf'",
        "UPDATE reports_snapshot SET facts = replace(facts, '1843', '1844')",
        "UPDATE reports_snapshot SET fingerprint = 'x'",
        "UPDATE reports_edition SET fingerprint = 'x'",
        "UPDATE reports_publication SET previous = 'x'",
        "UPDATE reports_publication SET sequence = 7",
        "UPDATE reports_publication SET link = 'x'",
    ],
)
def test_v3_a_row_that_says_other_than_what_was_sealed(version, statement):
    sql(statement)
    assert names("V3") == {"V3"}


def test_v3_figures_that_were_exchanged_with_their_digest(version):
    """A forger who also writes the digests anew is found by the snapshot and by the manifest."""
    file = file_of(version, "data.json")
    path = path_of(file)
    path.write_bytes(path.read_bytes().replace(b'"value":"1843"', b'"value":"1844"'))
    from hashlib import sha256

    EditionFile.objects.filter(pk=file.pk).update(digest=sha256(path.read_bytes()).hexdigest())
    assert len(broken("V3")) >= 2


def test_v3_a_public_version_without_an_edition(version):
    sql("UPDATE reports_edition SET version_id = NULL, unused_of_id = %s", version.pk)
    assert names("V3") == {"V3"}


def test_v3_an_edition_that_was_changed_after_it_was_linked(version):
    edition = version.edition
    edition.manifest = edition.manifest | {"number": 2}
    Edition.objects.filter(pk=edition.pk).update(manifest=edition.manifest)
    assert names("V3") == {"V3"}


def test_v4_two_published_versions_of_one_report(version):
    sql("DROP INDEX version_one_current")
    Version.objects.create(
        report=version.report, sequence=2, number=2, state=State.PUBLISHED, published_at=timezone.now()
    )
    assert names("V4") == {"V4"}


def test_v5_a_row_whose_file_is_gone(version):
    picture = make.make_picture(version.report.record)
    picture.image.save("gate.png", ContentFile(b"\x89PNG"))
    assert broken("V5") == []
    Path(picture.image.path).unlink()
    assert f"casestudies.picture:{picture.pk}" in broken("V5")[0]


@pytest.mark.parametrize(("minutes", "count"), [(30, 0), (61, 1)])
def test_v5_a_file_without_a_row_after_an_hour(version, minutes, count):
    name = default_storage.save("pictures/stray.png", ContentFile(b"\x89PNG"))
    then = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    os.utime(default_storage.path(name), (then, then))
    assert [name in sentence for sentence in broken("V5")] == [True] * count


def test_v6_a_log_that_was_changed(version):
    with without_triggers(connection):
        sql("UPDATE reports_logentry SET target = 'x' WHERE id = (SELECT min(id) FROM reports_logentry)")
    assert names("V6") == {"V6"}


def test_v6_a_log_that_was_emptied(version):
    """The link that the publication keeps tells of rows that are gone, whatever the rest says."""
    with without_triggers(connection):
        sql("DELETE FROM reports_logentry")
    assert names("V6") == {"V6"}


def test_v7_a_draft_that_answers_the_public(version, monkeypatch):
    sql("UPDATE reports_version SET state = 'reviewing' WHERE id = %s", version.pk)
    assert broken("V7") == []  # its pages answer in the state they were made for, and it is none now
    monkeypatch.setattr(public, "public_version", lambda *asked, **more: version)  # a site that forgot to ask
    assert "/r/sl-gyzx/2025/v1/" in " ".join(broken("V7"))


def test_v7_a_published_report_that_does_not_answer(version, monkeypatch):
    monkeypatch.setattr(addresses, "OPEN_TO_ALL", ())  # a site that forgot what is public
    ServedPage.objects.all().delete()
    assert "/r/sl-gyzx/2025/ " in " ".join(broken("V7"))


def test_v7_a_page_under_an_address_of_nobody(version):
    page = ServedPage.objects.first()
    ServedPage.objects.filter(pk=page.pk).update(address="/r/nobody/2025/", shell=shell_digest(page.language))
    assert "/r/nobody/2025/" in broken("V7")[0]


def test_v7_the_site_itself_answers_as_expected(version, client):
    """The question `V7` asks agrees with what a visitor gets."""
    withdrawn = build("sl-withdrawn")
    for state in (State.WITHDRAWN, State.SUPERSEDED, State.REVIEWING):
        sql("UPDATE reports_version SET state = %s WHERE id = %s", state, withdrawn.pk)
        expected = {"withdrawn": 410, "superseded": 200, "reviewing": 404}[state]
        assert client.get("/r/sl-withdrawn/2025/v1/").status_code == expected
        assert broken("V7") == []
    assert client.get("/r/sl-gyzx/2025/").status_code == 200


def make_task(**fields) -> DBTaskResult:
    defaults = {
        "status": "RUNNING",
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "reports.tasks.seal_log",
        "worker_ids": ["w1"],
        "backend_name": "default",
        "run_after": timezone.now(),
        "exception_class_path": "",
        "traceback": "",
    }
    return DBTaskResult.objects.create(**defaults | fields)


@pytest.mark.parametrize(("minutes", "beat", "count"), [(1, None, 0), (6, None, 1), (6, 120, 1), (6, 5, 0)])
def test_v8_a_task_that_runs_without_a_living_worker(version, minutes, beat, count):
    """`beat`: seconds since the worker's last sign of life."""
    now = timezone.now()
    make_task(started_at=now - timedelta(minutes=minutes))
    if beat is not None:
        WorkerBeat.objects.create(worker_id="w1", started_at=now, beat_at=now - timedelta(seconds=beat))
    assert len(broken("V8")) == count


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_version SET number = 2",
        "UPDATE reports_version SET sequence = 3",
    ],
)
def test_v9_numbers_with_a_gap(version, statement):
    sql(statement)
    assert names("V9") == {"V9"}


@pytest.mark.parametrize(("revisions", "count"), [([2, 3, 4], 0), ([2, 3, 3], 1), ([2, 3, 2], 1)])
def test_v9_two_saves_that_made_one_revision(version, revisions, count):
    for revision in revisions:
        log.record("row.changed", version.report, revision=revision)
    assert len(broken("V9")) == count


def test_the_chain_of_publications_goes_on(version):
    build("sl-second")
    assert [row.sequence for row in Publication.objects.order_by("sequence")] == [1, 2]
    check_all()


def test_a_sound_world_has_its_log_linked(version):
    assert not LogEntry.objects.filter(chain="").exists()
