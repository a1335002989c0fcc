"""Until when a report may be handed in: the window of its round and kind, and the extensions that hold now.

Server time decides, to the second, in Asia/Shanghai as printed. The rule: the last moment counts as in time. For one
report ask the functions; for many, read a Calendar once and ask it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from institutions.models import RoundWindow, Supervision
from reports.models import IN_WORK, Extension, Report, Version

from .path import bureau_of

KIND_OF_WINDOW = {
    "school": "school",
    "college": "school",
    "county": "county",
    "city": "city",
    "province": "province",
}


def window_kind(kind: str) -> str:
    """The kind of window that a kind of report goes by."""
    return KIND_OF_WINDOW.get(kind, "school")


def nearest(windows: Iterable[RoundWindow], path: str) -> RoundWindow | None:
    """Of windows of one round and kind: that of the nearest region above, else the one for everywhere."""
    fitting = [w for w in windows if w.region_id is None or path.startswith(w.region.path)]
    return max(fitting, key=lambda w: len(w.region.path) if w.region_id else 0, default=None)


def latest(window: RoundWindow | None, until: datetime | None) -> datetime | None:
    """The last moment, given a window and how long an extension runs; None: no window, no limit."""
    if window is None:
        return None
    return max(window.closes_at, until) if until else window.closes_at


def window_of(report: Report) -> RoundWindow | None:
    """The window the report goes by; None: no window is set."""
    bureau = bureau_of(report)
    windows = RoundWindow.objects.filter(round=report.record.round_id, kind=window_kind(report.kind))
    return nearest(windows.select_related("region"), bureau.path if bureau else "")


def extension_of(report: Report, now: datetime | None = None) -> Extension | None:
    """The longest extension that was not ended."""
    record = report.record
    rows = Extension.objects.filter(
        round=record.round_id, institution=record.institution_id, region=record.region_id, ended_at=None
    )
    return rows.order_by("-until").first()


def deadline_of(report: Report) -> datetime | None:
    """The last moment at which the first version may be handed in; None: no window, no limit."""
    window, extension = window_of(report), extension_of(report)
    return latest(window, extension.until if extension else None)


def is_open(report: Report, now: datetime | None = None) -> bool:
    """Whether a first version may be begun or handed in now."""
    now = now or timezone.now()
    window = window_of(report)
    if window is None:
        return True
    return window.opens_at <= now <= deadline_of(report)


def due_of(version: Version, deadline: datetime | None) -> datetime | None:
    """Until when the school must act: the due date of a return or a correction, else the deadline of the round."""
    return due(version.due_on, version.cycle, version.sequence, deadline)


def due(due_on, cycle: int, sequence: int, deadline: datetime | None) -> datetime | None:
    """As due_of, from the fields alone. A due date lasts to the end of its day."""
    if cycle or sequence > 1:
        return timezone.make_aware(datetime.combine(due_on, time(23, 59, 59))) if due_on else None
    return deadline


def days_until(moment: datetime, now: datetime | None = None) -> int:
    """Whole days by the calendar of Asia/Shanghai: 0 today, negative when past."""
    today = timezone.localtime(now).date() if now else timezone.localdate()
    return (timezone.localtime(moment).date() - today).days


def dues_of(reports: Iterable[Report]) -> dict[int, datetime | None]:
    """Until when each report's school must act, by report number; four queries whatever the number of reports."""
    reports = list(reports)
    calendar = read_calendar({r.record.round_id for r in reports})
    bureaus = bureau_paths({r.record.institution_id for r in reports if r.record.institution_id})
    in_work = {v.report_id: v for v in Version.objects.filter(report__in=reports, state__in=IN_WORK)}
    found = {}
    for report in reports:
        record = report.record
        path = record.region.path if record.region_id else bureaus.get(record.institution_id, "")
        deadline = calendar.deadline(
            record.round_id, report.kind, record.institution_id, record.region_id, path
        )
        version = in_work.get(report.pk)
        found[report.pk] = due_of(version, deadline) if version else deadline
    return found


def bureau_paths(institutions: Iterable[int]) -> dict[int, str]:
    """Path of the bureau that supervises each school today."""
    rows = Supervision.objects.current().filter(institution__in=list(institutions)).order_by("pk")
    return dict(rows.values_list("institution", "region__path"))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Windows and running extensions of some rounds. `extensions`: (round, institution, region) → until."""

    windows: tuple[RoundWindow, ...]
    extensions: dict[tuple[int, int | None, int | None], datetime]

    def window(self, round_id: int, kind: str, path: str) -> RoundWindow | None:
        wanted = window_kind(kind)
        return nearest((w for w in self.windows if w.round_id == round_id and w.kind == wanted), path)

    def extended_until(self, round_id: int, institution: int | None, region: int | None) -> datetime | None:
        return self.extensions.get((round_id, institution, region))

    def deadline(
        self, round_id: int, kind: str, institution: int | None, region: int | None, path: str
    ) -> datetime | None:
        return latest(self.window(round_id, kind, path), self.extended_until(round_id, institution, region))


def read_calendar(rounds: Iterable[int]) -> Calendar:
    """Two queries."""
    rounds = list(rounds)
    windows = RoundWindow.objects.filter(round__in=rounds).select_related("region")
    rows = Extension.objects.filter(round__in=rounds, ended_at=None).order_by("until")
    extensions = {
        (r, i, g): until for r, i, g, until in rows.values_list("round", "institution", "region", "until")
    }
    return Calendar(tuple(windows), extensions)
