"""The whole life of a report by real steps: what each one changes, and what it refuses with which words."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from institutions.models import RoundWindow
from reports.gather import gather
from reports.models import (
    Contribution,
    Edition,
    Extension,
    Finding,
    LogEntry,
    Notice,
    OutlineBlock,
    Publication,
    ReviewItem,
    State,
    Version,
)
from reports.publishing.chain import first_break
from reports.publishing.seal import SealRefused
from reports.tasks import mail_notices, seal_version
from reports.workflow import publication, review, school
from reports.workflow.refusals import Drifted, Invalid, NotAllowed, TransitionRefused
from reports.workflow.states import BY_ACT
from reports.workflow.transitions import Seen, start
from tests.builders import make_membership
from tests.life import NOTE, REASON, STEPS, edited, make_life, seen, signed, to_publication, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def life():
    return make_life()


@pytest.mark.parametrize("state", sorted(STEPS))
def test_each_state_is_reached_by_real_steps(life, state):
    version = walk(life, state)
    expected = {"last_level": "reviewing", "superseded": "published"}.get(state, state)
    assert version.state == expected
    assert version.transitions.last().to_state == expected
    assert LogEntry.objects.filter(act__startswith="version.").count() == sum(
        v.transitions.count() for v in life.report.versions.all()
    )
    life.report.record.refresh_from_db()
    assert life.report.record.locked == (expected not in ("draft", "returned"))


def test_asking_for_the_signature_keeps_the_content_with_its_fingerprint(life):
    version = walk(life, "signing")
    assert version.fingerprint == gather(life.report.pk).fingerprint()
    assert version.snapshots.get(reason="signing").fingerprint == version.fingerprint
    assert Notice.objects.get(user=life.signatory).kind == "request_signature"


def test_an_empty_required_section_hinders_signing_and_is_named(life):
    walk(life, "draft")
    life.report.narratives.all().delete()
    life.report.record.values.all().delete()
    OutlineBlock.objects.filter(kind="metrics").delete()
    with pytest.raises(TransitionRefused, match="人才培养"):
        school.request_signature(life.version.pk, by=life.lead)
    assert life.version.state == State.DRAFT


def test_an_unexplained_doubt_hinders_signing_until_it_is_explained(life, monkeypatch):
    walk(life, "draft")
    version = life.version
    row = Finding.objects.create(
        version=version, rule="F1", severity="must_explain", key="k", place="value:graduates_total", params={}
    )
    monkeypatch.setattr("reports.workflow.guards.store_findings", lambda v, f: list(v.findings.all()))
    with pytest.raises(TransitionRefused):
        school.request_signature(version.pk, by=life.lead)
    row.explanation = "本年度合并了两个校区，人数因此增加。"
    row.save()
    assert school.request_signature(version.pk, by=life.lead).state == State.SIGNING


def test_whoever_made_the_last_change_cannot_sign(life):
    walk(life, "draft")
    edited(life, life.signatory)
    school.request_signature(life.version.pk, by=life.lead)
    with pytest.raises(NotAllowed, match="另一"):
        signed(life)


@pytest.mark.parametrize(
    ("name", "read", "words"), [("校长丙", False, "声明"), ("别人", True, "校长丙"), ("", True, "校长丙")]
)
def test_signing_needs_the_statement_read_and_the_own_name(life, name, read, words):
    walk(life, "signing")
    with pytest.raises(Invalid, match=words):
        school.sign(life.version.pk, by=life.signatory, typed_name=name, statement_read=read)
    assert life.version.state == State.SIGNING and not life.version.signatures.exists()


def test_a_deputy_signs_only_with_the_authority_on_file(life):
    walk(life, "signing")
    membership = life.signatory.memberships.get()
    membership.deputy = True
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()
    membership.authority = "authorities/letter.pdf"
    membership.save()
    signed(life)
    assert life.version.state == State.SUBMITTED


def test_signing_gives_a_receipt_and_the_first_level_its_turn(life):
    version = walk(life, "submitted")
    assert (version.path, version.level) == (["990110", "990100"], 0)
    assert version.receipt.startswith("2025-school-life-1-")
    assert version.signatures.get().fingerprint == version.fingerprint
    assert set(Notice.objects.filter(kind="sign").values_list("user__username", flat=True)) == {
        "reviewer", "reviewer2", "lead", "filler",
    }  # fmt: skip


def test_a_recall_voids_the_signature_and_is_over_once_claimed(life):
    walk(life, "submitted")
    school.recall(life.version.pk, by=life.lead, reason=REASON)
    assert life.version.state == State.DRAFT
    assert life.version.signatures.get().voided_at is not None
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    with pytest.raises(TransitionRefused):
        school.recall(life.version.pk, by=life.lead, reason=REASON)


def test_one_holder_at_a_time_until_released_or_idle(life):
    version = walk(life, "reviewing")
    assert version.holder == life.reviewer
    with pytest.raises(TransitionRefused, match="县审核员丁"):
        review.take_over(version.pk, by=life.reviewer2)
    review.release(version.pk, by=life.reviewer)
    review.take_over(version.pk, by=life.reviewer2)
    Version.objects.filter(pk=version.pk).update(held_at=timezone.now() - timedelta(days=6))
    assert review.take_over(version.pk, by=life.reviewer).holder == life.reviewer


def test_only_the_holder_decides(life):
    version = walk(life, "reviewing")
    with pytest.raises(NotAllowed):
        review.pass_on(version.pk, by=life.reviewer2)


def test_a_reviewer_of_another_level_or_of_the_school_itself_has_no_turn(life):
    version = walk(life, "submitted")
    with pytest.raises(NotAllowed):
        review.claim(version.pk, by=life.city_reviewer)
    make_membership(life.lead, "reviewer", life.county)
    with pytest.raises(NotAllowed):
        review.claim(version.pk, by=life.lead)


def test_a_return_needs_items_three_days_and_a_reason(life):
    version = walk(life, "reviewing")
    soon, later = timezone.localdate() + timedelta(days=2), timezone.localdate() + timedelta(days=3)
    with pytest.raises(Invalid):
        review.return_(version.pk, by=life.reviewer, reason=REASON, due_on=later)
    review.add_item(
        version.pk, by=life.reviewer, place="sec-talent", kind="wording", severity="advice", text="请补充定位"
    )
    with pytest.raises(Invalid, match=later.isoformat()):
        review.return_(version.pk, by=life.reviewer, reason=REASON, due_on=soon)
    with pytest.raises(Invalid):
        review.return_(version.pk, by=life.reviewer, reason="", due_on=later)
    version = review.return_(version.pk, by=life.reviewer, reason=REASON, due_on=later)
    assert (version.state, version.cycle, version.due_on) == (State.RETURNED, 1, later)
    assert version.signatures.get().voided_at


def test_resubmission_waits_for_every_answer_and_attaches_what_changed(life):
    version = walk(life, "returned")
    first, second = version.items.all()
    with pytest.raises(TransitionRefused, match="1"):
        school.resubmit(version.pk, by=life.lead)
    with pytest.raises(Invalid):
        school.answer(first.pk, by=life.filler, changed=True)
    row = life.report.record.values.get()
    row.value = 102
    row.save()
    school.answer(first.pk, by=life.filler, changed=True)
    first.refresh_from_db()
    assert (first.before, first.after) == ("100人", "102人")
    with pytest.raises(Invalid):
        school.answer(second.pk, by=life.filler, changed=False, words="不同意")
    school.answer(second.pk, by=life.filler, changed=False, words="办学定位已在第一章写明，无需重复。")
    school.resubmit(version.pk, by=life.lead)
    signed(life)
    assert (life.version.state, life.version.level) == (State.SUBMITTED, 0)


def test_after_a_return_by_the_city_the_county_is_passed_again_only_if_a_figure_changed(life):
    for change, level in ((False, 1), (True, 0)):
        other = make_life(f"again-{level}", suffix=str(level))
        walk(other, "last_level")
        pk = other.version.pk
        review.add_item(
            pk,
            by=life.city_reviewer,
            place="sec-talent",
            kind="wording",
            severity="advice",
            text="请补充定位",
        )
        review.return_(
            pk, by=life.city_reviewer, reason=REASON, due_on=timezone.localdate() + timedelta(days=5)
        )
        if change:
            other.report.record.values.update(value=7)
        school.answer(
            other.version.items.get().pk,
            by=other.lead,
            changed=False,
            words="办学定位已在第一章写明，请审核员再核对。",
        )
        school.resubmit(pk, by=other.lead)
        signed(other)
        assert other.version.level == level


def test_a_writer_or_signer_never_approves(life):
    version = walk(life, "reviewing")
    Contribution.objects.create(version=version, user=life.reviewer, last_at=timezone.now())
    with pytest.raises(NotAllowed):
        review.pass_on(version.pk, by=life.reviewer)
    assert life.version.state == State.REVIEWING


def test_an_explanation_must_be_judged_and_a_rejected_one_becomes_an_item(life):
    version = walk(life, "reviewing")
    finding = Finding.objects.create(
        version=version, rule="F1", severity="must_explain", key="k", place="value:graduates_total",
        explanation="两个校区合并，人数增加。",
    )  # fmt: skip
    with pytest.raises(TransitionRefused):
        review.pass_on(version.pk, by=life.reviewer)
    review.judge(finding.pk, by=life.reviewer, accepted=False)
    review.judge(finding.pk, by=life.reviewer, accepted=False)
    assert version.items.get().finding == finding
    review.judge(finding.pk, by=life.reviewer, accepted=True)
    assert not version.items.exists()
    assert review.pass_on(version.pk, by=life.reviewer).level == 1


def test_approval_is_sealed_and_publication_linked(life):
    version = walk(life, "published")
    assert (version.number, version.edition.fingerprint) == (1, version.fingerprint)
    names = set(version.edition.files.values_list("name", flat=True))
    assert names == {"facts.json", "data.json", "figures.csv", "figures.xlsx", "body.html", "report.pdf"}
    assert Publication.objects.get().edition == version.edition
    assert first_break() is None
    assert version.edition.manifest["log"]


def test_nothing_is_public_before_it_is_sealed(life):
    version = walk(life, "last_level")
    review.approve(version.pk, by=life.city_reviewer)
    with pytest.raises(TransitionRefused):
        publication.publish([version.pk], by=life.publisher)
    assert life.version.state == State.APPROVED


def test_taking_an_approval_back_leaves_the_edition_unused_and_the_number_free(life):
    version = walk(life, "approved")
    first = version.edition
    review.take_back(version.pk, by=life.city_reviewer2, reason=REASON)
    assert (life.version.state, life.version.number, life.version.holder) == (
        State.REVIEWING,
        None,
        life.city_reviewer2,
    )
    first.refresh_from_db()
    assert (first.version, first.unused_of) == (None, version)
    review.approve(version.pk, by=life.city_reviewer2)
    seal_version.func(version.pk)
    publication.publish([version.pk], by=life.publisher)
    assert life.version.number == 1 and life.version.edition.code != first.code
    assert Publication.objects.get().edition == life.version.edition


def test_a_failed_sealing_is_told_with_its_reason(life, monkeypatch):
    version = walk(life, "last_level")
    review.approve(version.pk, by=life.city_reviewer)

    def fails(*_args, **_more):
        raise SealRefused(("第 2 节内容过大",))

    monkeypatch.setattr("reports.tasks.seal", fails)
    with pytest.raises(SealRefused):
        seal_version.func(version.pk)
    assert (life.version.sealing, life.version.sealing_error) == ("failed", "第 2 节内容过大")
    assert Notice.objects.filter(kind="sealing_failed", user=life.publisher).exists()
    with pytest.raises(TransitionRefused):
        publication.publish([version.pk], by=life.publisher)


def test_a_scheduled_report_is_public_when_its_time_has_come(life):
    version = walk(life, "scheduled")
    assert publication.publish_due() == [] and life.version.state == State.SCHEDULED
    assert publication.publish_due(version.publish_at) == []
    assert life.version.state == State.PUBLISHED
    assert publication.publish_due(version.publish_at) == [] and Publication.objects.count() == 1


def test_a_publication_can_be_put_off_and_keeps_the_old_date(life):
    version = walk(life, "scheduled")
    at = version.publish_at
    publication.unschedule(version.pk, by=life.publisher, reason=REASON)
    assert (life.version.state, life.version.publish_at, life.version.moved_from) == (
        State.APPROVED,
        None,
        at,
    )
    with pytest.raises(Invalid):
        publication.schedule([version.pk], by=life.publisher, at=timezone.now() - timedelta(seconds=1))


def test_a_bundle_is_public_in_the_same_second_or_not_at_all(life):
    other = make_life("school-two", suffix="2")
    for one in (life, other):
        walk(one, "approved")
    at = timezone.now() + timedelta(hours=1)
    publication.schedule([life.version.pk, other.version.pk], by=life.publisher, at=at)
    Version.objects.filter(pk=other.version.pk).update(sealing="failed")
    assert publication.publish_due(at)
    assert {life.version.state, other.version.state} == {State.SCHEDULED}
    Version.objects.filter(pk=other.version.pk).update(sealing="sealed")
    assert publication.publish_due(at) == []
    assert life.version.published_at == other.version.published_at


def test_a_correction_supersedes_with_a_table_of_old_and_new(life):
    walk(life, "superseded")
    old, new = life.report.versions.order_by("sequence")
    assert (old.state, new.state, new.number) == (State.SUPERSEDED, State.PUBLISHED, 2)
    row = next(r for r in new.changes if r["kind"] == "value")
    assert (row["label"], row["old"], row["new"]) == ("毕业生人数", "100人", "101人")
    assert Publication.objects.count() == 2 and first_break() is None


def test_an_identical_correction_and_a_figure_in_a_wording_correction_are_refused(life):
    walk(life, "published")
    school.correct(life.version.pk, by=life.lead, reason=REASON, correction="wording", note=NOTE)
    with pytest.raises(TransitionRefused):
        school.request_signature(life.version.pk, by=life.lead)
    life.report.record.values.update(value=5)
    with pytest.raises(TransitionRefused, match="毕业生人数"):
        school.request_signature(life.version.pk, by=life.lead)
    life.report.record.values.update(value=100)
    life.report.narratives.update(html="<p>学校坚持立德树人，成效明显。</p>")
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    assert life.version.path == ["990110"]


def test_giving_a_correction_up_sets_the_rows_back(life):
    walk(life, "published")
    before = gather(life.report.pk)
    school.correct(life.version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    life.report.record.values.update(value=999)
    life.report.narratives.update(html="<p>别的话。</p>")
    school.void(life.version.pk, by=life.publisher, reason=REASON)
    assert gather(life.report.pk) == before
    assert LogEntry.objects.filter(act="rows.reset").exists()
    life.report.record.refresh_from_db()
    assert life.report.record.locked


def test_a_correction_begins_from_what_is_published(life):
    walk(life, "published")
    published = gather(life.report.pk)
    life.report.record.values.update(value=999)  # behind the back of everyone
    school.correct(life.version.pk, by=life.publisher, reason=REASON, correction="data", note=NOTE)
    assert gather(life.report.pk) == published


def test_withdrawing_takes_two_publishers_of_the_highest_level(life):
    version = walk(life, "published")
    with pytest.raises(TransitionRefused):
        publication.withdraw(version.pk, by=life.publisher)
    with pytest.raises(Invalid):
        publication.ask_withdrawal(version.pk, by=life.publisher, kind="", reason=REASON)
    publication.ask_withdrawal(version.pk, by=life.publisher, kind="law", reason=REASON)
    with pytest.raises(NotAllowed):
        publication.withdraw(version.pk, by=life.publisher)
    publication.withdraw(version.pk, by=life.publisher2)
    assert (life.version.state, life.version.withdrawal) == (State.WITHDRAWN, "law")


def test_after_a_withdrawal_the_full_path_leads_to_a_new_version(life):
    version = walk(life, "withdrawn")
    with pytest.raises(NotAllowed):
        school.correct(version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE, act="republish")
    school.correct(
        version.pk, by=life.publisher, reason=REASON, correction="data", note=NOTE, act="republish"
    )
    life.report.record.values.update(value=90)
    to_publication(life)
    assert (life.version.state, life.version.number, version.report.versions.count()) == (
        State.PUBLISHED,
        2,
        2,
    )


def test_a_forced_publication_is_flagged_until_another_person_approves(life):
    version = walk(life, "last_level")
    publication.force(version.pk, by=life.publisher, reason=REASON)
    assert (life.version.state, life.version.forced, life.version.ratified_by) == (
        State.PUBLISHED,
        True,
        None,
    )
    with pytest.raises(NotAllowed):
        publication.ratify(version.pk, by=life.publisher)
    publication.ratify(version.pk, by=life.city_reviewer)
    assert life.version.ratified_by == life.city_reviewer


def test_a_decision_on_what_was_not_seen_is_refused(life):
    version = walk(life, "last_level")
    old = seen(version)
    with pytest.raises(Drifted):
        review.approve(version.pk, by=life.city_reviewer, seen=Seen(old.state, "0" * 64))
    assert review.approve(version.pk, by=life.city_reviewer, seen=old).state == State.APPROVED


def test_the_deadline_is_exact_and_an_extension_opens_it_again(life, time_machine):
    window = RoundWindow.objects.create(
        round=life.report.record.round, kind="school", opens_at="2025-09-01T00:00:00+08:00",
        closes_at="2025-12-31T23:59:59+08:00",
    )  # fmt: skip
    window.refresh_from_db()
    time_machine.move_to(window.closes_at, tick=False)
    walk(life, "draft")
    time_machine.move_to(window.closes_at + timedelta(seconds=1), tick=False)
    with pytest.raises(TransitionRefused, match="2025-12-31 23:59:59"):
        school.request_signature(life.version.pk, by=life.lead)
    extension = Extension.objects.create(
        round=window.round, institution=life.school, until=window.closes_at + timedelta(days=2), reason="停电",
        given_by=life.administrator,
    )  # fmt: skip
    school.request_signature(life.version.pk, by=life.lead)
    extension.ended_at = timezone.now()
    extension.save()
    with pytest.raises(TransitionRefused):
        signed(life)


def test_each_notice_is_mailed_once(life):
    walk(life, "submitted")
    assert mail_notices.func() == Notice.objects.count() > 0
    assert mail_notices.func() == 0
    assert len(mail.outbox) == Notice.objects.count()
    assert "示例学校年报" in mail.outbox[0].body


def test_starting_twice_is_refused(life):
    walk(life, "draft")
    with pytest.raises(TransitionRefused):
        start(life.report.pk, by=life.lead)


def test_items_and_editions_are_counted_right(life):
    walk(life, "returned")
    assert list(life.version.items.values_list("number", "cycle", "status")) == [
        (1, 1, "open"),
        (2, 1, "open"),
    ]
    assert ReviewItem.objects.filter(version=life.version).count() == 2 and not Edition.objects.exists()
    assert BY_ACT["return"].target == life.version.state
