"""The board as a workbook: the same rows and the same columns as on the page. Pure."""

from collections.abc import Iterable
from datetime import datetime

import tablib
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.exchange.formats import Workbook

from .rows import Row
from .stages import BY_KEY, COLUMNS


def headers() -> list[str]:
    return [
        _("code"), _("name"), _("bureau"), _("stage"), *(str(words) for _state, words in COLUMNS),
        _("due on"), _("overdue"), _("last reminded"),
    ]  # fmt: skip


def line(row: Row, dates: list[datetime | None], reminded: datetime | None, now: datetime) -> list[str]:
    """One row as text; days as in 2026-01-05, moments with hour and minute; blank where nothing is."""
    return [
        row.code,
        row.name,
        row.region.name if row.region else "",
        str(BY_KEY[row.stage].words),
        *(day(moment) for moment in dates or [None] * len(COLUMNS)),
        minute(row.due),
        _("yes") if row.is_overdue(now) else "",
        minute(reminded),
    ]


def day(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else ""


def minute(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def workbook(lines: Iterable[list[str]]) -> bytes:
    data = tablib.Dataset(headers=headers())
    data.title = _("round board")
    for cells in lines:
        data.append(cells)
    return Workbook().export_data(data)
