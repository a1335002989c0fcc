"""Acts on many rows of the board: the look before, exclusions with reasons, forged numbers, what is given and logged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Membership, YearRecord
from reports.models import Extension, LogEntry, Notice, Report, State, Version
from reports.workflow.deadline import days_until, deadline_of
from reports.workflow.notices import words
from tests import builders as make
from tests.desk.board_world import make_world, signed_in, window
from tests.life import make_life, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def picks(*schools, **more) -> dict:
    return {"pick": [s.pk for s in schools], "kind": "school"} | more


def reasons(answer) -> dict[str, str]:
    return {row.name: reason for row, reason in answer.context["plan"].excluded}


def later(days: int = 40) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_the_look_before_a_reminder_shows_whom_and_changes_nothing():
    world = make_world(2, begun=1)
    walk(world.life, "submitted")
    Notice.objects.all().delete()
    Membership.objects.filter(institution=world.schools[1]).delete()
    client = signed_in(world.life.reviewer)
    answer = client.post("/desk/board/remind/", picks(world.life.school, *world.schools))
    assert answer.status_code == 200
    [told] = answer.context["plan"].included
    assert (told.row.name, [u.username for u in told.people], told.last) == ("近校000", ["near-lead-0"], None)
    assert reasons(answer) == {"示例学校": "学校已报送。", "近校001": "该单位没有可办理的账号。"}
    assert not Notice.objects.exists()


def test_a_reminder_reaches_lead_and_filler_once_in_a_day():
    world = make_world(1)
    window(world, closes=30)
    walk(world.life, "draft")
    Notice.objects.all().delete()
    client = signed_in(world.life.reviewer)
    data = picks(world.life.school, world.schools[0], confirm=1, text="请抓紧填写第三章")
    assert client.post("/desk/board/remind/", data).status_code == 302
    given = {n.user.username: n for n in Notice.objects.select_related("user")}
    assert set(given) == {"lead", "filler", "near-lead-0"}
    due = timezone.localtime(deadline_of(world.life.report)).strftime("%Y-%m-%d %H:%M")
    assert words(given["lead"]) == f"《示例学校年报》应于 {due} 前报送，现为“填报中”。请抓紧填写第三章" or (
        due in words(given["lead"]) and words(given["lead"]).endswith("请抓紧填写第三章")
    )
    assert "未开始" in words(given["near-lead-0"]) and given["near-lead-0"].report is None
    again = client.post("/desk/board/remind/", data | {"confirm": 1}, follow=True)
    assert "24 小时内已提醒过" in again.content.decode()
    assert Notice.objects.count() == 3
    assert LogEntry.objects.filter(act="reminder.give", user=world.life.reviewer).count() == 2
    assert client.get("/desk/board/").context["lines"][0]["reminded"] is not None


def test_while_a_signature_is_awaited_the_signatory_is_reminded():
    life = make_life()
    walk(life, "signing")
    Notice.objects.all().delete()
    signed_in(life.reviewer).post("/desk/board/remind/", picks(life.school, confirm=1))
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"lead", "signatory"}


def test_after_a_day_a_reminder_may_be_repeated(time_machine):
    life = make_life()
    walk(life, "draft")
    client = signed_in(life.reviewer)
    client.post("/desk/board/remind/", picks(life.school, confirm=1))
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    client.force_login(life.reviewer)
    assert client.post("/desk/board/remind/", picks(life.school, confirm=1)).status_code == 302
    assert Notice.objects.filter(kind="reminder", user=life.lead).count() == 2


def test_a_text_over_the_limit_is_refused_and_kept():
    world = make_world(1)
    answer = signed_in(world.life.reviewer).post(
        "/desk/board/remind/", picks(world.schools[0], confirm=1, text="长" * 201)
    )
    assert answer.status_code == 422
    assert "长" * 201 in answer.content.decode()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("act", ["remind", "extend", "claim", "open"])
def test_schools_outside_the_scope_are_silently_not_there(act):
    world = make_world(1)
    window(world, closes=10)
    person = make.make_user("administrator", world.life.county)
    make.make_membership(person, "reviewer", world.life.county)
    client = signed_in(person)
    forged = picks(world.far, confirm=1, until=later(), reason="学校停电五天", text="x")
    answer = client.post(f"/desk/board/{act}/", forged, follow=True)
    assert "绝密远校" not in answer.content.decode()
    assert "请先勾选至少一所学校" in answer.content.decode()
    looked = client.post(f"/desk/board/{act}/", picks(world.far, world.schools[0]))
    assert looked.status_code == 200 and "绝密远校" not in looked.content.decode()
    everything = client.post(f"/desk/board/{act}/", {"everything": 1, "kind": "school"})
    assert "绝密远校" not in everything.content.decode()
    assert not Notice.objects.filter(params__about__icontains="far").exists()
    assert not Extension.objects.exists() and not YearRecord.objects.filter(institution=world.far).exists()


def test_all_that_the_filter_shows_can_be_taken_without_ticking():
    world = make_world(3, begun=1)
    answer = signed_in(world.life.reviewer).post(
        "/desk/board/remind/", {"everything": 1, "kind": "school", "state": "not_started"}
    )
    found = [t.row.name for t in answer.context["plan"].included]
    assert found == ["示例学校", "近校001", "近校002"]  # not 近校000, which has begun


def test_an_extension_is_given_logged_told_and_ended_in_bulk():
    world = make_world(1)
    window(world, closes=10)
    walk(world.life, "draft")
    Notice.objects.all().delete()
    admin = signed_in(world.life.administrator)
    until = later()
    data = picks(world.life.school, world.schools[0], confirm=1, until=until, reason="学校停电五天")
    assert admin.post("/desk/board/extend/", data).status_code == 302
    assert Extension.objects.count() == 2
    assert timezone.localtime(deadline_of(world.life.report)).strftime("%Y-%m-%dT%H:%M") == until
    assert days_until(deadline_of(world.life.report)) == 40
    assert LogEntry.objects.filter(act="extension.give", user=world.life.administrator).count() == 2
    told = Notice.objects.get(user=world.life.lead, kind="extension")
    assert until.replace("T", " ") in words(told) and "学校停电五天" in words(told)

    ids = list(Extension.objects.values_list("pk", flat=True))
    key = world.round.key
    stranger = make.make_user("administrator", world.other)
    signed_in(stranger).post(f"/desk/rounds/{key}/extensions/end/", {"extension": ids})
    assert Extension.objects.filter(ended_at=None).count() == 2
    admin.post(f"/desk/rounds/{key}/extensions/end/", {"extension": ids})
    assert not Extension.objects.filter(ended_at=None).exists()
    assert LogEntry.objects.filter(act="extension.end").count() == 2
    assert Notice.objects.filter(kind="extension_ended", user=world.life.lead).count() == 1
    admin.post(f"/desk/rounds/{key}/extensions/end/", {"extension": ids})
    assert LogEntry.objects.filter(act="extension.end").count() == 2


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        ("2020-01-01T00:00", "学校停电五天", "新的截止时间已过"),
        ("", "学校停电五天", "必填"),
        ("2999-01-01T00:00", "短", "5"),
        ("kein Datum", "学校停电五天", "日期"),
    ],
)
def test_a_bad_extension_is_refused_with_a_sentence(until, reason, sentence):
    world = make_world(1)
    window(world, closes=10)
    data = picks(world.schools[0], confirm=1, until=until, reason=reason)
    answer = signed_in(world.life.administrator).post("/desk/board/extend/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Extension.objects.exists()


def test_an_extension_must_be_later_than_the_deadline_and_only_for_those_who_wait():
    world = make_world(1)
    window(world, closes=10)
    walk(world.life, "returned")
    data = picks(world.life.school, world.schools[0], confirm=1, until=later(5), reason="学校停电五天")
    answer = signed_in(world.life.administrator).post("/desk/board/extend/", data, follow=True)
    assert not Extension.objects.exists()
    text = answer.content.decode()
    assert "截止日期由退回或更正决定" in text and "其截止时间已不早于此" in text


def test_reviews_are_claimed_in_bulk_each_as_if_alone():
    world = make_world(1, begun=1)
    walk(world.life, "submitted")
    client = signed_in(world.life.reviewer)
    looked = client.post("/desk/board/claim/", picks(world.life.school, world.schools[0]))
    assert [r.name for r in looked.context["plan"].included] == ["示例学校"]
    assert reasons(looked) == {"近校000": "不在待审状态。"}
    assert (
        signed_in(world.life.city_reviewer)
        .post("/desk/board/claim/", picks(world.life.school))
        .context["plan"]
        .excluded[0][1]
        .startswith("现由其他教育局审核")
    )
    client.post("/desk/board/claim/", picks(world.life.school, world.schools[0], confirm=1))
    assert (world.life.version.state, world.life.version.holder) == (State.REVIEWING, world.life.reviewer)
    answer = client.post("/desk/board/claim/", picks(world.life.school, confirm=1), follow=True)
    assert "审核已开始" in answer.content.decode()


def test_an_administrator_has_no_right_on_transitions():
    world = make_world(1)
    version = walk(world.life, "submitted")
    client = signed_in(world.life.administrator)
    assert client.post("/desk/board/claim/", picks(world.life.school, confirm=1)).status_code == 403
    assert (
        client.post(f"/desk/versions/{version.pk}/claim/", {"seen_state": version.state}).status_code == 403
    )
    assert Version.objects.get(pk=version.pk).state == State.SUBMITTED


def test_the_bureau_opens_the_round_for_all_with_exclusions():
    world = make_world(2, begun=1)
    window(world, closes=10)
    client = signed_in(world.life.administrator)
    data = {"everything": 1, "kind": "school", "region": "990110"}
    looked = client.post("/desk/board/open/", data)
    assert reasons(looked) == {"近校000": "该年报已开始填报。"}
    assert not Report.objects.filter(record__institution=world.schools[1]).exists()
    client.post("/desk/board/open/", data | {"confirm": 1})
    version = Version.objects.get(report__record__institution=world.schools[1])
    assert (version.state, version.transitions.get().user) == (State.DRAFT, world.life.administrator)
    told = Notice.objects.get(kind="opened", report=version.report)
    assert told.user.username == "near-lead-1"
    assert not Version.objects.filter(report__record__institution=world.far).exists()
    again = client.post("/desk/board/open/", data | {"confirm": 1}, follow=True)
    assert Version.objects.filter(report__record__institution=world.schools[1]).count() == 1
    assert again.status_code == 200


def test_nothing_is_opened_outside_the_window():
    world = make_world(1)
    window(world, opens=3, closes=10)
    client = signed_in(world.life.administrator)
    looked = client.post("/desk/board/open/", picks(world.schools[0]))
    assert "开放" in reasons(looked)["近校000"]
    client.post("/desk/board/open/", picks(world.schools[0], confirm=1))
    assert not YearRecord.objects.filter(institution=world.schools[0]).exists()
