"""Later deadlines: given from the board, asked for by a school, ended in bulk. Each is logged and told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, Membership, Region, Role, Round, User
from institutions.permissions import can, roles_held_at
from reports.log import record
from reports.models import Extension, ExtensionRequest
from reports.workflow.notices import give_all, message
from reports.workflow.refusals import Invalid, NotAllowed, TransitionRefused

from .reading import LEVELS_OF_KIND
from .reminding import Plan, called, people_of
from .rows import Row

MIN_REASON, MAX_REASON = 5, 300
TOLD = frozenset({Role.LEAD, Role.FILLER})


def plan_extensions(rows: Iterable[Row], until: datetime | None) -> Plan:
    """Which rows would get the new deadline, and which not and why."""
    plan = Plan()
    for row in rows:
        reason = _why_not(row, until)
        plan.included.append(row) if not reason else plan.excluded.append((row, reason))
    return plan


def _why_not(row: Row, until: datetime | None) -> str:
    if not row.with_school:
        return _("The school has handed in already.")
    if row.cycle or row.correcting:
        return _("Its due date comes from the return or the correction.")
    if row.due is None:
        return _("The round has no deadline for it.")
    if until is not None and until <= row.due:
        return _("Its deadline is as late already: %(day)s.") % {"day": shown(row.due)}
    return ""


def shown(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@transaction.atomic
def extend(
    campaign: Round, kind: str, rows: Iterable[Row], *, until: datetime, reason: str, by: User
) -> Plan:
    """Gives the new deadline; the caller has narrowed the rows to where `by` administers."""
    _check(until, reason)
    plan = plan_extensions(rows, until)
    told = people_of(kind, plan.included)
    notices = []
    for row in plan.included:
        extension = Extension.objects.create(
            round=campaign, until=until, reason=reason.strip()[:MAX_REASON], given_by=by, **owner(kind, row)
        )
        _log_given(extension, row.due, by)
        notices += _told(told.get(row.subject, ()), extension, called(campaign, row), row.report)
    give_all(notices)
    return plan


def owner(kind: str, row: Row) -> dict[str, int]:
    return {"region_id" if kind in LEVELS_OF_KIND else "institution_id": row.subject}


def _check(until: datetime, reason: str) -> None:
    if until <= timezone.now():
        raise Invalid(_("The new deadline lies in the past."))
    if len(reason.strip()) < MIN_REASON:
        raise Invalid(_("Give a reason, in at least five characters."))


def _log_given(extension: Extension, before: datetime | None, by: User) -> None:
    record(
        "extension.give", extension, by=by, until=extension.until.isoformat(), reason=extension.reason,
        before=before.isoformat() if before else "",
    )  # fmt: skip


def _told(people, extension: Extension, name: str, report: int | None, kind: str = "extension") -> list:
    params = {"report": name, "deadline": extension.until.isoformat(), "reason": extension.reason}
    key = f"{kind}:{extension.pk}"
    return [
        message(user, kind, key, params, report)
        for user in sorted({u.pk for u, role in people if role in TOLD})
    ]


@transaction.atomic
def end(extensions: Iterable[Extension], *, by: User, deadlines: dict[int, datetime | None]) -> int:
    """Ends running extensions; `deadlines` says by extension what holds without it. Answers how many ended."""
    ended, notices = 0, []
    for extension in extensions:
        now = timezone.now()
        if not Extension.objects.filter(pk=extension.pk, ended_at=None).update(ended_at=now):
            continue  # someone else was quicker
        ended += 1
        record("extension.end", extension, by=by, until=extension.until.isoformat())
        deadline = deadlines.get(extension.pk)
        subject = extension.institution or extension.region
        params = {
            "report": f"{subject.name} {extension.round.name}",
            "deadline": deadline.isoformat() if deadline else "",
        }
        notices += [
            message(user, "extension_ended", f"extension_ended:{extension.pk}", params)
            for user in _people_at(subject, TOLD)
        ]
    give_all(notices)
    return ended


def _people_at(subject: Institution | Region, roles: Iterable[Role]) -> list[int]:
    where = {"region" if isinstance(subject, Region) else "institution": subject}
    held = Membership.objects.current().filter(role__in=roles, user__is_active=True, **where)
    return sorted(set(held.values_list("user", flat=True)))


def ask(campaign: Round, subject: Institution | Region, *, wished: datetime, reason: str, by: User):
    """A school lead's wish; at most one is open. Raises TransitionRefused."""
    if Role.LEAD not in roles_held_at(by, subject):
        raise NotAllowed(_("Only the school lead asks for an extension."))
    _check(wished, reason)
    where = {"region" if isinstance(subject, Region) else "institution": subject}
    try:
        with transaction.atomic():
            request = ExtensionRequest.objects.create(
                round=campaign, wished=wished, reason=reason.strip()[:MAX_REASON], asked_by=by, **where
            )
            record("extension.ask", request, by=by, wished=wished.isoformat(), reason=request.reason)
            give_all(_asked(request, subject))
    except IntegrityError as error:
        raise TransitionRefused(
            _("Your school has asked already. The bureau's answer is awaited.")
        ) from error
    return request


