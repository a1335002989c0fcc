"""A county's report folded from its schools, by real steps: pins, staleness, guards, own figures, picked cases."""

import pytest

from casestudies.models import CaseStudy
from reports.gather import gather
from reports.models import LogEntry, MemberPin, Notice, State
from reports.publishing.members import member_schools, sealed_editions
from reports.tasks import mark_stale
from reports.workflow import guards, publication, school
from reports.workflow.picking import pick_case
from reports.workflow.refusals import Drifted, Invalid, NotAllowed, TransitionRefused
from reports.workflow.region import keep_older, refold, take_fold
from tests import builders as make
from tests.life import NOTE, REASON, corrected, walk
from tests.region import approved, begun, make_region_life, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def life():
    return make_region_life()


def fold_of(life):
    return gather(life.report.pk).fold("graduates_total")


def test_members_are_the_schools_supervised_in_the_subtree_today(life):
    far = make.make_institution("school-far", region=make.make_region("990200", "外市"))
    moved = make.make_institution("school-moved", region=life.county)
    moved.supervisions.update(valid_to="2020-01-01")
    closed = make.make_institution("school-closed", region=life.county, closed_on="2024-01-01")
    codes = [s.public_code for s in member_schools(life.county)]
    assert codes == ["school-a", "school-b", "school-c"]
    assert codes == [s.public_code for s in member_schools(life.a.city)]
    assert not {far.public_code, closed.public_code} & set(codes)


@pytest.mark.parametrize("state", ["draft", "signing", "submitted", "reviewing", "returned", "void"])
def test_only_sealed_editions_are_folded(life, state):
    walk(life.a, state)
    begun(life)
    assert sealed_editions(life.report) == {}
    assert (fold_of(life).value, fold_of(life).given, fold_of(life).of) == (None, 0, 3)


def test_sealed_editions_are_pinned_and_folded_with_who_is_missing(life):
    walk(life.a, "approved")
    walk(life.b, "published")
    version = begun(life)
    assert set(version.pins.values_list("edition__code", flat=True)) == {
        life.a.version.edition.code,
        life.b.version.edition.code,
    }
    fold = fold_of(life)
    assert (fold.value, fold.given, fold.of, fold.missing) == (200, 2, 3, ("school-c",))
    members = {m.code: m for m in gather(life.report.pk).members}
    assert members["school-a"].fingerprint == life.a.version.fingerprint
    assert members["school-c"].edition == ""


