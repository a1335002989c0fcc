"""The round board of a bureau: schools × stages with the date in each cell, counters, coverage, and the workbook."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from institutions.exchange.formats import Workbook
from institutions.scoping import visible
from reports.board import sheet
from reports.board.reading import (
    CLAIMERS,
    KEEPERS,
    KINDS,
    REMINDERS,
    STAGE_OF_KIND,
    holds_above,
    read_dates,
)
from reports.board.reminding import about, last_reminded
from reports.board.rows import Row, counts
from reports.board.stages import COLUMNS
from reports.log import record, record_listing
from reports.models import ExtensionRequest, Report
from reports.site.coverage import with_report
from reports.site.listing import open_schools, supervised

from .board_filter import BoardFilter, board_of

PER_PAGE = 100


@login_required
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    asked = board_of(request)
    if asked.rows:
        record_listing(request, Report, "board.read")
    page = Paginator(asked.rows, PER_PAGE).get_page(request.GET.get("page"))
    keeps = holds_above(request.user, KEEPERS)
    published, owing = coverage(asked)
    context = {
        "asked": asked,
        "kinds": [(kind, Report.Kind(kind).label) for kind in KINDS],
        "columns": [words for _state, words in COLUMNS],
        "counts": counts(asked.counted),
        "overdue": sum(row.is_overdue(asked.now) for row in asked.counted),
        "page": page,
        "kept": asked.address(),
        "lines": shown(asked, page.object_list),
        "published": published,
        "owing": owing,
        "may_remind": holds_above(request.user, REMINDERS),
        "may_keep": keeps,
        "may_claim": holds_above(request.user, CLAIMERS),
        "requests": open_requests(asked) if keeps else (),
    }
    return render(request, "reports/desk/board/board.html", context)


def shown(asked: BoardFilter, rows: list[Row]) -> list[dict]:
    """What the page shows of each row; two queries."""
    if asked.campaign is None:
        return []
    dates, reminded = read_dates(rows), last_reminded(asked.campaign, asked.kind, rows)
    return [_line(asked, row, dates.get(row.version), reminded) for row in rows]


def _line(asked: BoardFilter, row: Row, dates: list[datetime | None] | None, reminded: dict) -> dict:
    dates = dates or [None] * len(COLUMNS)
    here = max((n for n, moment in enumerate(dates) if moment), key=lambda n: dates[n], default=None)
    return {
        "row": row,
        "cells": [
            (words, moment, n == here)
            for n, ((_s, words), moment) in enumerate(zip(COLUMNS, dates, strict=True))
        ],
        "dates": dates,
        "overdue": row.is_overdue(asked.now),
        "reminded": reminded.get(about(asked.campaign, asked.kind, row)),
    }


def coverage(asked: BoardFilter) -> tuple[int, int]:
    """How many of the schools have published, as the public sees it; of regions, how many reports are public."""
    if asked.campaign is None or asked.kind not in STAGE_OF_KIND:
        return sum(row.public for row in asked.counted), len(asked.counted)
    schools = open_schools() if asked.region is None else supervised(asked.region)
    schools = visible(schools, asked.user, roles=asked.roles).filter(stage=STAGE_OF_KIND[asked.kind])
    return with_report(schools, asked.campaign).count(), schools.count()


def open_requests(asked: BoardFilter) -> list[ExtensionRequest]:
    """Wishes for a later deadline that wait for this person's bureau."""
    rows = ExtensionRequest.objects.filter(round=asked.campaign, status=ExtensionRequest.Status.OPEN)
    rows = visible(rows, asked.user, roles=KEEPERS)
    return list(rows.select_related("institution", "region", "round", "asked_by")[:PER_PAGE])


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """GET: all rows that fit the filter. POST: the rows picked."""
    asked = board_of(request)
    rows = asked.picked if request.method == "POST" else asked.rows
    lines = [
        sheet.line(line["row"], line["dates"], line["reminded"], asked.now) for line in shown(asked, rows)
    ]
    record("board.export", Report._meta.label_lower, by=request.user, query=asked.address(), rows=len(lines))
    name = f"board-{asked.campaign.key if asked.campaign else 'none'}-{asked.kind}.xlsx"
    answer = HttpResponse(sheet.workbook(lines), content_type=Workbook.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