def _asked(request: ExtensionRequest, subject: Institution | Region) -> list:
    """To the administrators of the bureau and of those above it."""
    regions = [subject] if isinstance(subject, Region) else [s.region for s in subject.supervisions.current()]
    codes = {code for region in regions for code in region.path.strip("/").split("/")}
    held = Membership.objects.current().filter(
        role=Role.ADMINISTRATOR, region__code__in=codes, user__is_active=True
    )
    params = {
        "report": f"{subject.name} {request.round.name}", "deadline": request.wished.isoformat(),
        "reason": request.reason,
    }  # fmt: skip
    users = sorted(set(held.values_list("user", flat=True)))
    return [message(user, "extension_asked", f"extension_asked:{request.pk}", params) for user in users]


@transaction.atomic
def answer(request_id: int, *, by: User, granted: bool, words: str = "") -> ExtensionRequest:
    """The bureau's answer to a wish, given once. Granting gives the extension as wished."""
    request = ExtensionRequest.objects.select_related("round", "institution", "region").get(pk=request_id)
    subject = request.institution or request.region
    if not can(by, "administer", subject):
        raise NotAllowed(_("Extensions are given by the bureau's administrator."))
    until, words = request.wished, words.strip()[:MAX_REASON]
    if granted:
        _check(until, request.reason)
    elif len(words) < MIN_REASON:
        raise Invalid(_("Say why the extension is refused, in at least five characters."))
    state = ExtensionRequest.Status.GRANTED if granted else ExtensionRequest.Status.REFUSED
    changed = ExtensionRequest.objects.filter(pk=request.pk, status=ExtensionRequest.Status.OPEN).update(
        status=state, answer=words, answered_by=by, answered_at=timezone.now()
    )
    if not changed:
        raise TransitionRefused(_("This request was answered already. Load the page again."))
    request.refresh_from_db()
    record("extension.answer", request, by=by, status=str(state), words=words)
    name, people = f"{subject.name} {request.round.name}", _people_at(subject, TOLD)
    if granted:
        request.extension = Extension.objects.create(
            round=request.round, institution=request.institution, region=request.region, until=until,
            reason=words or request.reason, given_by=by,
        )  # fmt: skip
        request.save(update_fields=["extension"])
        _log_given(request.extension, None, by)
        kind, deadline, reason = "extension", until, request.extension.reason
    else:
        kind, deadline, reason = "extension_refused", request.wished, words
    params = {"report": name, "deadline": deadline.isoformat(), "reason": reason}
    give_all(message(user, kind, f"answer:{request.pk}", params) for user in people)
    return request
