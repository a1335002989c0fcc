"""The workbench: what changed since the last submission, who may judge, and nothing of a draft or of another school."""

import pytest
from django.urls import reverse

from reports.gather import gather
from reports.models import Finding, FollowUp, LogEntry, Note, ReviewItem
from reports.workflow import review, school
from tests import builders as make
from tests.life import edited, make_life, signed, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

EXPLANATION = "本年度合并了两个校区，毕业生人数因此增加。"


@pytest.fixture
def life():
    return make_life()


@pytest.fixture
def reviewing(life):
    walk(life, "reviewing")
    return life


def finding(version, **fields):
    defaults = {
        "rule": "F1", "severity": "must_explain", "key": "k1", "place": "value:graduates_total",
        "explanation": EXPLANATION, "params": {"name": "毕业生人数", "reported": "100人"},
    }  # fmt: skip
    return Finding.objects.create(version=version, **defaults | fields)


def page(client, user, version, **query):
    client.force_login(user)
    return client.get(reverse("desk:review", args=[version.pk]), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"desk:{name}", args=args), data)


def returned_and_answered(life, *, value=120, text="<p>学校坚持立德树人，办学定位是服务本县先进制造业。</p>"):
    walk(life, "returned")
    row = life.report.record.values.get(metric=life.metric)
    row.value, row.given, row.revision = value, "", row.revision + 1
    row.save()
    narrative = life.report.narratives.get()
    narrative.html = text
    narrative.save()
    edited(life, life.filler)
    for item in life.version.items.all():
        school.answer(item.pk, by=life.filler, changed=True)
    school.resubmit(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)


@pytest.mark.parametrize("name", ["filler", "lead", "signatory", "guest", "administrator"])
@pytest.mark.parametrize("route", ["review", "review_text"])
def test_the_workbench_is_not_there_for_the_school_and_others(reviewing, client, name, route):
    client.force_login(getattr(reviewing, name))
    assert client.get(reverse(f"desk:{route}", args=[reviewing.version.pk])).status_code == 404


@pytest.mark.parametrize("name", ["reviewer", "reviewer2", "city_reviewer", "publisher", "auditor"])
def test_the_bureau_reads_it_and_the_reading_is_logged(reviewing, client, name):
    answer = page(client, getattr(reviewing, name), reviewing.version)
    assert answer.status_code == 200
    assert LogEntry.objects.filter(user=getattr(reviewing, name), act="report.read").exists()


def test_a_reviewer_of_another_county_gets_the_same_answer_as_for_nothing(reviewing, client):
    other = make.make_user(
        "reviewer", make.make_region("990120", "邻县", parent=reviewing.city, level="county")
    )
    assert page(client, other, reviewing.version).status_code == 404
    client.force_login(other)
    assert client.get(reverse("desk:review", args=[999999])).status_code == 404


def test_a_draft_shows_nothing_of_what_the_school_is_writing(life, client):
    walk(life, "draft")
    answer = page(client, life.reviewer, life.version)
    assert answer.status_code == 200 and "尚未报送" in answer.content.decode()
    assert "立德树人" not in answer.content.decode()
    client.force_login(life.reviewer)
    assert client.get(reverse("desk:review_text", args=[life.version.pk])).status_code == 404


def test_what_is_shown_comes_from_the_snapshot_not_from_rows(reviewing, client):
    reviewing.report.narratives.update(html="<p>绕过系统改动的文字。</p>")
    shown = page(client, reviewing.reviewer, reviewing.version, part="talent").content.decode()
    assert "学校坚持立德树人" in shown and "绕过系统" not in shown
    client.force_login(reviewing.reviewer)
    text = client.get(reverse("desk:review_text", args=[reviewing.version.pk])).content.decode()
    assert "学校坚持立德树人" in text and "绕过系统" not in text


def test_the_first_submission_says_that_there_is_nothing_to_compare_with(reviewing, client):
    answer = page(client, reviewing.reviewer, reviewing.version, since="submission")
    assert answer.context["has_before"] is False and answer.context["total"] == 0
    assert page(client, reviewing.reviewer, reviewing.version, since="tomorrow").status_code == 404
    assert page(client, reviewing.reviewer, reviewing.version, part="nowhere").status_code == 404


