"""Reminders: by hand from the board with a look before, and by the calendar without one.

A reminder is a Notice of kind "reminder"; its key names the day, so that nobody is reminded twice in one day of one
report. `about` in its parameters names round, kind and place, also where no report was begun yet.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, Membership, Region, Role, Round, RoundWindow, User
from reports.log import record
from reports.models import Extension, Notice, State, Version
from reports.workflow.deadline import days_until
from reports.workflow.notices import give_all, message, words

from .reading import EVERYONE, KINDS, LEVELS_OF_KIND, read_rows
from .rows import Row
from .schedule import reminded_roles, turn
from .stages import SIGNING

MAX_TEXT = 200
AGAIN_AFTER = timedelta(hours=24)
SCHOOL_ROLES = frozenset({Role.LEAD, Role.FILLER, Role.SIGNATORY})


@dataclass(frozen=True, slots=True)
class Told:
    """One row that is reminded: whom, and when it was last."""

    row: Row
    people: list[User]
    last: datetime | None
    sentence: str  # what the notice says, without the text that is added


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step over many rows will do, and for which it will not, with the reason."""

    included: list = field(default_factory=list)
    excluded: list[tuple[Row, str]] = field(default_factory=list)


def about(campaign: Round, kind: str, row: Row) -> str:
    return f"{campaign.key}:{kind}:{row.code}"


def called(campaign: Round, row: Row) -> str:
    """What the report is called; one that was not begun goes by its school and round."""
    return row.title or f"{row.name} {campaign.name}"


def plan_reminders(campaign: Round, kind: str, rows: Iterable[Row], now: datetime | None = None) -> Plan:
    """Who would be reminded now, and who not and why; three queries."""
    now, plan = now or timezone.now(), Plan()
    rows = list(rows)
    people, last = people_of(kind, rows), last_reminded(campaign, kind, rows)
    for row in rows:
        before = last.get(about(campaign, kind, row))
        held = [user for user, role in people.get(row.subject, ()) if role in _by_hand(row)]
        reason = _why_not(row, held, before, now)
        if reason:
            plan.excluded.append((row, reason))
        else:
            plan.included.append(Told(row, held, before, _sentence(campaign, kind, row)))
    return plan


def _sentence(campaign: Round, kind: str, row: Row) -> str:
    return words(message(0, "reminder", "", _params(campaign, kind, row, "")))


def _by_hand(row: Row) -> frozenset[Role]:
    return frozenset({Role.LEAD, Role.SIGNATORY} if row.stage == SIGNING else {Role.LEAD, Role.FILLER})


def _why_not(row: Row, held: list[User], before: datetime | None, now: datetime) -> str:
    if not row.with_school:
        return _("The school has handed in already.")
    if not held:
        return _("Nobody there has an account who could act.")
    if before and before > now - AGAIN_AFTER:
        return _("Reminded within the last 24 hours.")
    return ""


@transaction.atomic
def remind(campaign: Round, kind: str, rows: Iterable[Row], text: str, *, by: User) -> Plan:
    """Gives the reminders; answers what was done."""
    plan = plan_reminders(campaign, kind, rows)
    day, notices = timezone.localdate().isoformat(), []
    for told in plan.included:
        params = _params(campaign, kind, told.row, text[:MAX_TEXT])
        key = f"reminder:{params['about']}:{day}"
        notices += [message(u.pk, "reminder", key, params, told.row.report) for u in told.people]
        record(
            "reminder.give", place(kind, told.row), by=by, about=params["about"], text=params["text"],
            people=[u.pk for u in told.people],
        )  # fmt: skip
    give_all(notices)
    return plan


def _params(campaign: Round, kind: str, row: Row, text: str) -> dict[str, str]:
    return {
        "about": about(campaign, kind, row),
        "report": called(campaign, row),
        "deadline": row.due.isoformat() if row.due else "",
        "state": row.state or "not_started",
        "text": text,
    }


