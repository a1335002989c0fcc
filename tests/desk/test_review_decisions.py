"""The pages that do one thing: what they show beforehand, what they refuse, and what their button says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Snapshot, Version
from reports.review.workdays import next_opening
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from tests import builders as make
from tests.desk.test_review_workbench import finding, post
from tests.life import REASON, edited, make_life, signed, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def life():
    return make_life()


def step(client, user, version, act):
    client.force_login(user)
    return client.get(reverse("desk:step", args=[version.pk, act]))


def take(client, user, version, act, **data):
    shown = {"seen_state": version.state, "seen_fingerprint": version.fingerprint}
    return post(client, user, "step", version.pk, act, **shown | data)


def item(life, text="请补充办学定位", place="sec-talent"):
    return review.add_item(
        life.version.pk, by=life.reviewer, place=place, kind="wording", severity="must_fix", text=text
    )


def test_the_return_page_counts_its_items_and_gives_a_week(life, client):
    walk(life, "reviewing")
    item(life)
    item(life, "请核对毕业生人数")
    answer = step(client, life.reviewer, life.version, "return")
    html = answer.content.decode()
    assert "退回（2 条意见）" in html and "请核对毕业生人数" in html
    assert (timezone.localdate() + timedelta(days=7)).isoformat() in html
    assert set(answer.context["told"]) == {"填报员甲", "负责人乙"}


def test_a_return_without_items_has_no_button_but_a_reason(life, client):
    walk(life, "reviewing")
    html = step(client, life.reviewer, life.version, "return").content.decode()
    assert "至少写一条退回条目" in html and 'name="due_on"' not in html


def test_the_return_goes_out_with_its_items(life, client):
    walk(life, "reviewing")
    item(life)
    due = timezone.localdate() + timedelta(days=7)
    answer = take(client, life.reviewer, life.version, "return", reason=REASON, due_on=due.isoformat())
    assert answer.status_code == 302
    assert (life.version.state, life.version.due_on, life.version.items.get().cycle) == ("returned", due, 1)


def test_the_approval_page_says_what_follows(life, client):
    walk(life, "reviewing")
    answer = step(client, life.reviewer, life.version, "pass_on")
    html = answer.content.decode()
    assert "批准并送示例市审核" in html and life.version.fingerprint in html
    assert "/r/school-life/2025/" in html and "/r/school-life/2025/v1/" in html
    assert {"市审核员己", "市审核员庚"} <= set(answer.context["told"])
    assert answer.context["form"].fields.keys() == {"seen_state", "seen_fingerprint", "note"}


def test_the_last_level_approves_and_nothing_is_public_yet(life, client):
    walk(life, "last_level")
    answer = step(client, life.city_reviewer, life.version, "approve")
    assert answer.context["button"] == "批准" and "暂不公布" in answer.content.decode()
    assert take(client, life.city_reviewer, life.version, "approve", note="材料齐全").status_code == 302
    assert (life.version.state, life.version.sealing) == ("approved", "running")
    assert life.version.transitions.last().comment == "材料齐全"


def test_open_questions_stand_instead_of_the_button(life, client):
    walk(life, "reviewing")
    finding(life.version)
    item(life)
    html = step(client, life.reviewer, life.version, "pass_on").content.decode()
    assert "毕业生人数" in html and "请补充办学定位" in html and 'name="note"' not in html


def test_who_wrote_has_no_button_but_the_reason(life, client):
    walk(life, "draft")
    edited(life, life.reviewer)
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    html = step(client, life.reviewer, life.version, "pass_on").content.decode()
    assert "另一" in html and 'name="note"' not in html
    assert take(client, life.reviewer, life.version, "pass_on").status_code == 403


def test_a_request_that_carries_more_than_the_decision_is_refused(life, client):
    walk(life, "last_level")
    answer = take(client, life.city_reviewer, life.version, "approve", note="", title="另一个标题")
    assert answer.status_code == 409 and life.version.state == "reviewing"


def test_drift_is_refused_and_what_moved_is_listed(life, client):
    walk(life, "reviewing")
    old = life.version
    item(life, place="value:graduates_total")
    review.return_(old.pk, by=life.reviewer, reason=REASON, due_on=timezone.localdate() + timedelta(days=7))
    row = life.report.record.values.get(metric=life.metric)
    row.value, row.given, row.revision = 140, "", row.revision + 1
    row.save()
    edited(life, life.filler)
    school.answer(life.version.items.get().pk, by=life.filler, changed=True)
    school.resubmit(old.pk, by=life.lead)
    signed(life)
    review.claim(old.pk, by=life.reviewer)
    answer = take(client, life.reviewer, old, "pass_on")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>100人</del>" in html and "<ins>140人</ins>" in html
    assert life.version.state == "reviewing"


def test_publishing_says_where_who_and_now(life, client):
    walk(life, "approved")
    answer = step(client, life.publisher, life.version, "publish")
    html = answer.content.decode()
    assert "立即公布" in html and "/r/school-life/2025/v1/" in html and life.version.fingerprint in html
    assert "负责人乙" in answer.context["told"]
    assert take(client, life.publisher, life.version, "publish").status_code == 302
    assert life.version.state == "published"


def test_scheduling_names_the_time_on_its_button_and_offers_another(life, client, monkeypatch):
    walk(life, "approved")
    at = next_opening()
    local = timezone.localtime(at)
    answer = step(client, life.publisher, life.version, "schedule")
    html = answer.content.decode()
    year = f"{local.year}年" if local.year != timezone.localdate().year else ""
    assert f"于 {year}{local.month}月{local.day}日 09:30 公布" in html
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in html and "按上面填写的时间公布" in html
    assert (
        take(client, life.publisher, life.version, "schedule", at=f"{local:%Y-%m-%dT%H:%M}").status_code
        == 302
    )
    assert (life.version.state, life.version.publish_at) == ("scheduled", at)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((2026, 12, 14, 8, 0), (2026, 12, 15)),  # Monday
        ((2026, 12, 11, 17, 0), (2026, 12, 14)),  # Friday
        ((2026, 12, 12, 9, 0), (2026, 12, 14)),
        ((2026, 12, 31, 23, 59), (2027, 1, 1)),
    ],
)
def test_the_time_proposed_is_half_past_nine_of_the_next_working_day(now, then):
    shanghai = ZoneInfo("Asia/Shanghai")
    assert next_opening(datetime(*now, tzinfo=shanghai)) == datetime(*then, 9, 30, tzinfo=shanghai)


def test_what_is_not_sealed_cannot_be_published_and_says_why(life, client):
    walk(life, "last_level")
    review.approve(life.version.pk, by=life.city_reviewer)
    html = step(client, life.publisher, life.version, "publish").content.decode()
    assert "制作" in html and "立即公布" not in html


@pytest.mark.parametrize("name", ["publisher", "city_reviewer", "city_reviewer2"])
def test_a_failed_sealing_shows_its_reason_and_is_tried_again(life, client, name):
    walk(life, "last_level")
    review.approve(life.version.pk, by=life.city_reviewer)
    Version.objects.filter(pk=life.version.pk).update(sealing="failed", sealing_error="图片文件缺失：封面")
    client.force_login(life.publisher)
    html = client.get(reverse("desk:review", args=[life.version.pk])).content.decode()
    assert "图片文件缺失：封面" in html and "重新制作定稿" in html
    assert post(client, getattr(life, name), "seal_again", life.version.pk).status_code == 302
    assert (life.version.sealing, life.version.sealing_error) == ("running", "")
    seal_version.func(life.version.pk)
    assert life.version.sealing == "sealed"
    assert post(client, life.publisher, "seal_again", life.version.pk).status_code == 409


@pytest.mark.parametrize("name", ["lead", "reviewer", "auditor"])
def test_a_sealing_is_tried_again_by_those_who_decided(life, client, name):
    walk(life, "last_level")
    review.approve(life.version.pk, by=life.city_reviewer)
    Version.objects.filter(pk=life.version.pk).update(sealing="failed", sealing_error="x")
    assert post(client, getattr(life, name), "seal_again", life.version.pk).status_code == 403
    assert life.version.sealing == "failed"


def two_approved():
    lives = [make_life(), make_life("school-two", suffix="二")]
    for each in lives:
        walk(each, "approved")
    return lives


def test_a_bundle_goes_public_in_the_same_second(client):
    first, second = two_approved()
    preview = post(client, first.publisher, "bundles", version=[first.version.pk, second.version.pk])
    tickets = [ticket for _version, ticket in preview.context["included"]]
    assert len(tickets) == 2 and preview.context["excluded"] == []
    assert first.version.state == "approved"
    assert post(client, first.publisher, "bundles", act="publish", ticket=tickets).status_code == 302
    assert first.version.state == second.version.state == "published"
    assert first.version.published_at == second.version.published_at


def test_a_bundle_is_scheduled_for_one_time_and_published_together(client):
    first, second = two_approved()
    at = timezone.localtime() + timedelta(days=2)
    tickets = [f"{life.version.pk}:{life.version.fingerprint}" for life in (first, second)]
    given = {"act": "schedule", "at": at.strftime("%Y-%m-%dT%H:%M"), "ticket": tickets}
    assert post(client, first.publisher, "bundles", **given).status_code == 302
    assert first.version.state == second.version.state == "scheduled"
    assert publication.publish_due(at + timedelta(minutes=1)) == []
    assert first.version.published_at == second.version.published_at is not None


def test_who_is_left_out_of_a_bundle_is_named_with_the_reason(client):
    first, second = two_approved()
    Version.objects.filter(pk=second.version.pk).update(sealing="failed")
    preview = post(client, first.publisher, "bundles", version=[first.version.pk, second.version.pk])
    assert [v for v, _ticket in preview.context["included"]] == [first.version]
    ((version, reasons),) = preview.context["excluded"]
    assert version == second.version and second.report.title in reasons[0]


def test_a_bundle_is_all_or_nothing(client):
    first, second = two_approved()
    tickets = [f"{first.version.pk}:{first.version.fingerprint}", f"{second.version.pk}:{'0' * 64}"]
    answer = post(client, first.publisher, "bundles", act="publish", ticket=tickets)
    assert answer.status_code == 409
    assert first.version.state == second.version.state == "approved"


def test_a_time_in_the_past_is_refused_and_the_choice_is_kept(client):
    first, _second = two_approved()
    ticket = f"{first.version.pk}:{first.version.fingerprint}"
    answer = post(client, first.publisher, "bundles", act="schedule", at="2020-01-01T09:30", ticket=[ticket])
    assert answer.status_code == 422 and ticket in answer.content.decode()
    answer = post(client, first.publisher, "bundles", act="schedule", at="morgen", ticket=[ticket])
    assert answer.status_code == 422 and first.version.state == "approved"


def test_bundles_are_the_publishers_and_hold_nothing_from_elsewhere(client):
    first, _second = two_approved()
    for name in ("reviewer", "city_reviewer", "lead", "auditor"):
        client.force_login(getattr(first, name))
        assert client.get(reverse("desk:bundles")).status_code == 404
    stranger = make.make_user("publisher", make.make_region("990200", "邻市", parent=first.province))
    ticket = f"{first.version.pk}:{first.version.fingerprint}"
    assert post(client, stranger, "bundles", act="publish", ticket=[ticket]).status_code == 409
    assert first.version.state == "approved"


def outliers(client, user, **query):
    client.force_login(user)
    return client.get(reverse("desk:outliers"), query)


def test_outliers_need_five_schools_and_lead_to_the_value(client):
    lives = []
    for n, value in enumerate((100, 102, 98, 101, 99, 1000)):
        life = make_life(f"school-{n}", suffix=str(n))
        life.report.record.values.update(value=value)
        walk(life, "submitted")
        lives.append(life)
        if n == 3:
            few = outliers(client, life.reviewer)
            assert few.context["lines"] == [] and "太少" in few.content.decode()
    answer = outliers(client, lives[0].reviewer, round="2025")
    (line,) = answer.context["lines"]
    assert (line.school, line.value, line.middle) == ("示例学校5", "1000人", "101人")
    assert line.address.startswith(reverse("desk:review", args=[lives[5].version.pk]))
    landed = client.get(line.address.partition("#")[0])
    assert 'id="value:graduates_total"' in landed.content.decode()
    far = make.make_user("reviewer", make.make_region("990120", "邻县", parent=lives[0].city, level="county"))
    assert outliers(client, far).context["found"].schools == {}


def test_outliers_are_the_bureaus_and_of_known_rounds(client, life):
    for name in ("lead", "guest", "administrator"):
        assert outliers(client, getattr(life, name)).status_code == 404
    assert outliers(client, life.reviewer, round="1999").status_code == 404
    assert outliers(client, life.reviewer, kind="nonsense").status_code == 404


def test_drafts_do_not_count_among_the_outliers(client, life):
    walk(life, "draft")
    assert Snapshot.objects.count() == 0
    assert outliers(client, life.reviewer).context["found"].schools == {}
