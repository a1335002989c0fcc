"""Beginning a report, asking for an extension, and what an administrator sets for the own subtree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import RoundWindow
from reports.board.opening import outline_for
from reports.models import (
    Extension,
    ExtensionRequest,
    LogEntry,
    Notice,
    Outline,
    Report,
    ReviewLevel,
    State,
    Version,
)
from reports.workflow.deadline import deadline_of, dues_of
from reports.workflow.notices import words
from reports.workflow.path import path_of
from tests import builders as make
from tests.desk.board_world import make_world, signed_in, window
from tests.life import make_life, outline, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def fresh():
    """A world whose first further school has a lead and no report; an outline for schools exists."""
    world = make_world(1)
    outline()
    return world


def lead_of(school):
    return school.membership_set.get(role="lead").user


def begin(world, user=None, place: str = "near-0", key: str = ""):
    client = signed_in(user or lead_of(world.schools[0]))
    return client.post("/desk/start/", {"round": key or world.round.key, "place": place})


def later(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_a_lead_begins_the_report_of_an_open_round_once(fresh):
    window(fresh)
    page = signed_in(lead_of(fresh.schools[0])).get("/desk/start/").content.decode()
    assert "还剩 30 天" in page
    assert begin(fresh).status_code == 302
    version = Version.objects.get(report__record__institution=fresh.schools[0])
    assert (version.state, version.sequence, version.report.kind) == (State.DRAFT, 1, "school")
    assert (version.report.outline, version.report.record.locked) == (outline(), False)
    assert (version.report.title, version.report.publisher) == ("近校000职业教育质量年度报告", "近校000")
    second = begin(fresh)
    assert second.status_code == 409 and "该年报已开始填报" in second.content.decode()
    assert Version.objects.filter(report=version.report).count() == 1


def test_a_published_report_is_not_begun_again(fresh):
    walk(fresh.life, "published")
    answer = begin(fresh, fresh.life.lead, "school-life")
    assert answer.status_code == 409
    assert fresh.life.report.versions.count() == 1


def test_after_a_void_the_same_report_is_begun_anew(fresh):
    walk(fresh.life, "void")
    assert begin(fresh, fresh.life.lead, "school-life").status_code == 302
    assert list(fresh.life.report.versions.order_by("sequence").values_list("state", flat=True)) == [
        "void",
        "draft",
    ]


def test_outside_the_window_the_sentence_says_when(fresh):
    row = window(fresh, opens=2, closes=3)
    answer = begin(fresh)
    assert answer.status_code == 409 and "开放" in answer.content.decode()
    RoundWindow.objects.filter(pk=row.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(seconds=1)
    )
    answer = begin(fresh)
    assert answer.status_code == 409 and "请向教育局申请延期" in answer.content.decode()
    assert not Report.objects.filter(record__institution=fresh.schools[0]).exists()
    Extension.objects.create(
        round=fresh.round, institution=fresh.schools[0], until=timezone.now() + timedelta(days=1),
        reason="停电", given_by=fresh.life.administrator,
    )  # fmt: skip
    assert begin(fresh).status_code == 302


def test_a_round_without_windows_is_open_only_while_it_is_the_newest(fresh):
    make.make_round("2026")
    assert begin(fresh).status_code == 409
    assert begin(fresh, key="2026").status_code == 302


@pytest.mark.parametrize("name", ["filler", "signatory", "reviewer", "administrator", "guest"])
def test_only_leads_have_the_page(fresh, name):
    client = signed_in(fresh.life.people[name])
    assert client.get("/desk/start/").status_code == 404
    assert client.post("/desk/start/", {"round": "2025", "place": "near-0"}).status_code == 404


def test_a_lead_begins_nothing_for_another_school(fresh):
    assert begin(fresh, fresh.life.lead, "near-0").status_code == 404
    assert begin(fresh, fresh.life.lead, "no-such").status_code == 404
    assert begin(fresh, key="1999").status_code == 404
    assert not Report.objects.filter(record__institution=fresh.schools[0]).exists()


def test_the_newest_outline_of_the_kind_valid_for_the_round_is_taken():
    old = Outline.objects.create(
        key="s-2016", kind="school", title="旧", numbering="decimal", valid_from=2016
    )
    new = Outline.objects.create(
        key="s-2023", kind="school", title="新", numbering="decimal", valid_from=2023
    )
    newer = Outline.objects.create(
        key="s-2023", version=2, kind="school", title="新二", numbering="decimal", valid_from=2023
    )
    Outline.objects.create(
        key="s-own", kind="school", title="一地", numbering="decimal", valid_from=2024, based_on="s-2023"
    )
    Outline.objects.create(key="s-2030", kind="school", title="后", numbering="decimal", valid_from=2030)
    assert outline_for("school", make.make_round("2025")) == newer
    assert outline_for("college", make.make_round("2020")) == old
    assert outline_for("county", make.make_round("2025")) is None and new.pk


def test_a_request_is_asked_once_granted_and_told():
    life = make_life()
    RoundWindow.objects.create(
        round=life.report.record.round, kind="school", opens_at=timezone.now() - timedelta(days=9),
        closes_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    client, address = (
        signed_in(life.lead),
        f"/desk/rounds/{life.report.record.round.key}/school-life/extension/",
    )
    data = {"wished": later(5), "reason": "教务系统故障"}
    assert client.post(address, data).status_code == 302
    again = client.post(address, data)
    assert again.status_code == 409 and "请等待教育局答复" in again.content.decode()
    request = ExtensionRequest.objects.get()
    told = Notice.objects.get(kind="extension_asked")
    assert told.user == life.administrator and "教务系统故障" in words(told)
    admin = signed_in(life.administrator)
    assert "教务系统故障" in admin.get("/desk/board/").content.decode()
    assert "教务系统故障" not in signed_in(life.reviewer).get("/desk/board/").content.decode()

    answer = f"/desk/board/requests/{request.pk}/"
    assert signed_in(life.reviewer).post(answer, {"grant": 1}).status_code == 403
    stranger = make.make_user("administrator", make.make_region("990120", "另一县", parent=life.city))
    assert signed_in(stranger).post(answer, {"grant": 1}).status_code == 404
    assert admin.post(answer, {"grant": 1}).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.extension.until) == ("granted", request.wished)
    assert deadline_of(life.report) == request.wished
    assert Notice.objects.filter(kind="extension", user=life.lead).count() == 1
    late = admin.post(answer, {"refuse": 1, "answer": "理由不充分"}, follow=True)
    assert "该申请已有答复" in late.content.decode()
    assert {e.act for e in LogEntry.objects.filter(act__startswith="extension")} == {
        "extension.ask", "extension.give", "extension.answer",
    }  # fmt: skip


def test_a_refusal_needs_its_reason():
    life = make_life()
    client, address = (
        signed_in(life.lead),
        f"/desk/rounds/{life.report.record.round.key}/school-life/extension/",
    )
    client.post(address, {"wished": later(5), "reason": "教务系统故障"})
    request, admin = ExtensionRequest.objects.get(), signed_in(life.administrator)
    answer = admin.post(f"/desk/board/requests/{request.pk}/", {"refuse": 1}, follow=True)
    assert "请写明不同意延期的原因" in answer.content.decode()
    request.refresh_from_db()
    assert request.status == "open"
    admin.post(f"/desk/board/requests/{request.pk}/", {"refuse": 1, "answer": "理由不充分"})
    request.refresh_from_db()
    assert (request.status, request.extension) == ("refused", None)
    assert "理由不充分" in words(Notice.objects.get(kind="extension_refused", user=life.lead))
    assert "理由不充分" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["filler", "signatory", "reviewer", "administrator"])
def test_only_the_lead_asks(name):
    life = make_life()
    address = f"/desk/rounds/{life.report.record.round.key}/school-life/extension/"
    data = {"wished": later(5), "reason": "教务系统故障"}
    assert signed_in(life.people[name]).post(address, data).status_code == 404
    assert not ExtensionRequest.objects.exists()


def set_window(user, world, **changed):
    data = {"kind": "school", "region": "990110", "opens_at": later(-5), "closes_at": later(5), "seen": ""}
    return signed_in(user).post(f"/desk/rounds/{world.round.key}/window/", data | changed)


def test_an_administrator_sets_windows_of_the_own_subtree_alone():
    world = make_world(1)
    county = make.make_user("administrator", world.life.county)
    assert set_window(county, world).status_code == 302
    row = RoundWindow.objects.get()
    assert (row.region, row.kind) == (world.life.county, "school")
    for region in ("990100", "990120", "990000", ""):
        assert set_window(county, world, region=region).status_code == 422
    for name in ("reviewer", "publisher", "auditor", "lead"):
        assert set_window(world.life.people[name], world).status_code == 404
    assert RoundWindow.objects.count() == 1
    assert LogEntry.objects.get(act="window.set").user == county
    page = signed_in(world.life.reviewer).get("/desk/rounds/")
    assert page.status_code == 404


def test_a_window_that_changed_meanwhile_is_not_overwritten():
    world = make_world(0)
    admin = world.life.administrator
    set_window(admin, world)
    assert set_window(admin, world, closes_at=later(9)).status_code == 409
    client = signed_in(admin)
    seen = client.get("/desk/rounds/").context["windows"][0]["seen"]
    assert set_window(admin, world, closes_at=later(9), seen=seen).status_code == 302
    assert set_window(admin, world, closes_at=later(12), seen=seen).status_code == 409
    assert set_window(admin, world, closes_at=later(-9)).status_code == 422
    assert timezone.localtime(RoundWindow.objects.get().closes_at).strftime("%Y-%m-%dT%H:%M") == later(9)


def test_the_last_second_of_a_day_can_be_set_and_is_shown_to_be_set_again():
    world = make_world(0)
    admin = world.life.administrator
    assert set_window(admin, world, closes_at="2099-12-31T23:59:59").status_code == 302
    page = signed_in(admin).get("/desk/rounds/")
    assert 'value="2099-12-31T23:59:59"' in page.content.decode()
    seen = page.context["windows"][0]["seen"]
    assert set_window(admin, world, closes_at="2099-12-31T23:59:58", seen=seen).status_code == 302
    assert timezone.localtime(RoundWindow.objects.get().closes_at).second == 58


def test_review_levels_are_switched_for_the_own_subtree():
    world = make_world(0)
    county = make.make_user("administrator", world.life.county)
    data = {"round": world.round.key, "active": "0"}
    assert path_of(world.life.report) == ["990110", "990100"]
    assert signed_in(county).post("/desk/rounds/levels/990100/", data).status_code == 404
    assert signed_in(world.life.administrator).post("/desk/rounds/levels/990100/", data).status_code == 302
    assert path_of(world.life.report) == ["990110"]
    assert ReviewLevel.objects.get(region__code="990100").active is False
    assert LogEntry.objects.filter(act="review_level.set").count() == 1


def test_the_rounds_page_asks_a_constant_number_of_queries(django_assert_max_num_queries):
    world = make_world(3)
    for number in range(20):
        make.make_region(f"9901{30 + number}", f"县{number}", level="county", parent=world.life.city)
    window(world, region=world.life.county)
    client = signed_in(world.life.administrator)
    with django_assert_max_num_queries(20):
        assert client.get("/desk/rounds/").status_code == 200


def test_the_due_dates_of_many_reports_equal_those_of_each(django_assert_num_queries):
    lives = [make_life(f"school-{n}", suffix=str(n)) for n in range(3)]
    campaign = lives[0].report.record.round
    now = timezone.now()
    for region, days in ((None, 3), (lives[0].county, 5)):
        RoundWindow.objects.create(
            round=campaign, kind="school", region=region, opens_at=now - timedelta(days=30),
            closes_at=now + timedelta(days=days),
        )  # fmt: skip
    Extension.objects.create(
        round=campaign, institution=lives[1].school, until=now + timedelta(days=8), reason="停电",
        given_by=lives[0].administrator,
    )  # fmt: skip
    walk(lives[2], "returned")
    reports = list(Report.objects.select_related("record__region"))
    with django_assert_num_queries(4):
        found = dues_of(reports)
    assert found[lives[0].report.pk] == deadline_of(lives[0].report)
    assert found[lives[1].report.pk] == deadline_of(lives[1].report)
    assert timezone.localtime(found[lives[2].report.pk]).date() == lives[2].version.due_on