def test_the_second_pass_opens_on_the_answers_with_before_and_after(life, client):
    returned_and_answered(life)
    answer = page(client, life.reviewer, life.version)
    assert answer.context["answered_only"] and answer.context["views"] == []
    runs = {view.item.number: view.runs for view in answer.context["answered"]}
    assert runs[1] and runs[2]
    html = answer.content.decode()
    assert "只显示已答复" in html and "显示全部变化" in html


def test_an_answered_item_whose_place_did_not_change_says_so(life, client):
    walk(life, "returned")
    for item in life.version.items.all():
        school.answer(
            item.pk, by=life.filler, changed=False, words="附表中的数据是正确的，请再核对一次原表。"
        )
    school.resubmit(life.version.pk, by=life.lead)
    signed(life)
    answer = page(client, life.reviewer, life.version)
    assert [view.runs for view in answer.context["answered"]] == [None, None]
    assert "未变" in answer.content.decode()


def test_all_changes_since_the_last_submission_stand_with_old_and_new(life, client):
    returned_and_answered(life)
    answer = page(client, life.reviewer, life.version, show="all")
    assert answer.context["since"] == "submission" and answer.context["total"] == 2
    html = answer.content.decode()
    assert "<del>100人</del>" in html and "<ins>120人</ins>" in html
    assert '<ins><b class="run-word">' in html and "办学定位是服务本县先进制造业" in html
    assert [(tab.words, tab.changes) for tab in answer.context["tabs"] if tab.changes] == [("人才培养", 2)]


def test_a_correction_is_compared_with_what_is_public(life, client):
    walk(life, "published")
    school.correct(
        life.version.pk,
        by=life.lead,
        reason="统计口径有误",
        correction="data",
        note="更正毕业生人数，统计口径有误，特此说明。",
    )
    row = life.report.record.values.get(metric=life.metric)
    row.value, row.given, row.revision = 101, "", row.revision + 1
    row.save()
    edited(life, life.filler)
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    answer = page(client, life.reviewer, life.version)
    assert answer.context["since"] == "publication" and answer.context["total"] == 1
    assert "<del>100人</del>" in answer.content.decode()


def test_a_part_shows_its_text_and_its_unchanged_figures(reviewing, client):
    answer = page(client, reviewing.reviewer, reviewing.version, part="talent")
    (view,) = answer.context["views"]
    assert [section.text for section in view.sections] == [["学校坚持立德树人。"]]
    assert [(row[1], row[3]) for row in view.same_figures] == [("value:graduates_total", "100人")]
    assert "未变" in answer.content.decode()


def test_the_part_of_a_place_is_opened(reviewing, client):
    answer = page(client, reviewing.reviewer, reviewing.version, at="value:graduates_total")
    assert answer.context["only"] == "talent"
    assert 'id="value:graduates_total"' in answer.content.decode()


def test_explanations_are_judged_one_by_one_and_a_rejected_one_becomes_an_item(reviewing, client):
    good, bad = finding(reviewing.version), finding(reviewing.version, key="k2")
    back = reverse("desk:review", args=[reviewing.version.pk]) + "?part=talent"
    answer = post(client, reviewing.reviewer, "judge", good.pk, verdict="accepted", back=back)
    assert answer.status_code == 302 and answer.url == back
    post(client, reviewing.reviewer, "judge", bad.pk, verdict="rejected")
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.verdict, bad.verdict) == ("accepted", "rejected")
    assert [item.finding for item in reviewing.version.items.all()] == [bad]


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/desk/", "/admin/", "/desk\\@evil.example", ""]
)
def test_a_post_leads_back_to_pages_of_the_desk_only(reviewing, client, back):
    row = finding(reviewing.version)
    answer = post(client, reviewing.reviewer, "judge", row.pk, verdict="accepted", back=back)
    assert answer.url == reverse("desk:review", args=[reviewing.version.pk]) + f"#finding-{row.pk}"


