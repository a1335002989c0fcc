"""Tasks of the queue as people read them: what for, in which state, after how many tries, and why it failed.

A task names its version or report as its first argument. Who administers or publishes there sees it; operators see all.
"""

import inspect
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from institutions.models import Role, User
from institutions.scoping import memberships, visible
from reports.models import Report, Version

from .call import task_of
from .failures import CodeGone, reason

ROLES = frozenset({Role.ADMINISTRATOR, Role.PUBLISHER})
SHOWN = 500
KEPT = timedelta(days=1)  # what was done well is listed for so long

NAMES: dict[str, Promise] = {
    "seal_version": _("seal the edition"),
    "remake_pages": _("make the public pages anew"),
    "mark_stale": _("tell region reports that a member changed"),
    "mail_notices": _("send notices by mail"),
    "send_reminders": _("send reminders"),
    "publish_due": _("publish what is due"),
    "seal_log": _("link the log"),
}
STATES: dict[str, Promise] = {
    "READY": _("waits"),
    "RUNNING": _("runs"),
    "FAILED": _("failed"),
    "SUCCESSFUL": _("done"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """`again_at`: when the next try comes, after one that failed; `report` is None for work of no report."""

    pk: UUID
    name: str
    state: str
    report: Report | None
    tries: int
    asked_at: datetime
    ended_at: datetime | None
    again_at: datetime | None
    reason: str

    @property
    def state_name(self) -> str:
        return str(STATES.get(self.state, self.state))

    @property
    def can_be_tried_again(self) -> bool:
        return self.state == "FAILED"


def may_see(user: User) -> bool:
    return user.is_active and (user.is_superuser or any(m.role in ROLES for m in memberships(user)))


def jobs(user: User) -> list[Job]:
    """What is open or failed, and what was done lately; newest first, in this person's scope. Three queries."""
    since = timezone.now() - KEPT
    rows = DBTaskResult.objects.filter(~Q(status="SUCCESSFUL") | Q(finished_at__gte=since))
    return _told(list(rows.order_by("-enqueued_at")[: SHOWN * 4]), user)[:SHOWN]


def job(user: User, pk: UUID) -> Job | None:
    """None also where it exists but is none of this person's."""
    found = _told(list(DBTaskResult.objects.filter(pk=pk)), user)
    return found[0] if found else None


def _told(rows: list[DBTaskResult], user: User) -> list[Job]:
    subjects = {row.pk: subject(row) for row in rows}
    reports = _reports(set(subjects.values()), user)
    return [
        _job(row, reports.get(subjects[row.pk]))
        for row in rows
        if subjects[row.pk] in reports or user.is_superuser
    ]


def subject(row: DBTaskResult) -> tuple[str, int]:
    """("version" or "report", number); ("", 0) for a task of neither, or one this release does not know."""
    try:
        parameters = list(inspect.signature(task_of(row).func).parameters)
        args = row.args_kwargs["args"]
    except (CodeGone, KeyError, TypeError):
        return "", 0
    kind = parameters[0].removesuffix("_id") if parameters else ""
    if kind in ("version", "report") and args and isinstance(args[0], int):
        return kind, args[0]
    return "", 0


def _reports(subjects: set[tuple[str, int]], user: User) -> dict[tuple[str, int], Report]:
    """The reports of these subjects, as far as the person administers or publishes there."""
    versions = dict(
        Version.objects.filter(pk__in=[n for kind, n in subjects if kind == "version"]).values_list(
            "pk", "report"
        )
    )
    wanted = {n for kind, n in subjects if kind == "report"} | set(versions.values())
    allowed = visible(Report.objects.filter(pk__in=wanted), user, roles=ROLES).select_related("record__round")
    found = {report.pk: report for report in allowed}
    by_version = {("version", pk): found[report] for pk, report in versions.items() if report in found}
    return by_version | {("report", pk): report for pk, report in found.items()}


def _job(row: DBTaskResult, report: Report | None) -> Job:
    name = row.task_path.rpartition(".")[2]
    waits = row.status == "READY" and row.exception_class_path
    return Job(
        pk=row.pk,
        name=str(NAMES.get(name, name)),
        state=row.status,
        report=report,
        tries=len(row.worker_ids),
        asked_at=row.enqueued_at,
        ended_at=row.finished_at,
        again_at=row.run_after if waits and row.run_after > timezone.now() else None,
        reason=reason(row.exception_class_path, row.traceback),
    )
