"""Items of a return and findings: answered and explained one by one, by the school, while the content may change."""

import pytest

from reports.models import Finding, LogEntry, Narrative
from reports.workflow import review, school
from tests import builders as make
from tests.life import REASON, edited, make_life, signed, walk

from .school import client_of, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

WHY = "该数据与教育事业统计年报完全一致，无需修改。"


def answer(life, number: int, how: str, text: str = "", user=None):
    address = f"/desk/versions/{life.version.pk}/items/{number}/"
    return client_of(user or life.filler).post(address, {"how": how, "words": text})


def item(life, number: int):
    return life.version.items.get(number=number)


def test_the_list_shows_place_kind_severity_text_and_day():
    life = make_life()
    version = walk(life, "returned")
    html = page(life.filler, version, "items/")
    row = life.report.record.values.get()
    assert f'href="/admin/institutions/metricvalue/{row.pk}/change/"' in html
    text = words(html)
    for said in (
        "毕业生人数",
        "数据",
        "必须改正",
        "毕业生人数与附表不一致",
        "请补充办学定位",
        version.due_on.isoformat(),
    ):
        assert said in text


def test_a_changed_item_carries_before_and_after_by_itself():
    life = make_life()
    walk(life, "returned")
    life.report.record.values.update(value=98)
    assert "<del>100人</del>" in page(life.filler, life.version, "items/")
    assert answer(life, 1, "changed").status_code == 302
    assert (item(life, 1).status, item(life, 1).before, item(life, 1).after) == ("changed", "100人", "98人")
    html = page(life.filler, life.version, "items/")
    assert "学校已修改" in html and "98人" in html


def test_changed_without_a_change_is_refused_beside_the_item():
    life = make_life()
    walk(life, "returned")
    refused = answer(life, 1, "changed")
    assert refused.status_code == 422 and item(life, 1).status == "open"
    assert 'id="error-1">退回以来此处没有改动' in refused.content.decode()


def test_a_dispute_needs_its_reason_and_keeps_what_was_typed():
    life = make_life()
    walk(life, "returned")
    refused = answer(life, 2, "disputed", "不同意")
    assert refused.status_code == 422 and "请写明异议理由" in refused.content.decode()
    assert ">不同意</textarea>" in refused.content.decode()
    assert answer(life, 2, "disputed", WHY).status_code == 302
    assert (item(life, 2).status, item(life, 2).answer, item(life, 2).answered_by) == (
        "disputed",
        WHY,
        life.filler,
    )


def test_the_button_is_off_with_its_reason_until_all_are_answered():
    life = make_life()
    version = walk(life, "returned")
    html = page(life.lead, version, "items/")
    assert "disabled" in html and "还有 2 条未答复" in html
    for number in (1, 2):
        answer(life, number, "disputed", WHY)
    html = page(life.lead, version, "items/")
    assert "disabled" not in html and f"/desk/versions/{version.pk}/resubmit/" in html
    assert "请负责人再次送签" in page(life.filler, version, "items/")


@pytest.mark.parametrize("person", ["signatory", "reviewer", "publisher", "auditor"])
def test_only_the_writers_of_the_school_answer(person):
    life = make_life()
    walk(life, "returned")
    refused = answer(life, 1, "disputed", WHY, user=life.people[person])
    assert refused.status_code == 403 and "退回条目只能由学校答复" in refused.content.decode()
    assert item(life, 1).status == "open"
    assert "<textarea" not in page(life.people[person], life.version, "items/")


def test_drafts_of_the_reviewer_are_not_shown_nor_answered():
    life = make_life()
    version = walk(life, "reviewing")
    review.add_item(
        version.pk,
        by=life.reviewer,
        place="sec-talent",
        kind="wording",
        severity="advice",
        text="尚未发出的条目",
    )
    assert "尚未发出的条目" not in page(life.filler, version, "items/")
    assert answer(life, 1, "disputed", WHY).status_code == 404


def test_an_answer_without_a_choice_is_refused():
    life = make_life()
    walk(life, "returned")
    refused = answer(life, 1, "whatever", WHY)
    assert refused.status_code == 422 and "请选择“已修改”或“有异议”" in refused.content.decode()


