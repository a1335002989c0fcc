"""The preview of a draft: for those who may see the report, with all that is wrong on top; for nobody else."""

import re

import pytest
from django.core.files.base import ContentFile

from casestudies.models import CaseStudy, Picture
from institutions.models import Membership, Role, User
from reports.models import LogEntry, Narrative, OutlineBlock, OutlineSection

from .rows import make_draft, make_region, make_school

CANARY = "丁测试学校绝密"


@pytest.fixture
def school(db):
    return make_school()


@pytest.fixture
def version(school):
    version = make_draft(school, title=CANARY)
    section = OutlineSection.objects.create(
        outline=version.report.outline, key="talent", title="人才培养", position=1
    )
    OutlineBlock.objects.create(section=section, position=1, kind="narrative")
    OutlineBlock.objects.create(section=section, position=2, kind="cases")
    Narrative.objects.create(report=version.report, section="talent", html=f"<p>{CANARY}正文</p>")
    return version


@pytest.fixture
def log_in(client):
    """log_in("filler", school) is the client of a new account with that role there; None: an operator."""

    def one(role: Role | None, place=None):
        user = User.objects.create_user("ren", is_staff=True, is_superuser=role is None)
        if role is not None:
            where = "institution" if hasattr(place, "public_code") and hasattr(place, "stage") else "region"
            Membership.objects.create(user=user, role=role, **{where: place})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return one


def address(version) -> str:
    return f"/desk/preview/{version.report_id}/"


@pytest.mark.parametrize("role", [r for r in Role if r != Role.GUEST])
def test_every_role_of_the_school_sees_it(log_in, school, version, role):
    answer = log_in(role, school).get(address(version))
    assert answer.status_code == 200
    assert f"{CANARY}正文" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.REVIEWER, "above", 200),
        (Role.AUDITOR, "above", 200),
        (Role.FILLER, "above", 404),
        (Role.GUEST, "school", 404),
        (Role.FILLER, "other school", 404),
        (Role.REVIEWER, "other county", 404),
        (None, None, 200),
    ],
)
def test_others_see_it_as_their_rights_reach(log_in, school, version, role, place, status):
    places = {
        "above": make_region(),
        "school": school,
        "other school": make_school("other", "别校"),
        "other county": make_region("110000", "北京市"),
        None: None,
    }
    answer = log_in(role, places[place]).get(address(version))
    assert answer.status_code == status
    assert (CANARY in answer.content.decode()) is (status == 200)


def test_a_foreign_draft_answers_like_one_that_does_not_exist(log_in, version):
    client = log_in(Role.FILLER, make_school("other", "别校"))
    bodies = {
        re.sub(r"<code>[0-9a-f]{8}</code>", "", client.get(a).content.decode())
        for a in (address(version), "/desk/preview/999999/", "/desk/preview/99999999999999999999999999/")
    }
    assert len(bodies) == 1


def test_who_is_not_logged_in_is_led_to_the_log_in(client, version):
    answer = client.get(address(version))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/admin/login/")


def test_a_right_that_ended_is_gone_at_the_next_request(log_in, school, version):
    client = log_in(Role.FILLER, school)
    assert client.get(address(version)).status_code == 200
    Membership.objects.all().delete()
    assert client.get(address(version)).status_code == 404


def test_nobody_keeps_or_finds_it(log_in, version):
    answer = log_in(None).get(address(version))
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex' in answer.content.decode()


def test_what_is_wrong_stands_on_top_with_a_way_to_its_place(log_in, version):
    Narrative.objects.update(
        html='<p>见<a href="#tab-none-1">表</a>，<data value="no_such_code">5人</data></p>'
    )
    CaseStudy.objects.create(record=version.report.record, key="k", title="迷路的案例", section="nowhere")
    answer = log_in(None).get(address(version))
    assert len(answer.context["problems"]) == 3
    top = answer.content.decode().split('class="report-body"')[0]
    assert all(word in top for word in ("迷路的案例", "no_such_code", "tab-none-1"))


def test_reading_from_outside_is_logged_with_who_what_and_from_where(log_in, version):
    client = log_in(Role.REVIEWER, make_region())
    client.get(address(version))
    client.get(address(version))
    entry = LogEntry.objects.get(act="report.read")
    assert (entry.user.username, entry.target) == ("ren", f"reports.report:{version.report_id}")
    assert entry.address == "127.0.0.1"


def test_the_school_reads_its_own_without_a_word(log_in, school, version):
    log_in(Role.FILLER, school).get(address(version))
    assert not LogEntry.objects.filter(act="report.read").exists()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_for_reading(log_in, version, method):
    assert getattr(log_in(None), method)(address(version)).status_code == 405


def test_pictures_of_a_draft_obey_the_same_rights(log_in, client, school, version):
    picture = Picture(record=version.report.record, key="gate", caption="校门", alt="校门")
    picture.image.save("gate.png", ContentFile(b"\x89PNG"), save=False)
    picture.save()
    there = f"{address(version)}pictures/gate"
    assert client.get(there).status_code == 302
    answer = log_in(Role.FILLER, school).get(there)
    assert b"".join(answer.streaming_content) == b"\x89PNG"
    assert answer.headers["Content-Type"] == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert client.get(f"{address(version)}pictures/none").status_code == 404
    Membership.objects.update(institution=make_school("other", "别校"))
    assert client.get(there).status_code == 404