def place(kind: str, row: Row) -> Institution | Region:
    """The row's place, to name it in the log; not read from the database."""
    return Region(pk=row.subject) if kind in LEVELS_OF_KIND else Institution(pk=row.subject)


def people_of(kind: str, rows: Iterable[Row]) -> dict[int, list[tuple[User, str]]]:
    """Subject → people of the school (or of the region's own report) with their roles; one query."""
    owner = "region" if kind in LEVELS_OF_KIND else "institution"
    held = Membership.objects.current().filter(
        **{f"{owner}__in": [row.subject for row in rows]}, role__in=SCHOOL_ROLES, user__is_active=True
    )
    found = defaultdict(list)
    for membership in held.select_related("user").order_by("pk"):
        found[getattr(membership, f"{owner}_id")].append((membership.user, membership.role))
    return found


def last_reminded(campaign: Round, kind: str, rows: Iterable[Row]) -> dict[str, datetime]:
    """When each was last reminded, by hand or by the calendar; by what it was about. One query."""
    named = [about(campaign, kind, row) for row in rows]
    given = Notice.objects.filter(kind="reminder", params__about__in=named).order_by()
    return dict(given.values_list("params__about").annotate(last=Max("created_at")))


def remind_all(now: datetime | None = None) -> int:
    """The reminders of the calendar for every round that runs; a second run on the same day tells nobody again."""
    now = now or timezone.now()
    return sum(_remind_round(campaign, kind, now) for campaign in running_rounds(now) for kind in KINDS)


def running_rounds(now: datetime) -> list[Round]:
    """Rounds with a deadline or a due date near enough that someone may be reminded."""
    since, until = now - timedelta(days=3), now + timedelta(days=30)
    windows = RoundWindow.objects.filter(closes_at__range=(since, until))
    extensions = Extension.objects.filter(ended_at=None, until__range=(since, until))
    returned = Version.objects.filter(
        state__in=(State.DRAFT, State.SIGNING, State.RETURNED), due_on__range=(since.date(), until.date())
    )
    near = (
        Q(pk__in=windows.values("round"))
        | Q(pk__in=extensions.values("round"))
        | Q(pk__in=returned.values("report__record__round"))
    )
    return list(Round.objects.filter(near))


def _remind_round(campaign: Round, kind: str, now: datetime) -> int:
    due = []
    for row in read_rows(campaign, kind, EVERYONE):
        if row.due is None or not row.with_school or (row.opens and row.opens > now):
            continue
        entry = turn(days_until(row.due, now))
        if entry is not None:
            due.append((row, entry))
    people = people_of(kind, [row for row, _entry in due])
    notices = []
    for row, entry in due:
        params = _params(campaign, kind, row, "")
        key = f"calendar:{params['about']}:{row.due:%Y%m%d}:{entry}"
        told = {u.pk for u, role in people.get(row.subject, ()) if role in reminded_roles(entry, row.stage)}
        notices += [message(user, "reminder", key, params, row.report) for user in sorted(told)]
    return give_all(notices + _late(campaign, kind, [row for row, entry in due if entry == -1]))


def _late(campaign: Round, kind: str, rows: list[Row]) -> list[Notice]:
    """One notice to each reviewer of a bureau on the day after: how many of its schools are overdue."""
    by_region = defaultdict(list)
    for row in rows:
        if row.region and kind not in LEVELS_OF_KIND:
            by_region[row.region.pk].append(row)
    held = Membership.objects.current().filter(
        region__in=list(by_region), role=Role.REVIEWER, user__is_active=True
    )
    notices = []
    for region, user in held.order_by("pk").values_list("region", "user"):
        late = by_region[region]
        day = max(row.due for row in late)
        params = {
            "report": campaign.name, "region": late[0].region.name, "count": str(len(late)),
            "deadline": day.isoformat(),
        }  # fmt: skip
        key = f"late:{campaign.key}:{kind}:{region}:{day:%Y%m%d}"
        notices.append(message(user, "late", key, params))
    return notices