@pytest.mark.parametrize("name", ["reviewer2", "city_reviewer", "publisher", "auditor"])
def test_only_the_holder_judges_and_writes_items(reviewing, client, name):
    row, user, version = finding(reviewing.version), getattr(reviewing, name), reviewing.version
    item = {"place": "sec-talent", "kind": "wording", "severity": "must_fix", "text": "请补充办学定位"}
    assert post(client, user, "judge", row.pk, verdict="accepted").status_code == 403
    assert post(client, user, "add_item", version.pk, **item).status_code == 403
    assert post(client, user, "item_from_finding", row.pk).status_code == 403
    row.refresh_from_db()
    assert row.verdict == "" and not version.items.exists()
    html = page(client, user, version, part="talent").content.decode()
    assert "/verdict/" not in html and "new-item" not in html


@pytest.mark.parametrize("name", ["lead", "filler", "guest"])
def test_the_school_reaches_none_of_the_posts(reviewing, client, name):
    row, user, version = finding(reviewing.version), getattr(reviewing, name), reviewing.version
    written = review.add_item(
        version.pk,
        by=reviewing.reviewer,
        place="sec-talent",
        kind="data",
        severity="must_fix",
        text="请核对数据",
    )
    posts = [
        ("judge", row.pk), ("item_from_finding", row.pk), ("add_item", version.pk), ("drop_item", written.pk),
        ("settle_item", written.pk), ("mark", version.pk), ("hold", version.pk),
    ]  # fmt: skip
    for route, pk in posts:
        assert post(client, user, route, pk, verdict="accepted", act="release").status_code == 404
    assert version.items.count() == 1


def test_an_item_is_written_from_own_words_a_phrase_or_both(reviewing, client):
    given = {"place": "sec-talent", "kind": "wording", "severity": "must_fix"}
    post(client, reviewing.reviewer, "add_item", reviewing.version.pk, text="请补充办学定位", **given)
    post(client, reviewing.reviewer, "add_item", reviewing.version.pk, phrase="1", **given)
    post(client, reviewing.reviewer, "add_item", reviewing.version.pk, phrase="1", text="见表二。", **given)
    first, second, third = reviewing.version.items.order_by("number")
    assert first.text == "请补充办学定位" and third.text == f"{second.text} 见表二。"


def test_a_refused_item_keeps_what_was_typed(reviewing, client):
    given = {"place": "sec-talent", "kind": "wording", "severity": "must_fix", "text": "短"}
    answer = post(client, reviewing.reviewer, "add_item", reviewing.version.pk, **given)
    assert answer.status_code == 422 and ">\n短</textarea>" in answer.content.decode()
    assert "五个字" in answer.content.decode() or "5" in answer.content.decode()
    given |= {"text": "请补充办学定位", "kind": "nonsense"}
    assert post(client, reviewing.reviewer, "add_item", reviewing.version.pk, **given).status_code == 422
    assert not reviewing.version.items.exists()


def test_one_click_makes_a_finding_an_item_and_a_draft_is_dropped(reviewing, client):
    row = finding(reviewing.version, severity="advice", explanation="")
    post(client, reviewing.reviewer, "item_from_finding", row.pk)
    item = reviewing.version.items.get()
    assert (item.place, item.severity) == ("value:graduates_total", "advice") and "毕业生人数" in item.text
    assert page(client, reviewing.reviewer, reviewing.version).context["findings"][0].has_item
    post(client, reviewing.reviewer, "drop_item", item.pk)
    assert not reviewing.version.items.exists()


def test_an_answered_item_is_settled_or_opened_again(life, client):
    returned_and_answered(life)
    first, second = life.version.items.order_by("number")
    post(client, life.reviewer, "settle_item", first.pk, outcome="settled")
    post(client, life.reviewer, "settle_item", second.pk, outcome="reopened")
    states = list(life.version.items.order_by("number").values_list("status", flat=True))
    assert states == [ReviewItem.Status.ACCEPTED, ReviewItem.Status.REOPENED]
    assert post(client, life.reviewer, "settle_item", second.pk, outcome="perhaps").status_code == 422


