"""The publisher's steps: schedule, publish (alone or in a bundle), put off, withdraw, force, and approve afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.killpoints import killpoint
from institutions.models import Role, User
from reports import log
from reports.audit import store_findings
from reports.log import record
from reports.models import Bundle, Finding, Snapshot, State, Version
from reports.publishing.chain import link_edition
from reports.publishing.corrections import stored_table
from reports.publishing.pages import invalidate
from reports.publishing.seal import seal
from reports.queue.enqueue import enqueue

from . import guards
from .path import bureau_of, holds, is_top_publisher, level_region
from .refusals import Invalid, NotAllowed, TransitionRefused
from .review import facts_under_review
from .school import given_reason
from .states import BY_ACT, Step
from .transitions import Seen, begin, locked_version, move


def publish(version_ids: Sequence[int], *, by: User, seen: dict[int, Seen] | None = None) -> list[Version]:
    """T12: public now; several versions in one transaction are public in the same second. The log is linked before."""
    log.seal()
    return _publish(version_ids, by=by, seen=seen)


@transaction.atomic
def _publish(version_ids: Sequence[int], *, by: User, seen: dict[int, Seen] | None) -> list[Version]:
    versions = [begin(pk, "publish", by=by, seen=(seen or {}).get(pk))[0] for pk in sorted(version_ids)]
    return open_versions(versions, BY_ACT["publish"], by=by)


def open_versions(
    versions: Sequence[Version], step: Step, *, by: User | None, comment: str = ""
) -> list[Version]:
    """Opens sealed versions to the public: all guards first, then the old ones superseded, moved, linked.

    The caller holds the locks. Raises TransitionRefused naming what hinders.
    """
    killpoint("publish.after_lock")
    reasons = [reason for version in versions for reason in ready_to_open(version, versions)]
    if reasons:
        raise TransitionRefused(*reasons)
    now = timezone.now()
    for version in versions:
        old = supersede_current(version, by=by)
        killpoint("publish.after_supersede")
        if old is not None or version.previous_id:
            version.changes = stored_table(version, old or version.previous)
        version.published_at, version.publish_at, version.moved_from = now, None, None
        move(version, step, by=by, comment=comment)
        killpoint("publish.after_move")
        link_edition(version.edition, at=now)
        killpoint("publish.after_link")
        invalidate(version.report_id)
        after_publication(version)
    killpoint("publish.before_commit")
    transaction.on_commit(lambda: killpoint("publish.after_commit"))
    return list(versions)


def ready_to_open(version: Version, together: Iterable[Version] = ()) -> list[str]:
    """Why a version cannot be public yet, as sentences."""
    name = {"report": str(version.report)}
    if version.sealing == Version.Sealing.FAILED:
        return [_("“%(report)s” could not be sealed; see the reason and try again.") % name]
    if version.sealing != Version.Sealing.SEALED or not hasattr(version, "edition"):
        return [_("“%(report)s” is still being sealed. Try again in a minute.") % name]
    if version.edition.fingerprint != version.fingerprint:
        return [_("“%(report)s” was sealed from another content. Take the approval back.") % name]
    return guards.members_public(version, together)


def supersede_current(version: Version, *, by: User | None) -> Version | None:
    """T15: the version that was public until now keeps its fixed address, with a banner."""
    old = version.report.versions.filter(state=State.PUBLISHED).exclude(pk=version.pk).first()
    if old is not None:
        old.report = version.report
        move(old, BY_ACT["supersede"], by=by)
    return old


def after_publication(version: Version) -> None:
    """What follows a change of what is public: pages and staleness of region reports, as tasks."""
    enqueue("reports.tasks.remake_pages", version.pk, key=f"pages:{version.pk}")
    enqueue("reports.tasks.mark_stale", version.report_id, key=f"stale:{version.report_id}")


@transaction.atomic
def schedule(
    version_ids: Sequence[int], *, by: User, at: datetime, seen: dict[int, Seen] | None = None
) -> list[Version]:
    """T12: public at a time to come; several at once go public in the same second."""
    if at <= timezone.now():
        raise Invalid(_("The time lies in the past. Choose a later one, or publish now."))
    versions = [begin(pk, "schedule", by=by, seen=(seen or {}).get(pk))[0] for pk in sorted(version_ids)]
    reasons = [reason for version in versions for reason in ready_to_open(version, versions)]
    if reasons:
        raise TransitionRefused(*reasons)
    for version in versions:
        version.publish_at = at
        move(version, BY_ACT["schedule"], by=by)
    if len(versions) > 1:
        make_bundle(versions, by=by, name=at.isoformat(timespec="minutes"))
    return versions


def make_bundle(versions: Sequence[Version], *, by: User, name: str) -> Bundle:
    bundle = Bundle.objects.create(name=name[:80], region=bureau_of(versions[0].report), made_by=by)
    bundle.versions.set(versions)
    return bundle


@transaction.atomic
def unschedule(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T13: put off; the calendar keeps the old date. Its bundle loses it."""
    version, step = begin(version_id, "unschedule", by=by, seen=seen)
    version.moved_from, version.publish_at = version.publish_at, None
    version.bundles.clear()
    move(version, step, by=by, comment=given_reason(reason))
    return version


