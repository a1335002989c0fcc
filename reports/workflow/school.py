"""The school's steps: ask for the signature, sign, recall, answer a return, begin a correction, void."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Membership, Role, User
from institutions.permissions import EDITORS, roles_held_at
from reports.comparison import changes, figure_changes
from reports.gather import gather
from reports.log import record
from reports.models import IN_WORK, Edition, ReviewItem, Signature, Version
from reports.publishing.members import carry_pins
from reports.publishing.seal import take_snapshot
from reports.restoring import restore

from . import guards
from .handed_in import changes_since_last
from .path import path_of
from .refusals import Invalid, NotAllowed, TransitionRefused
from .states import EDITABLE, Step
from .transitions import Seen, begin, locked_version, move, new_version

MAX_REASON = 200  # of one reason in a correction table


@transaction.atomic
def request_signature(
    version_id: int, *, by: User, seen: Seen | None = None, note: str | None = None,
    reasons: dict[str, str] | None = None,
) -> Version:  # fmt: skip
    """T2: freezes the content and takes its fingerprint. Raises TransitionRefused with every reason.

    `reasons` of a correction by group (publishing/corrections.py); those left empty stay as they are.
    """
    begun = begin(version_id, "request_signature", by=by, seen=seen)
    return _to_signing(*begun, by=by, note=note, reasons=reasons)


@transaction.atomic
def resubmit(
    version_id: int, *, by: User, seen: Seen | None = None, note: str | None = None,
    reasons: dict[str, str] | None = None,
) -> Version:  # fmt: skip
    """T8: as T2, once every item of the return is answered; the difference since the return is attached."""
    begun = begin(version_id, "resubmit", by=by, seen=seen)
    return _to_signing(*begun, by=by, note=note, reasons=reasons)


def _to_signing(
    version: Version, step: Step, *, by: User, note: str | None, reasons: dict[str, str] | None
) -> Version:
    if note is not None:
        version.public_note = note.strip()[:300]
    given = {group: words.strip()[:MAX_REASON] for group, words in (reasons or {}).items() if words.strip()}
    version.reasons = (version.reasons or {}) | given
    facts = gather(version.report_id)
    reasons = guards.in_time(version) + guards.answered(version) + guards.content(version, facts)
    reasons += guards.correction(version, facts) + guards.region(version)
    if reasons:
        raise TransitionRefused(*reasons)
    take_snapshot(version, facts, reason="signing")
    version.fingerprint = facts.fingerprint()
    move(version, step, by=by)
    return version


@transaction.atomic
def recall_signature(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T3: back to DRAFT; the items of a return stay to be answered."""
    version, step = begin(version_id, "recall_signature", by=by, seen=seen)
    version.fingerprint = ""
    move(version, step, by=by, comment=given_reason(reason))
    return version


@transaction.atomic
def sign(
    version_id: int, *, by: User, typed_name: str, statement_read: bool, seen: Seen | None = None
) -> Version:
    """T4: the signature under exactly this fingerprint, and the version goes to the bureau. The receipt is numbered."""
    version, step = begin(version_id, "sign", by=by, seen=seen)
    if guards.last_editor(version.report, version) == by.pk:
        raise NotAllowed(_("You made the last change yourself. Whoever signs must be another person."))
    _check_authority(by, version)
    if not statement_read:
        raise Invalid(_("Read the statement and tick that you did."))
    if typed_name.strip() != by.get_full_name():
        raise Invalid(
            _("Type your own name as it stands in your account: %(name)s.") % {"name": by.get_full_name()}
        )
    late = guards.in_time(version)
    if late:
        raise TransitionRefused(*late)
    version.changed = changes_since_last(version)
    Signature.objects.create(
        version=version,
        user=by,
        role=Role.SIGNATORY,
        act="sign",
        typed_name=typed_name.strip(),
        fingerprint=version.fingerprint,
    )
    version.path, version.level = _path(version), _level(version)
    now = timezone.localtime()
    subject = version.report.record.subject.public_code
    version.receipt = f"{version.report.record.round.key}-{subject}-{version.sequence}-{now:%m%d%H%M}"[:30]
    version.holder = version.held_at = None
    move(version, step, by=by)
    return version


def _check_authority(by: User, version: Version) -> None:
    """A deputy signs only with the written authority on file."""
    record_ = version.report.record
    held = Membership.objects.current().filter(user=by, role=Role.SIGNATORY)
    held = held.filter(institution=record_.institution_id, region=record_.region_id)
    if not any(not getattr(m, "deputy", False) or getattr(m, "authority", None) for m in held):
        raise NotAllowed(
            _("A deputy signs only once the written authority is on file. Ask the administrator to add it.")
        )


def _path(version: Version) -> list[str]:
    """The review path; wording-only corrections take the short one (one reviewer)."""
    path = path_of(version.report)
    if not path:
        raise TransitionRefused(
            _("No bureau supervises this school today. Ask the administrator to enter one.")
        )
    return path[:1] if version.correction == Version.Correction.WORDING else path


