"""Verifying files and codes: public versions are named, everything else is unknown, uploads are never kept."""

import hashlib
import os
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import IN_WORK, Edition, Publication, State, Version
from reports.site import verify

from .rows import MORNING, PDF, facts_of, make_draft, make_school, publish, seal

pytestmark = pytest.mark.django_db
CANARY = "丁测试学校绝密"
YES, NO = "正是封存时的文件", "不是本站公布的任何版本"


@pytest.fixture
def version():
    return publish(make_school())


def posted(client, content: bytes, name: str = "report.pdf"):
    return client.post("/verify/", {"file": SimpleUploadedFile(name, content)})


def sealed_bytes(version, name: str) -> bytes:
    with version.edition.files.get(name=name).file.open("rb") as stored:
        return stored.read()


@pytest.mark.parametrize("name", ["report.pdf", "data.json", "facts.json"])
def test_a_sealed_file_is_named_with_its_version(client, version, name):
    Publication.objects.create(sequence=1, edition=version.edition, published_at=MORNING, link="a" * 64)
    answer = posted(client, sealed_bytes(version, name), "别的名字.bin")
    words = answer.content.decode()
    assert (answer.status_code, YES in words) == (200, True)
    for expected in (
        version.edition.code,
        version.edition.fingerprint,
        name,
        "a" * 64,
        "/r/sl-gyzx/2025/v1/",
    ):
        assert expected in words


@pytest.mark.parametrize("content", [PDF + b"x", b"", b"%PDF", b"\0" * 10_000, b"PK\x03\x04"])
def test_any_other_file_is_none(client, version, content):
    words = posted(client, content).content.decode()
    assert NO in words or (not content and YES not in words)
    assert version.edition.code not in words


@pytest.mark.parametrize("name", ["body.html", "pictures/gate"])
def test_parts_that_other_reports_may_share_are_no_proof(client, version, name):
    assert NO in posted(client, sealed_bytes(version, name)).content.decode()


@pytest.mark.parametrize("state", [*IN_WORK, State.VOID])
def test_what_is_not_public_answers_like_what_never_existed(client, state):
    draft = make_draft(make_school(name=CANARY), title=CANARY)
    edition = seal(draft, facts_of(draft.report))
    Version.objects.update(state=state, number=1)
    by_file = posted(client, sealed_bytes(draft, "facts.json"))
    nothing = posted(client, b"{}")
    digest = hashlib.sha256(sealed_bytes(draft, "facts.json")).hexdigest()
    empty = hashlib.sha256(b"{}").hexdigest()
    assert by_file.content.replace(digest.encode(), empty.encode()) == nothing.content
    for asked in (edition.code, edition.fingerprint):
        here, nowhere = client.get(f"/verify/{asked}/"), client.get("/verify/ZB-NONE-NONE/")
        assert (here.status_code, nowhere.status_code) == (404, 404)
        assert here.content.replace(asked.encode(), b"ZB-NONE-NONE") == nowhere.content
        assert CANARY not in here.content.decode()


def test_an_edition_that_was_never_used_is_unknown(client, version):
    unused = seal(make_draft(version.report.record.subject), facts_of(version.report, cases=2))
    content = unused.files.get(name="facts.json").file.read()
    Edition.objects.filter(pk=unused.pk).update(version=None, unused_of=version)
    assert client.get(f"/verify/{unused.code}/").status_code == 404
    assert NO in posted(client, content).content.decode()


@pytest.mark.parametrize("asked", ["{code}", "{lower}", "{fingerprint}"])
def test_a_code_or_fingerprint_is_found_however_it_is_written(client, version, asked):
    names = {
        "code": version.edition.code,
        "lower": version.edition.code.lower(),
        "fingerprint": version.edition.fingerprint,
    }
    assert version.edition.code in client.get(f"/verify/{asked.format(**names)}/").content.decode()


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.SUPERSEDED, "已更正"), (State.WITHDRAWN, "已撤回"), (State.PUBLISHED, "已公布")],
)
def test_the_answer_tells_the_state(client, version, state, word):
    Version.objects.update(state=state, withdrawal="mistake")
    assert client.get(f"/verify/{version.edition.code}/").status_code == 200


def test_a_hidden_version_is_named_by_its_school_alone(client):
    version = publish(make_school(), state=State.WITHDRAWN, withdrawal="law")
    Edition.objects.update(manifest={"front": {"title": CANARY}})
    words = client.get(f"/verify/{version.edition.code}/").content.decode()
    assert "示例市工业职业学校" in words and CANARY not in words


def test_the_code_field_leads_to_the_address_of_the_code(client, version):
    answer = client.get("/verify/", {"code": f" {version.edition.code} "})
    assert answer.headers["Location"] == f"/verify/{version.edition.code}/"
    for wrong in ("../../admin", "码" * 5, "x" * 65, "a b", "<script>"):
        answer = client.get("/verify/", {"code": wrong})
        assert answer.status_code == 200 and "<script>" not in answer.content.decode()


def test_an_upload_reaches_neither_disk_nor_memory(client, version, monkeypatch, tmp_path, settings):
    spare = tmp_path / "spare"
    spare.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(spare)
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    before = sum(len(files) for _root, _dirs, files in os.walk(settings.MEDIA_ROOT))
    content = os.urandom(5 * 1024 * 1024)
    assert hashlib.sha256(content).hexdigest() in posted(client, content).content.decode()
    assert list(spare.iterdir()) == []
    assert sum(len(files) for _root, _dirs, files in os.walk(settings.MEDIA_ROOT)) == before


def test_a_file_over_the_limit_is_refused(client, version, monkeypatch):
    monkeypatch.setattr(verify, "MOST", 1000)
    answer = posted(client, b"x" * 100_000)
    assert answer.status_code == 422 and "50 MB" in answer.content.decode()


@pytest.mark.parametrize("data", [{}, {"file": "words"}, {"other": SimpleUploadedFile("a", b"b")}])
def test_without_a_file_the_form_asks_for_one(client, version, data):
    assert client.post("/verify/", data).status_code == 422


def test_the_answer_is_kept_by_nobody_and_sets_no_cookie(client, version):
    answer = posted(client, PDF)
    assert "no-store" in answer.headers["Cache-Control"] and not answer.cookies
    assert client.put("/verify/").status_code == 405


def test_queries_do_not_grow_with_reports(client, version):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            posted(client, sealed_bytes(version, "facts.json"))
        return len(found)

    before = queries()
    for number in range(3):
        publish(make_school(f"sl-{number}", f"学校{number}"))
    assert queries() == before