def publish_due(now: datetime | None = None) -> list[str]:
    """Publishes what is scheduled until now, bundle by bundle; answers with the reasons of what could not be."""
    now = now or timezone.now()
    refused: list[str] = []
    due = Version.objects.filter(state=State.SCHEDULED, publish_at__lte=now)
    done: set[int] = set()
    for pk in due.order_by("publish_at", "pk").values_list("pk", flat=True):
        if pk in done:
            continue
        group = _group(pk)
        done |= set(group)
        try:
            log.seal()
            _publish_scheduled(group, now)
        except TransitionRefused as error:
            refused += error.reasons
            record("publication.refused", f"reports.version:{pk}", reasons=list(error.reasons))
    return refused


def _group(pk: int) -> list[int]:
    bundle = Bundle.objects.filter(versions=pk).order_by("-pk").first()
    scheduled = bundle.versions.filter(state=State.SCHEDULED) if bundle else Version.objects.filter(pk=pk)
    return sorted(scheduled.values_list("pk", flat=True))


@transaction.atomic
def _publish_scheduled(group: Sequence[int], now: datetime) -> None:
    versions = [locked_version(pk) for pk in group]
    versions = [v for v in versions if v.state == State.SCHEDULED and v.publish_at and v.publish_at <= now]
    if versions:
        open_versions(versions, BY_ACT["publish"], by=None)


@transaction.atomic
def ask_withdrawal(version_id: int, *, by: User, kind: str, reason: str, seen: Seen | None = None) -> Version:
    """T16, first half: one publisher asks, with kind and reason; a second one confirms."""
    version, _step = begin(version_id, "withdraw", by=by, seen=seen)
    if kind not in Version.Withdrawal.values:
        raise Invalid(_("Choose the kind of withdrawal."))
    version.withdrawal, version.withdrawal_reason = kind, given_reason(reason)[:300]
    version.withdrawal_asked_by = by
    version.save(update_fields=["withdrawal", "withdrawal_reason", "withdrawal_asked_by"])
    record("withdrawal.ask", version, by=by, kind=kind, reason=version.withdrawal_reason)
    return version


@transaction.atomic
def withdraw(version_id: int, *, by: User, seen: Seen | None = None) -> Version:
    """T16, second half: by another person than who asked."""
    version, step = begin(version_id, "withdraw", by=by, seen=seen)
    if version.withdrawal_asked_by_id is None:
        raise TransitionRefused(_("Nobody has asked for the withdrawal yet. Give kind and reason first."))
    if version.withdrawal_asked_by_id == by.pk:
        raise NotAllowed(_("You asked for the withdrawal yourself. A second publisher must confirm it."))
    version.withdrawn_at = timezone.now()
    move(version, step, by=by, comment=version.withdrawal_reason)
    invalidate(version.report_id)
    enqueue("reports.tasks.mark_stale", version.report_id, key=f"stale:{version.report_id}")
    return version


@transaction.atomic
def drop_withdrawal(version_id: int, *, by: User) -> Version:
    """The request for a withdrawal is dropped."""
    version, _step = begin(version_id, "withdraw", by=by)
    version.withdrawal, version.withdrawal_reason, version.withdrawal_asked_by = "", "", None
    version.save(update_fields=["withdrawal", "withdrawal_reason", "withdrawal_asked_by"])
    record("withdrawal.drop", version, by=by)
    return version


def force(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T19: public before the review ended, flagged until another person approves. Sealing comes first, outside the
    transaction; it is safe to repeat."""
    _check_force(version_id, by, reason, seen)
    version = Version.objects.select_related("report").get(pk=version_id)
    snapshot = Snapshot.objects.filter(version=version, fingerprint=version.fingerprint).first()
    seal(version, snapshot)
    return _force(version_id, by, reason, seen)


@transaction.atomic
def _check_force(version_id: int, by: User, reason: str, seen: Seen | None) -> None:
    version, _step = begin(version_id, "force", by=by, seen=seen)
    given_reason(reason)
    found = store_findings(version, facts_under_review(version))
    faults = [f for f in found if f.severity == Finding.Severity.MUST_FIX and not f.gone]
    if faults:
        raise TransitionRefused(
            _("There are %(count)d faults that must be fixed first.") % {"count": len(faults)}
        )


@transaction.atomic
def _force(version_id: int, by: User, reason: str, seen: Seen | None) -> Version:
    version, step = begin(version_id, "force", by=by, seen=seen)
    version.forced, version.sealing = True, Version.Sealing.SEALED
    version.approved_on = timezone.localdate()
    version.holder = version.held_at = None
    open_versions([version], step, by=by, comment=given_reason(reason))
    return version


@transaction.atomic
def ratify(version_id: int, *, by: User, note: str = "") -> Version:
    """Another person approves afterwards what was published before its review ended; the flag goes."""
    version = locked_version(version_id)
    if not (holds(by, Role.REVIEWER, level_region(version)) or is_top_publisher(by, version)):
        raise NotAllowed(_("This is for reviewers of the bureau whose turn it is."))
    if version.state != State.PUBLISHED or not version.forced or version.ratified_by_id:
        raise TransitionRefused(_("There is nothing to approve afterwards."))
    forced_by = version.transitions.filter(act="force").values_list("user", flat=True).first()
    if forced_by == by.pk:
        raise NotAllowed(_("You published it yourself. Another person must approve it."))
    refused = guards.four_eyes(version, by)
    if refused:
        raise NotAllowed(*refused)
    version.ratified_by = by
    version.save()
    record("version.ratify", version, by=by, note=note)
    return version