def test_a_reopened_item_comes_first_and_a_settled_one_asks_for_nothing():
    life = make_life()
    walk(life, "returned")
    for number in (1, 2):
        answer(life, number, "disputed", WHY)
    Narrative.objects.update(html="<p>改了。</p>")
    edited(life, life.filler)
    school.resubmit(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    review.settle(item(life, 1).pk, by=life.reviewer, accepted=True)
    review.settle(item(life, 2).pk, by=life.reviewer, accepted=False)
    version = review.return_(life.version.pk, by=life.reviewer, reason=REASON, due_on=life.version.due_on)
    html = page(life.filler, version, "items/")
    assert html.index('id="item-2"') < html.index('id="item-1"')
    assert f"/desk/versions/{version.pk}/items/1/" not in html


# findings


def doubtful(life):
    """A figure that its formula contradicts: needs an explanation."""
    rate = make.make_metric(
        "rate", name_zh="毕业率", formula="graduates_total / graduates_all * 100", value_type="decimal", unit="%",
        decimals=2,
    )  # fmt: skip
    whole = make.make_metric("graduates_all", name_zh="应毕业人数")
    make.make_value(life.report.record, whole, value=200)
    make.make_value(life.report.record, rate, value=60)
    return client_of(life.filler).get(f"/desk/versions/{life.version.pk}/findings/").context["groups"]


def explain(life, text: str, user=None, **fields):
    groups = client_of(life.lead).get(f"/desk/versions/{life.version.pk}/findings/").context["groups"]
    found = next(
        line.found for _s, _n, lines in groups for line in lines if line.found.severity == "must_explain"
    )
    data = {"rule": found.rule, "key": found.key, "explanation": text} | fields
    return client_of(user or life.filler).post(f"/desk/versions/{life.version.pk}/findings/", data)


def test_findings_stand_in_three_groups_with_a_box_where_words_are_asked():
    life = make_life()
    walk(life, "draft")
    groups = doubtful(life)
    assert [severity for severity, _name, _lines in groups] == ["must_fix", "must_explain", "advice"]
    assert [len(lines) for _s, _n, lines in groups] == [0, 1, 0]
    html = page(life.filler, life.version, "findings/")
    assert html.count("<textarea") == 1 and "毕业率" in html
    assert "<textarea" not in page(life.reviewer, life.version, "findings/")


def test_an_explanation_is_kept_with_its_writer_and_logged():
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    assert explain(life, WHY).status_code == 302
    row = Finding.objects.get(severity="must_explain")
    assert (row.explanation, row.explained_by, row.explained_at is not None) == (WHY, life.filler, True)
    assert LogEntry.objects.filter(act="finding.explain", user=life.filler).count() == 1
    assert WHY in page(life.reviewer, life.version, "findings/")
    explain(life, WHY)
    assert LogEntry.objects.filter(act="finding.explain").count() == 1


@pytest.mark.parametrize(("text", "count"), [("太短", 2), ("长" * 301, 301), (" " * 40, 0)])
def test_too_few_and_too_many_characters_are_refused_with_the_number(text, count):
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    refused = explain(life, text)
    assert refused.status_code == 422
    assert f"说明须为 15 至 300 个字，现有 {count} 个字" in refused.content.decode()
    assert not Finding.objects.exclude(explanation="").exists()


def test_new_words_clear_the_verdict_and_the_same_words_keep_it():
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    explain(life, WHY)
    Finding.objects.update(verdict="rejected")
    explain(life, WHY)
    assert Finding.objects.get(severity="must_explain").verdict == "rejected"
    explain(life, f"{WHY}详见附件。")
    assert Finding.objects.get(severity="must_explain").verdict == ""


@pytest.mark.parametrize("person", ["reviewer", "signatory", "publisher", "auditor"])
def test_only_the_writers_of_the_school_explain(person):
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    refused = explain(life, WHY, user=life.people[person])
    assert refused.status_code == 403 and "问题说明只能由学校填写" in refused.content.decode()
    assert not Finding.objects.exclude(explanation="").exists()


def test_nothing_is_explained_once_the_report_is_put_forward():
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    explain(life, WHY)
    school.request_signature(life.version.pk, by=life.lead)
    row = Finding.objects.get(severity="must_explain")
    address = f"/desk/versions/{life.version.pk}/findings/"
    refused = client_of(life.filler).post(
        address, {"rule": row.rule, "key": row.key, "explanation": f"{WHY}改"}
    )
    assert refused.status_code == 409 and "填报中或退回修改" in refused.content.decode()
    assert Finding.objects.get(pk=row.pk).explanation == WHY


def test_a_finding_that_is_gone_is_refused():
    life = make_life()
    walk(life, "draft")
    doubtful(life)
    refused = explain(life, WHY, key="0" * 64)
    assert refused.status_code == 409 and "此问题已不存在" in refused.content.decode()