def test_remarks_need_no_right_to_edit_and_internal_ones_stay_inside(reviewing, client):
    pk = reviewing.version.pk
    post(
        client,
        reviewing.city_reviewer,
        "notes",
        pk,
        text="请注意口径变化。",
        place="sec-talent",
        internal="on",
    )
    post(client, reviewing.reviewer2, "notes", pk, text="写得很清楚。")
    post(client, reviewing.lead, "notes", pk, text="谢谢，已知悉。", internal="on")
    assert list(Note.objects.values_list("internal", flat=True)) == [True, False, False]
    client.force_login(reviewing.lead)
    seen = client.get(reverse("desk:notes", args=[pk])).content.decode()
    assert "写得很清楚" in seen and "请注意口径变化" not in seen
    assert "请注意口径变化" in page(client, reviewing.reviewer, reviewing.version).content.decode()
    assert post(client, reviewing.auditor, "notes", pk, text="审计员不写备注。").status_code == 403
    assert post(client, reviewing.guest, "notes", pk, text="特邀读者不写备注。").status_code == 404
    assert gather(reviewing.report.pk).fingerprint() == reviewing.version.fingerprint


def test_a_remark_is_settled_and_opened_again_by_reviewers(reviewing, client):
    post(client, reviewing.reviewer, "notes", reviewing.version.pk, text="请注意口径变化。")
    note = Note.objects.get()
    post(client, reviewing.reviewer2, "settle_note", note.pk, outcome="settled")
    note.refresh_from_db()
    assert note.resolved_at is not None
    post(client, reviewing.reviewer2, "settle_note", note.pk, outcome="open")
    note.refresh_from_db()
    assert note.resolved_at is None
    assert post(client, reviewing.lead, "settle_note", note.pk, outcome="settled").status_code == 404


def test_a_figure_is_marked_listed_and_settled(reviewing, client):
    pk = reviewing.version.pk
    post(
        client,
        reviewing.city_reviewer,
        "mark",
        pk,
        place="value:graduates_total",
        reason="明年核对毕业生去向",
    )
    client.force_login(reviewing.reviewer)
    listed = client.get(reverse("desk:follow_ups")).content.decode()
    assert "毕业生人数" in listed and "明年核对毕业生去向" in listed
    row = FollowUp.objects.get()
    assert post(client, reviewing.reviewer, "settle_mark", row.pk, outcome="").status_code == 422
    post(client, reviewing.reviewer, "settle_mark", row.pk, outcome="已核对，数据无误")
    row.refresh_from_db()
    assert (row.outcome, row.settled_at is not None) == ("已核对，数据无误", True)
    client.force_login(reviewing.reviewer)
    assert "明年核对" not in client.get(reverse("desk:follow_ups")).content.decode()
    assert "已核对，数据无误" in client.get(reverse("desk:follow_ups"), {"state": "settled"}).content.decode()


@pytest.mark.parametrize("name", ["lead", "guest", "administrator"])
def test_follow_up_marks_are_the_bureaus(reviewing, client, name):
    client.force_login(getattr(reviewing, name))
    assert client.get(reverse("desk:follow_ups")).status_code == 404


def test_another_countys_reviewer_sees_no_mark(reviewing, client):
    post(
        client,
        reviewing.reviewer,
        "mark",
        reviewing.version.pk,
        place="sec-talent",
        reason="明年核对毕业生去向",
    )
    other = make.make_user(
        "reviewer", make.make_region("990120", "邻县", parent=reviewing.city, level="county")
    )
    client.force_login(other)
    assert "明年核对" not in client.get(reverse("desk:follow_ups")).content.decode()
    assert (
        post(client, other, "settle_mark", FollowUp.objects.get().pk, outcome="已核对数据").status_code == 404
    )


def test_recycled_text_is_flagged_with_its_source_only_where_it_may_be_seen(client):
    copied = "<p>学校组织师生走进企业车间开展认识实习，企业导师随班指导，实习结束后由班主任和企业导师逐一填写鉴定表并存档。</p>"
    lives = [make_life(), make_life("school-two", suffix="二")]
    for each in lives:
        each.report.narratives.update(html=copied)
        walk(each, "submitted")
    first, second = lives
    answer = page(client, first.reviewer, first.version)
    (match,) = answer.context["matches"]
    assert (match.percent, match.match.source) == (100, second.school.name)
    assert second.school.name in answer.content.decode()
    second.school.supervisions.update(
        region=make.make_region("990130", "远县", parent=first.city, level="county")
    )
    assert page(client, first.reviewer, first.version).context["matches"] == []
    assert len(page(client, first.city_reviewer, first.version).context["matches"]) == 1
