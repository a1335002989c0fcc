"""Until when a report may be handed in: the window of its round and kind, and the extensions that hold now.

Server time decides, to the second, in Asia/Shanghai as printed. The rule: the last moment counts as in time.
"""

from datetime import datetime

from django.utils import timezone

from institutions.models import RoundWindow
from reports.models import Extension, Report

from .path import bureau_of

KIND_OF_WINDOW = {
    "school": "school",
    "college": "school",
    "county": "county",
    "city": "city",
    "province": "province",
}


def window_of(report: Report) -> RoundWindow | None:
    """The window of the nearest region above that has one, else the one for everywhere; None: no window is set."""
    bureau = bureau_of(report)
    path = bureau.path if bureau else ""
    windows = RoundWindow.objects.filter(
        round=report.record.round_id, kind=KIND_OF_WINDOW.get(report.kind, "school")
    ).select_related("region")
    fitting = [w for w in windows if w.region_id is None or path.startswith(w.region.path)]
    return max(fitting, key=lambda w: len(w.region.path) if w.region_id else 0, default=None)


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
    if window is None:
        return None
    return max(window.closes_at, extension.until) if extension else window.closes_at


def is_open(report: Report, now: datetime | None = None) -> bool:
    """Whether a first version may be begun or handed in now."""
    now = now or timezone.now()
    window = window_of(report)
    if window is None:
        return True
    return window.opens_at <= now <= deadline_of(report)
