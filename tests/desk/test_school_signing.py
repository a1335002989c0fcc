"""Putting forward, signing, the receipt: every open reason with its way, what changed, the statement, the name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy
from institutions.models import MetricValue, RoundWindow
from reports.models import Finding, Narrative, OutlineSection
from reports.workflow import school
from reports.workflow.refusals import TransitionRefused
from tests import builders as make
from tests.life import REASON, edited, make_life, signed, walk

from .school import client_of, page, seen, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def fault(life) -> None:
    """A must_fix (a total that does not add up), a must_explain (a formula that does not fit), an empty section, a
    case at a place the outline does not have."""
    metric = make.make_metric("graduates_rate", name_zh="毕业率", formula="graduates_total / graduates_all * 100",
                              value_type="decimal", unit="%", decimals=2)  # fmt: skip
    whole = make.make_metric("graduates_all", name_zh="应毕业人数", checks="graduates_all >= graduates_total")
    record = life.report.record
    make.make_value(record, whole, value=90)
    make.make_value(record, metric, value=50)
    OutlineSection.objects.create(
        outline=life.report.outline, key="empty", title="空章节", position=2, required=True
    )
    make.make_case(record, key="lost", title="迷路的案例", section="nowhere")


def points(life, user=None) -> dict[str, str]:
    """Sentence → address of what the checklist shows."""
    groups = (
        client_of(user or life.lead)
        .get(f"/desk/versions/{life.version.pk}/request_signature/")
        .context["groups"]
    )
    return {point.sentence: point.link for group in groups for point in group.points}


def test_the_checklist_shows_exactly_what_the_step_would_refuse():
    life = make_life()
    walk(life, "draft")
    fault(life)
    shown = points(life)
    with pytest.raises(TransitionRefused) as refused:
        school.request_signature(life.version.pk, by=life.lead)
    assert sorted(shown) == sorted(refused.value.reasons)
    assert len(shown) >= 4


def test_looking_at_the_checklist_stores_nothing():
    life = make_life()
    walk(life, "draft")
    fault(life)
    points(life)
    page(life.lead, life.version, "findings/")
    assert not Finding.objects.exists()


def test_each_point_leads_to_the_very_field():
    life = make_life()
    walk(life, "draft")
    fault(life)
    links = points(life)
    must_fix = MetricValue.objects.get(metric__code="graduates_all")
    assert f"/admin/institutions/metricvalue/{must_fix.pk}/change/" in links.values()
    assert f"/admin/reports/narrative/add/?report={life.report.pk}&section=empty" in links.values()
    assert any(
        link.startswith(f"/desk/versions/{life.version.pk}/findings/#finding-") for link in links.values()
    )
    client = client_of(life.lead)
    for link in filter(None, links.values()):
        assert client.get(link.partition("#")[0]).status_code == 200, link


def test_a_missed_deadline_stands_on_the_list():
    life = make_life()
    walk(life, "draft")
    past = timezone.now() - timedelta(days=1)
    RoundWindow.objects.create(
        round=life.report.record.round, kind="school", opens_at=past - timedelta(days=9), closes_at=past
    )
    assert any("报送截止时间为" in sentence for sentence in points(life))


def test_the_items_of_a_return_stand_on_the_list_until_answered():
    life = make_life()
    version = walk(life, "returned")
    text = words(page(life.lead, version, "resubmit/"))
    assert "退回条目 1 尚未答复" in text and "退回条目 2 尚未答复" in text


def test_nothing_open_says_so_and_the_post_takes_the_step():
    life = make_life()
    version = walk(life, "draft")
    assert "检查全部通过" in page(life.lead, version, "request_signature/")
    answer = client_of(life.lead).post(
        f"/desk/versions/{version.pk}/request_signature/", seen(version) | {"public_note": ""}
    )
    assert (answer.status_code, life.version.state) == (302, "signing")


def test_a_refused_request_shows_the_reasons_and_keeps_the_draft():
    life = make_life()
    version = walk(life, "draft")
    OutlineSection.objects.create(
        outline=life.report.outline, key="empty", title="空章节", position=2, required=True
    )
    answer = client_of(life.lead).post(f"/desk/versions/{version.pk}/request_signature/", seen(version))
    assert answer.status_code == 409 and "必填章节“空章节”尚无内容" in answer.content.decode()
    assert life.version.state == "draft"


def test_the_sheet_shows_statement_counts_fingerprint_and_the_first_signature():
    life = make_life()
    version = walk(life, "signing")
    html = page(life.signatory, version, "sign/")
    assert version.fingerprint in html
    assert "示例学校对《示例学校年报》及相关附件内容的真实性、完整性和准确性负责。特此声明。" in html
    assert "此前未曾签署" in html
    assert f"/desk/preview/{life.report.pk}/" in html


def test_the_sheet_shows_what_changed_since_the_last_signature():
    life = make_life()
    version = walk(life, "submitted")
    school.recall(version.pk, by=life.lead, reason=REASON)
    life.report.record.values.update(value=120)
    Narrative.objects.update(html="<p>学校坚持立德树人，成效显著。</p>")
    edited(life, life.filler)
    school.request_signature(version.pk, by=life.lead)
    html = page(life.signatory, life.version, "sign/")
    assert "<del>100人</del>" in html and "<ins>120人</ins>" in html
    assert '<ins><b class="run-word">新增</b>，成效显著</ins>' in html


def test_the_same_content_signed_again_says_that_nothing_changed():
    life = make_life()
    version = walk(life, "submitted")
    school.recall(version.pk, by=life.lead, reason=REASON)
    school.request_signature(version.pk, by=life.lead)
    assert "与上次签署的内容完全相同" in page(life.signatory, life.version, "sign/")


def test_what_is_signed_is_what_was_frozen_not_what_rows_say_now():
    life = make_life()
    version = walk(life, "signing")
    CaseStudy.objects.create(record=life.report.record, key="late", title="后来的案例", section="")
    assert client_of(life.signatory).get(f"/desk/versions/{version.pk}/sign/").context["counts"].cases == 0
    assert (
        "后来的案例" not in client_of(life.signatory).get(f"/desk/preview/{life.report.pk}/").content.decode()
    )


def sign(life, **fields):
    data = seen(life.version) | {"statement_read": "on", "typed_name": "校长丙"} | fields
    return client_of(life.signatory).post(f"/desk/versions/{life.version.pk}/sign/", data)


def test_signing_leads_to_the_receipt():
    life = make_life()
    version = walk(life, "signing")
    answer = sign(life)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/versions/{version.pk}/receipt/")
    assert life.version.receipt and life.version.receipt in page(life.lead, life.version, "receipt/")


def test_there_is_no_receipt_before_the_signature_and_it_says_when_it_is_void():
    life = make_life()
    version = walk(life, "signing")
    assert client_of(life.lead).get(f"/desk/versions/{version.pk}/receipt/").status_code == 404
    signed(life)
    school.recall(version.pk, by=life.lead, reason=REASON)
    assert "此回执对应的签署已于" in page(life.lead, life.version, "receipt/")


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"typed_name": "别人"}, 422, "请输入您账号中的姓名：校长丙"),
        ({"seen_fingerprint": "0" * 64}, 409, "该版本已更新"),
        ({"public_note": "顺便"}, 409, "超出本次操作范围"),
    ],
)
def test_a_signature_that_does_not_fit_is_refused_in_words(fields, status, said):
    life = make_life()
    walk(life, "signing")
    answer = sign(life, **fields)
    assert (answer.status_code, life.version.state) == (status, "signing")
    assert said in answer.content.decode()


def test_without_the_tick_nothing_is_signed():
    life = make_life()
    walk(life, "signing")
    data = seen(life.version) | {"typed_name": "校长丙"}
    answer = client_of(life.signatory).post(f"/desk/versions/{life.version.pk}/sign/", data)
    assert (answer.status_code, life.version.state) == (422, "signing")


def test_a_correction_offers_its_public_note_and_another_report_does_not():
    life = make_life()
    version = walk(life, "draft")
    assert 'type="hidden" name="public_note"' in page(life.lead, version, "request_signature/")
    other = make_life("other", suffix="二")
    walk(other, "published")
    note = "更正毕业生人数，统计口径有误，特此说明情况。"
    school.correct(other.version.pk, by=other.lead, reason=REASON, correction="data", note=note)
    html = page(other.lead, other.version, "request_signature/")
    assert '<textarea name="public_note"' in html and note in html
    assert "内容与已公布的版本完全相同" in html