def _level(version: Version) -> int:
    """The first level; after a return the level that returned, unless a figure changed that a lower level approved."""
    level = version.level or 0
    if not version.cycle or not level:
        return 0
    approved = version.signatures.filter(act="pass_on").order_by("-pk").first()
    before = guards.facts_of_snapshot(version, approved.fingerprint) if approved else None
    now = guards.facts_of_snapshot(version, version.fingerprint)
    return (
        0 if before is None or figure_changes(before, now) else min(level, len(path_of(version.report)) - 1)
    )


@transaction.atomic
def recall(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T5: only while no reviewer has claimed it; the signature becomes void."""
    version, step = begin(version_id, "recall", by=by, seen=seen)
    if version.transitions.filter(act="claim").exists():
        raise TransitionRefused(_("The review has begun. Ask the bureau to return the report."))
    void_signatures(version)
    version.fingerprint = ""
    move(version, step, by=by, comment=given_reason(reason))
    return version


@transaction.atomic
def answer(item_id: int, *, by: User, changed: bool, words: str = "") -> ReviewItem:
    """One item of a return: changed (before and after are attached) or disputed (with the reason)."""
    item = ReviewItem.objects.select_related("version").get(pk=item_id)
    version = locked_version(item.version_id)
    item.refresh_from_db()
    if not roles_held_at(by, version.report) & EDITORS:
        raise NotAllowed(_("Only the school answers the items of a return."))
    if version.state not in EDITABLE or item.cycle == 0:
        raise TransitionRefused(_("Items are answered while the report is returned. Load the page again."))
    words = words.strip()[:500]
    if not changed and len(words) < guards.MIN_EXPLANATION:
        raise Invalid(
            _("Say why you dispute the item, in at least %(count)d characters.")
            % {"count": guards.MIN_EXPLANATION}
        )
    if changed:
        item.before, item.after = before_and_after(version, item.place)
        if item.before == item.after and not words:
            raise Invalid(
                _("Nothing has changed at this place since the return. Change it, or say where you did.")
            )
    item.status = ReviewItem.Status.CHANGED if changed else ReviewItem.Status.DISPUTED
    item.answer, item.answered_by, item.answered_at = words, by, timezone.now()
    item.save()
    record("item.answer", version, by=by, item=item.number, state=str(item.status), words=words)
    return item


def before_and_after(version: Version, place: str) -> tuple[str, str]:
    """What stood at the place at the return, and what stands there now."""
    snapshot = version.snapshots.filter(reason="return").order_by("-pk").first()
    before = guards.facts_of_snapshot(version, snapshot.fingerprint) if snapshot else None
    if before is None:
        return "", ""
    found = [c for c in changes(before, gather(version.report_id)) if c.place == place]
    return "\n".join(c.old for c in found), "\n".join(c.new for c in found)


@transaction.atomic
def correct(
    version_id: int, *, by: User, reason: str, correction: str, note: str, due_on=None, announced: bool = False,
    seen: Seen | None = None,
    act: str = "correct",
) -> Version:  # fmt: skip
    """T14, or T17 with `act` republish: a further version, beginning from what was published. Answers with it."""
    version, step = begin(version_id, act, by=by, seen=seen)
    if version.report.versions.filter(state__in=IN_WORK).exists():
        raise TransitionRefused(_("A correction of this report is in work already. Open that one."))
    if correction not in Version.Correction.values:
        raise Invalid(_("Say which kind of correction it is: wording, figures or addition."))
    if not note.strip():
        raise Invalid(_("Write the first line of the public note."))
    further = new_version(
        version.report,
        previous=version,
        correction=correction,
        public_note=note.strip()[:300],
        due_on=due_on,
        announced=announced,
        reasons={"": given_reason(reason)[:MAX_REASON]},
    )
    move(further, step, by=by, comment=given_reason(reason), created=True)
    carry_pins(version, further)
    reset_to(further, guards.facts_of_edition(version), by=by)
    return further


@transaction.atomic
def void(version_id: int, *, by: User, reason: str, seen: Seen | None = None) -> Version:
    """T18: given up; a correction's rows go back to what is published."""
    version, step = begin(version_id, "void", by=by, seen=seen)
    void_signatures(version)
    unuse_edition(version)
    move(version, step, by=by, comment=given_reason(reason))
    if version.previous_id:
        reset_to(version, guards.facts_of_edition(version.previous), by=by)
    return version


def reset_to(version: Version, facts, *, by: User | None) -> None:
    """Live rows say again what is published; what differed is logged."""
    if facts is None:
        return
    differing = changes(gather(version.report_id), facts)
    if differing:
        restore(version.report, facts, by=by)
        record("rows.reset", version, by=by, places=[c.place for c in differing][:200])


def void_signatures(version: Version) -> None:
    version.signatures.filter(voided_at=None).update(voided_at=timezone.now())


def unuse_edition(version: Version) -> None:
    """The Edition of an approval that does not hold stays, but belongs to no version any more."""
    Edition.objects.filter(version=version).update(version=None, unused_of=version)
    version.number, version.sealing, version.sealing_error = None, Version.Sealing.NONE, ""


def given_reason(reason: str) -> str:
    if len(reason.strip()) < 5:
        raise Invalid(_("Give a reason, in at least five characters."))
    return reason.strip()[:1000]