def test_gathering_two_or_four_members_needs_the_same_queries(life, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    walk(life.a, "published")
    begun(life)
    counts = []
    for more in (False, True):
        if more:
            walk(life.b, "published")
            make.make_institution("school-d", region=life.county)
            refold(life.version.pk, by=life.filler)
        with CaptureQueriesContext(connection) as queries:
            gather(life.report.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 20


def test_a_region_report_is_public_only_after_or_together_with_its_members(life):
    walk(life.a, "approved")
    walk(life.b, "published")
    begun(life)
    approved(life)
    assert guards.members_public(life.version) != []
    with pytest.raises(TransitionRefused, match="示例学校甲"):
        publication.publish([life.version.pk], by=life.publisher)
    publication.publish([life.version.pk, life.a.version.pk], by=life.publisher)
    assert (life.version.state, life.a.version.state) == (State.PUBLISHED, State.PUBLISHED)
    assert life.version.published_at == life.a.version.published_at


def test_a_corrected_member_makes_the_fold_stale_and_hinders_signing(life):
    walk(life.a, "published")
    begun(life)
    before = gather(life.report.pk).fingerprint()
    corrected(life.a)
    assert gather(life.report.pk).fingerprint() == before  # pinned: nothing moves by itself
    assert mark_stale.func(life.a.report.pk) > 0
    assert Notice.objects.filter(kind="members_stale", user=life.lead).count() == 1
    assert mark_stale.func(life.a.report.pk) == 0  # told once
    with pytest.raises(TransitionRefused, match="示例学校甲"):
        school.request_signature(life.version.pk, by=life.lead)
    refold(life.version.pk, by=life.filler)
    assert fold_of(life).value == 101
    assert school.request_signature(life.version.pk, by=life.lead).state == State.SIGNING


def test_older_figures_stay_with_a_note_until_the_school_is_folded_by_itself(life):
    walk(life.a, "published")
    pin = begun(life).pins.get()
    with pytest.raises(TransitionRefused):
        keep_older(pin.pk, by=life.filler, note="还没有变化，无需说明。")
    corrected(life.a)
    with pytest.raises(Invalid):
        keep_older(pin.pk, by=life.filler, note="短")
    keep_older(pin.pk, by=life.filler, note="本报告按十二月的数据截止，不再更新。")
    assert guards.region(life.version) == []
    refold(life.version.pk, by=life.filler)
    assert fold_of(life).value == 100
    refold(life.version.pk, by=life.filler, report_id=life.a.report.pk)
    assert fold_of(life).value == 101 and life.version.pins.get().accepted_note == ""


def test_a_withdrawn_member_is_missing_after_folding_again(life):
    walk(life.a, "published")
    walk(life.b, "published")
    begun(life)
    publication.ask_withdrawal(life.a.version.pk, by=life.publisher, kind="wrong_data", reason=REASON)
    publication.withdraw(life.a.version.pk, by=life.publisher2)
    assert [pin.report for pin in life.version.pins.all() if guards.region(life.version)]
    refold(life.version.pk, by=life.filler)
    assert (fold_of(life).value, fold_of(life).missing) == (100, ("school-a", "school-c"))


@pytest.mark.parametrize("who", ["signatory", "city_reviewer", "publisher"])
def test_only_writers_of_the_region_fold(life, who):
    walk(life.a, "published")
    begun(life)
    with pytest.raises(NotAllowed):
        refold(life.version.pk, by=getattr(life, who))
    with pytest.raises(NotAllowed):
        refold(life.version.pk, by=life.a.lead)


def test_pins_are_frozen_once_the_signature_is_asked_for(life):
    walk(life.a, "published")
    begun(life)
    school.request_signature(life.version.pk, by=life.lead)
    walk(life.b, "published")
    pin = life.version.pins.get()
    for act in (
        lambda: refold(life.version.pk, by=life.filler),
        lambda: keep_older(pin.pk, by=life.filler, note="x" * 20),
        lambda: take_fold(life.version.pk, by=life.filler, metric="graduates_total", seen="100"),
    ):
        with pytest.raises(TransitionRefused):
            act()
    assert MemberPin.objects.count() == 1


def test_a_fold_is_taken_as_own_figure_only_as_it_was_seen(life):
    walk(life.a, "published")
    begun(life)
    with pytest.raises(Drifted):
        take_fold(life.version.pk, by=life.filler, metric="graduates_total", seen="99")
    with pytest.raises(Invalid):
        take_fold(life.version.pk, by=life.filler, metric="no_such", seen="1")
    row = take_fold(life.version.pk, by=life.filler, metric="graduates_total", seen="100")
    assert (row.value, row.status, row.revision, row.source) == (100, "reported", 1, "学校年报汇总（1/3 所）")
    row.value = 7
    row.save()
    again = take_fold(life.version.pk, by=life.filler, metric="graduates_total", seen="100")
    assert (again.pk, again.revision, again.value) == (row.pk, 2, 100)
    assert LogEntry.objects.filter(act="region.take_fold").count() == 2


def test_a_correction_begins_from_the_editions_it_was_folded_from(life):
    walk(life.a, "published")
    begun(life)
    first = published(life)
    corrected(life.a)
    school.correct(first.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    assert list(life.version.pins.values_list("edition", flat=True)) == [first.pins.get().edition_id]
    assert gather(life.report.pk).fold("graduates_total").value == 100
    refold(life.version.pk, by=life.filler)
    second = published(life)
    assert [(r["kind"], r["old"], r["new"]) for r in second.changes if r["kind"] == "fold"] == [
        ("fold", "100人（1/3 所）", "101人（1/3 所）")
    ]


def test_a_case_is_copied_from_the_sealed_edition_with_its_source(life):
    story = make.make_case(
        life.a.report.record, key="bridge", title="校企共建", theme="校企合作",
        body='<p>毕业生<data value="graduates_total">旧</data>，见<a href="#sec-talent">表述</a>'
             '<img src="chart:none"></p>',
    )  # fmt: skip
    walk(life.a, "published")
    edition = life.a.version.edition.code
    story.title = "后来改过的题目"
    story.save()
    begun(life)
    row = pick_case(life.version.pk, by=life.filler, edition=edition, case="bridge", section="talent")
    assert (row.record, row.title, row.theme, row.section) == (
        life.report.record,
        "校企共建",
        "校企合作",
        "talent",
    )
    assert row.byline == "示例学校甲" and list(row.institutions.all()) == [life.a.school]
    assert row.parts.get().body == "<p>毕业生100人，见表述</p>"
    with pytest.raises(Invalid):
        pick_case(life.version.pk, by=life.filler, edition=edition, case="bridge")
    assert CaseStudy.objects.filter(record=life.report.record).count() == 1


def test_a_case_that_is_not_sealed_or_not_of_a_member_cannot_be_copied(life):
    make.make_case(life.a.report.record, key="bridge")
    walk(life.a, "submitted")
    begun(life)
    for edition, case in (("ZB-NONE", "bridge"), ("", ""), ("ZB-NONE", "none")):
        with pytest.raises(Invalid):
            pick_case(life.version.pk, by=life.filler, edition=edition, case=case)
