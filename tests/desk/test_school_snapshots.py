"""Earlier contents: kept, compared, brought back under lock; only while the report may be changed, by its writers."""

import pytest

from casestudies.models import Picture
from institutions.models import Metric, MetricValue
from reports.models import Contribution, LogEntry, Narrative, Snapshot
from reports.workflow import school
from tests import builders as make
from tests.life import REASON, make_life, walk

from .school import client_of, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def address(life, rest: str = "") -> str:
    return f"/desk/versions/{life.version.pk}/snapshots/{rest}"


def written(life) -> tuple[int, str]:
    return int(MetricValue.objects.get().value), Narrative.objects.get().html


def kept(life) -> Snapshot:
    """A named snapshot of 100 people, after which the live rows say 120 and other words."""
    client_of(life.filler).post(address(life))
    MetricValue.objects.update(value=120)
    Narrative.objects.update(html="<p>改写后的文字。</p>")
    return Snapshot.objects.get(reason="named")


def restore(life, snapshot, user=None, **fields):
    client = client_of(user or life.filler)
    seen = client.get(address(life, f"{snapshot.pk}/restore/")).context["seen"]
    return client.post(address(life, f"{snapshot.pk}/restore/"), {"seen": seen} | fields)


def test_the_present_content_is_kept_once_and_logged():
    life = make_life()
    walk(life, "draft")
    for _ in range(2):
        assert client_of(life.filler).post(address(life)).status_code == 302
    assert Snapshot.objects.filter(reason="named").count() == 1
    assert LogEntry.objects.filter(act="snapshot.keep", user=life.filler).count() == 1
    assert "存为版本" in words(page(life.filler, life.version, "snapshots/"))


@pytest.mark.parametrize("person", ["reviewer", "signatory", "auditor"])
def test_only_writers_keep_and_restore(person):
    life = make_life()
    walk(life, "draft")
    snapshot, user = kept(life), life.people[person]
    before = written(life)
    answers = [client_of(user).post(address(life)), restore(life, snapshot, user)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("仅限本年报的填报人员" in answer.content.decode() for answer in answers)
    assert written(life) == before and Snapshot.objects.count() == 1


def test_any_two_are_compared_with_the_words_marked():
    life = make_life()
    walk(life, "draft")
    snapshot = kept(life)
    html = page(life.reviewer, life.version, f"snapshots/?a={snapshot.pk}&b=now")
    assert "<del>100人</del>" in html and "<ins>120人</ins>" in html
    assert '<b class="run-word">删除</b>' in html and '<b class="run-word">新增</b>' in html
    assert "两份内容相同" in page(life.filler, life.version, f"snapshots/?a={snapshot.pk}&b={snapshot.pk}")


@pytest.mark.parametrize("query", ["a=999999&b=now", "a=x&b=now", "a=now&b=-1"])
def test_what_is_no_snapshot_of_this_report_is_not_found(query):
    life, other = make_life(), make_life("other", suffix="二")
    walk(life, "draft")
    walk(other, "draft")
    foreign = kept(other)
    client = client_of(life.lead)
    assert client.get(f"{address(life)}?{query}").status_code == 404
    assert client.get(f"{address(life)}?a={foreign.pk}&b=now").status_code == 404
    assert client.get(address(life, f"{foreign.pk}/restore/")).status_code == 404
    assert client.post(address(life, f"{foreign.pk}/restore/"), {"seen": ""}).status_code == 404


def test_the_page_says_what_will_change_and_the_post_brings_it_back():
    life = make_life()
    walk(life, "draft")
    snapshot = kept(life)
    html = client_of(life.lead).get(address(life, f"{snapshot.pk}/restore/")).content.decode()
    assert "<del>120人</del>" in html and "<ins>100人</ins>" in html
    assert written(life) == (120, "<p>改写后的文字。</p>")
    revision = MetricValue.objects.get().revision
    assert restore(life, snapshot, life.lead).status_code == 302
    assert written(life) == (100, "<p>学校坚持立德树人。</p>")
    row = MetricValue.objects.get()
    assert (row.revision, row.changed_by) == (revision + 1, life.lead)


def test_what_was_written_is_kept_before_and_the_restorer_becomes_a_contributor():
    life = make_life()
    walk(life, "draft")
    restore(life, kept(life), life.lead)
    before = Snapshot.objects.get(reason="before_restore")
    assert "改写后的文字" in before.facts
    assert Contribution.objects.filter(version=life.version, user=life.lead).exists()
    assert LogEntry.objects.filter(act="snapshot.restore", user=life.lead).count() == 1
    restore(life, before, life.lead)
    assert written(life) == (120, "<p>改写后的文字。</p>")


def test_it_is_refused_when_someone_changed_the_report_meanwhile():
    life = make_life()
    walk(life, "draft")
    snapshot = kept(life)
    answer = restore(life, snapshot, seen="0" * 64)
    assert answer.status_code == 409 and "打开本页之后有人修改了年报" in answer.content.decode()
    assert written(life)[0] == 120


@pytest.mark.parametrize("state", ["signing", "submitted", "reviewing", "approved", "published"])
def test_a_frozen_report_takes_nothing_back(state):
    life = make_life()
    walk(life, state)
    snapshot, before = Snapshot.objects.order_by("pk").first(), written(life)
    answer = restore(life, snapshot, life.lead)
    assert answer.status_code == 409 and "仅限填报中或退回修改状态" in answer.content.decode()
    assert client_of(life.lead).post(address(life)).status_code == 409
    assert written(life) == before
    assert "恢复此内容" not in page(life.lead, life.version, f"snapshots/{snapshot.pk}/restore/")


def test_what_was_signed_once_can_be_brought_back_into_the_draft():
    life = make_life()
    version = walk(life, "submitted")
    school.recall(version.pk, by=life.lead, reason=REASON)
    MetricValue.objects.update(value=7)
    restore(life, Snapshot.objects.get(reason="signing"))
    assert written(life)[0] == 100


def test_what_the_system_no_longer_holds_is_named_and_nothing_is_half_restored():
    life = make_life()
    walk(life, "draft")
    extra = make.make_metric("extra_people", name_zh="多余人数")
    make.make_value(life.report.record, extra, value=3)
    make.make_picture(life.report.record, key="gone", caption="校门")
    Picture.objects.update(image="pictures/gone.png", digest="0" * 64, width=10, height=10)
    client_of(life.filler).post(address(life))
    snapshot = Snapshot.objects.get()
    MetricValue.objects.filter(metric=extra).delete()
    Metric.objects.filter(pk=extra.pk).delete()
    MetricValue.objects.update(value=120)
    answer = restore(life, snapshot)
    text = answer.content.decode()
    assert (
        answer.status_code == 409
        and "指标“extra_people”已不在指标库中" in text
        and "图片“校门”的文件已不存在" in text
    )
    assert written(life)[0] == 120 and Snapshot.objects.count() == 1
