"""What waits for a person as reviewer or publisher, oldest first, with everything its row shows.

The number of queries is the same for one row and for three hundred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from institutions.models import Region, Role, User
from institutions.scoping import memberships, visible
from reports.models import Report, State, Transition, Version
from reports.workflow.deadline import days_until, dues_of
from reports.workflow.path import holds, is_last_level, is_member_of_subject, level_region
from reports.workflow.review import IDLE_DAYS

TO_REVIEW = (State.SUBMITTED, State.REVIEWING)
TO_PUBLISH = (State.APPROVED, State.SCHEDULED)


@dataclass(slots=True)
class Waiting:
    """One row. `turn` is the region whose turn it is."""

    version: Version
    since: datetime | None
    turn: Region | None
    due: datetime | None
    as_publisher: bool
    mine: bool  # held by this person
    may_claim: bool
    may_take_over: bool
    is_last_level: bool

    @property
    def is_first(self) -> bool:
        """Handed in for the first time: there is nothing earlier it could differ from."""
        return self.version.changed is None and not self.version.cycle and self.version.previous_id is None

    @property
    def days(self) -> int:
        return max(0, -days_until(self.since)) if self.since else 0

    @property
    def due_days(self) -> int | None:
        return None if self.due is None else days_until(self.due)


def waiting_for(user: User) -> list[Waiting]:
    """Reports whose turn is this person's, as reviewer or as publisher, oldest first."""
    versions = list(_versions(user))
    as_publisher = {v.pk for v in versions if v.state in TO_PUBLISH}
    mine = [v for v in versions if v.pk in as_publisher or _is_turn(user, v)]
    regions = {r.code: r for r in Region.objects.filter(code__in={level_region(v) for v in mine})}
    dues = dues_of([v.report for v in mine])
    rows = [
        Waiting(
            version=v,
            since=v.waiting_since,
            turn=regions.get(level_region(v)),
            due=dues.get(v.report_id),
            as_publisher=v.pk in as_publisher,
            mine=v.holder_id == user.pk,
            may_claim=v.state == State.SUBMITTED,
            may_take_over=v.state == State.REVIEWING and v.holder_id != user.pk and _is_free(v),
            is_last_level=is_last_level(v),
        )
        for v in mine
    ]
    return sorted(rows, key=lambda row: (row.since is None, row.since, row.version.pk))


def _versions(user: User) -> QuerySet[Version]:
    """Of the right states, in the places where the right role is held."""
    entered = Transition.objects.filter(
        version=OuterRef("pk"), to_state__in=(State.SUBMITTED, State.APPROVED)
    )
    to_review = _in_scope(user, Role.REVIEWER, TO_REVIEW)
    to_publish = _in_scope(user, Role.PUBLISHER, TO_PUBLISH)
    return (
        Version.objects.filter(Q(pk__in=to_review) | Q(pk__in=to_publish))
        .select_related(
            "report__record__round", "report__record__institution", "report__record__region", "holder"
        )
        .annotate(waiting_since=Subquery(entered.order_by("-pk").values("created_at")[:1]))
    )


def _in_scope(user: User, role: Role, states: Iterable[str]) -> QuerySet[Version]:
    if not any(m.role == role for m in memberships(user)):
        return Version.objects.none()
    reports = visible(Report.objects.all(), user, roles=frozenset({role}))
    return Version.objects.filter(report__in=reports, state__in=states)


def _is_turn(user: User, version: Version) -> bool:
    return holds(user, Role.REVIEWER, level_region(version)) and not is_member_of_subject(
        user, version.report
    )


def _is_free(version: Version) -> bool:
    """Released, or not touched for five days."""
    return version.held_at is None or version.held_at < timezone.now() - timedelta(days=IDLE_DAYS)
