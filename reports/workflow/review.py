"""The bureau's steps: claim and release, judge explanations, write items, return, approve, take an approval back."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Role, User
from reports.audit import sentence
from reports.facts import Facts
from reports.log import record
from reports.models import Finding, ReviewItem, Signature, Snapshot, Version
from reports.publishing.seal import take_snapshot
from reports.queue.enqueue import enqueue

from . import guards
from .path import holds, is_last_level, is_member_of_subject, level_region
from .refusals import Invalid, NotAllowed, TransitionRefused
from .rights import may
from .school import given_reason, unuse_edition, void_signatures
from .states import BY_ACT
from .transitions import Seen, begin, locked_version, move

IDLE_DAYS = 5  # a review nobody touches for so long may be taken over


@transaction.atomic
def claim(version_id: int, *, by: User, seen: Seen | None = None) -> Version:
    """T6: one reviewer of the level whose turn it is holds the review."""
    version, step = begin(version_id, "claim", by=by, seen=seen)
    version.holder, version.held_at = by, timezone.now()
    move(version, step, by=by)
    return version


@transaction.atomic
def take_over(version_id: int, *, by: User) -> Version:
    """Holds a review that was released, or that its holder has not touched for five days; the state stays."""
    version = _reviewing(version_id, by)
    idle = version.held_at is None or version.held_at < timezone.now() - timedelta(days=IDLE_DAYS)
    if version.holder_id not in (None, by.pk) and not idle:
        raise TransitionRefused(
            _("%(name)s is reviewing this report.") % {"name": version.holder.get_full_name()}
        )
    return _held_by(version, by, "review.take_over", by)


@transaction.atomic
def release(version_id: int, *, by: User) -> Version:
    """Lets go of the review; what was written so far stays."""
    return _held_by(holding(version_id, by), None, "review.release", by)


def _held_by(version: Version, holder: User | None, act: str, by: User) -> Version:
    version.holder, version.held_at = holder, timezone.now() if holder else None
    version.save(update_fields=["holder", "held_at"])
    record(act, version, by=by)
    return version


def _reviewing(version_id: int, by: User) -> Version:
    version = locked_version(version_id)
    if not holds(by, Role.REVIEWER, level_region(version)) or is_member_of_subject(by, version.report):
        raise NotAllowed(_("This is for reviewers of the bureau whose turn it is."))
    if version.state != "reviewing":
        raise TransitionRefused(
            _("This is not possible now: the version is “%(state)s”.")
            % {"state": version.get_state_display()}
        )
    return version


def holding(version_id: int, by: User) -> Version:
    """The version under its lock, held by this reviewer. Raises TransitionRefused."""
    version = _reviewing(version_id, by)
    if version.holder_id != by.pk:
        raise NotAllowed(_("Claim the review first; only its holder decides."))
    version.held_at = timezone.now()
    version.save(update_fields=["held_at"])
    return version


@transaction.atomic
def judge(finding_id: int, *, by: User, accepted: bool) -> Finding:
    """The verdict on one explanation; a rejected one becomes a draft item of the return, once."""
    finding = Finding.objects.get(pk=finding_id)
    version = holding(finding.version_id, by)
    if finding.severity != Finding.Severity.MUST_EXPLAIN or not finding.explanation:
        raise TransitionRefused(_("There is no explanation to judge here."))
    finding.verdict = Finding.Verdict.ACCEPTED if accepted else Finding.Verdict.REJECTED
    finding.save(update_fields=["verdict"])
    drafts = version.items.filter(finding=finding, cycle=0)
    if accepted:
        drafts.delete()
    elif not drafts.exists():
        from_finding(version, finding, by=by)
    record("finding.judge", version, by=by, finding=finding.pk, verdict=str(finding.verdict))
    return finding


def from_finding(version: Version, finding: Finding, *, by: User) -> ReviewItem:
    """A draft item that asks for what a finding found."""
    text = _("The explanation does not suffice: %(finding)s") % {"finding": sentence(finding)}
    return _new_item(
        version, by, finding.place, ReviewItem.Kind.DATA, finding.severity, text, finding=finding
    )


@transaction.atomic
def add_item(version_id: int, *, by: User, place: str, kind: str, severity: str, text: str) -> ReviewItem:
    """A draft item while reading; it is sent with the return."""
    version = holding(version_id, by)
    if not place.strip() or len(text.strip()) < 5:
        raise Invalid(_("Each item needs a place and a text of at least five characters."))
    if kind not in ReviewItem.Kind.values or severity not in Finding.Severity.values:
        raise Invalid(_("Choose the kind and the severity of the item."))
    return _new_item(version, by, place.strip()[:120], kind, severity, text)


@transaction.atomic
def drop_item(item_id: int, *, by: User) -> None:
    """Takes a draft item away again."""
    item = ReviewItem.objects.get(pk=item_id)
    holding(item.version_id, by)
    if item.cycle:
        raise TransitionRefused(_("This item was sent to the school already and stays."))
    item.delete()


def _new_item(
    version: Version, by: User, place: str, kind: str, severity: str, text: str, **more
) -> ReviewItem:
    last = version.items.aggregate(last=Max("number"))["last"] or 0
    item = ReviewItem.objects.create(
        version=version, number=last + 1, place=place, kind=kind, severity=severity, text=text.strip()[:500],
        written_by=by, **more,
    )  # fmt: skip
    record("item.write", version, by=by, item=item.number)
    return item


@transaction.atomic
def settle(item_id: int, *, by: User, accepted: bool) -> ReviewItem:
    """Second pass: an answered item is settled, or opened again for the next return."""
    item = ReviewItem.objects.get(pk=item_id)
    version = holding(item.version_id, by)
    if item.status not in (ReviewItem.Status.CHANGED, ReviewItem.Status.DISPUTED, ReviewItem.Status.REOPENED):
        raise TransitionRefused(_("This item is not answered yet."))
    item.status = ReviewItem.Status.ACCEPTED if accepted else ReviewItem.Status.REOPENED
    item.save(update_fields=["status"])
    record("item.settle", version, by=by, item=item.number, state=str(item.status))
    return item


@transaction.atomic
def return_(
    version_id: int, *, by: User, reason: str, due_on: date | None, seen: Seen | None = None
) -> Version:
    """T7: back to the school with its items, all signatures void; the level is remembered."""
    holding(version_id, by)
    version, step = begin(version_id, "return", by=by, seen=seen)
    drafts = version.items.filter(cycle=0)
    if not drafts.exists() and not version.items.filter(status=ReviewItem.Status.REOPENED).exists():
        raise Invalid(_("Write at least one item, with its place, before you return the report."))
    late = guards.due_date(due_on)
    if late:
        raise Invalid(*late)
    reason = given_reason(reason)
    version.cycle += 1
    drafts.update(cycle=version.cycle, status=ReviewItem.Status.OPEN)
    facts = facts_under_review(version)
    take_snapshot(version, facts, reason="return")
    void_signatures(version)
    version.due_on, version.holder, version.held_at = due_on, None, None
    version.fingerprint = ""
    move(version, step, by=by, comment=reason)
    return version


@transaction.atomic
def pass_on(version_id: int, *, by: User, note: str = "", seen: Seen | None = None) -> Version:
    """T9: this level approves; the next one takes its turn."""
    holding(version_id, by)
    version, step = begin(version_id, "pass_on", by=by, seen=seen)
    if is_last_level(version):
        raise TransitionRefused(_("This is the last level: approve the report."))
    _approve_content(version, by, "pass_on")
    version.level = (version.level or 0) + 1
    version.holder = version.held_at = None
    move(version, step, by=by, comment=note.strip()[:1000])
    return version


@transaction.atomic
def approve(version_id: int, *, by: User, note: str = "", seen: Seen | None = None) -> Version:
    """T10: the last level approves; the sealing of the Edition is put into the queue."""
    holding(version_id, by)
    version, step = begin(version_id, "approve", by=by, seen=seen)
    if not is_last_level(version):
        raise TransitionRefused(_("Further levels follow: pass the report on to them."))
    _approve_content(version, by, "approve")
    version.approved_on = timezone.localdate()
    version.holder = version.held_at = None
    request_sealing(version)
    move(version, step, by=by, comment=note.strip()[:1000])
    return version


def request_sealing(version: Version) -> None:
    version.sealing, version.sealing_error = Version.Sealing.RUNNING, ""
    enqueue("reports.tasks.seal_version", version.pk, key=f"seal:{version.pk}")


def _approve_content(version: Version, by: User, act: str) -> None:
    """What T9 and T10 ask alike, and the approval signature under the fingerprint. Raises TransitionRefused."""
    eyes = guards.four_eyes(version, by)
    if eyes:
        raise NotAllowed(*eyes)
    facts = facts_under_review(version)
    reasons = unresolved(version, facts)
    if reasons:
        raise TransitionRefused(*reasons)
    take_snapshot(version, facts, reason="approval")
    Signature.objects.create(
        version=version, user=by, role=Role.REVIEWER, act=act, fingerprint=version.fingerprint
    )


def unresolved(version: Version, facts: Facts) -> list[str]:
    """What still stands against an approval: explanations, items, empty sections."""
    reasons = guards.judged(version)
    reasons += [
        _("Item %(number)d is not settled yet: %(text)s") % {"number": item.number, "text": item.text}
        for item in version.items.exclude(status=ReviewItem.Status.ACCEPTED)
    ]
    return reasons + guards.missing_sections(facts)


@transaction.atomic
def seal_again(version_id: int, *, by: User) -> Version:
    """After a failure: the publisher, or a reviewer of the last level, has the sealing tried once more."""
    version = locked_version(version_id)
    if not (may(by, BY_ACT["publish"], version) or may(by, BY_ACT["take_back"], version)):
        raise NotAllowed(_("This is for the publisher and for reviewers of the last level."))
    if version.state != "approved" or version.sealing != Version.Sealing.FAILED:
        raise TransitionRefused(_("There is no failed sealing to try again. Load the page again."))
    request_sealing(version)
    version.save(update_fields=["sealing", "sealing_error"])
    record("version.seal_again", version, by=by)
    return version


def facts_under_review(version: Version) -> Facts:
    """The Facts as signed: from the Snapshot, never from rows. Raises TransitionRefused where they do not fit."""
    text = (
        Snapshot.objects.filter(version=version, fingerprint=version.fingerprint)
        .values_list("facts", flat=True)
        .first()
    )
    facts = Facts.from_json(text) if text else None
    if facts is None or facts.fingerprint() != version.fingerprint:
        raise TransitionRefused(
            _("The signed content cannot be read. Tell the operator; nothing was decided.")
        )
    return facts


@transaction.atomic
def take_back(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T11: while nothing is public; the last level decides again, another person of it may."""
    version, step = begin(version_id, "take_back", by=by, seen=seen)
    version.signatures.filter(act="approve", voided_at=None).update(voided_at=timezone.now())
    unuse_edition(version)
    version.approved_on = None
    version.holder, version.held_at = by, timezone.now()
    move(version, step, by=by, comment=given_reason(reason))
    return version
