"""Addresses under /desk/: where staff and reviewers work."""

from django.urls import path, re_path

from reports.backoffice import preview
from reports.queue import screen as jobs

from . import (
    board,
    bulk,
    cases_pick,
    correction,
    extensions,
    findings,
    fold,
    guests,
    home,
    items,
    log,
    notices,
    review_urls,
    rounds,
    signing,
    snapshots,
    start,
    steps,
    version,
)

app_name = "desk"
ROUND = r"(?P<key>[0-9]{4}[b-z]?)"

# Numbers are bounded so that none outgrows its column.
VERSION = r"^versions/(?P<version_id>[0-9]{1,18})/"
REPORT = r"^reports/(?P<report_id>[0-9]{1,18})/"

urlpatterns = [
    path("", home.home, name="home"),
    re_path(r"^notices/(?P<notice_id>[0-9]{1,18})/read/$", home.read_notice, name="notice_read"),
    path("notices/read/", home.read_notices, name="notices_read"),
    path("start/", start.start_page, name="start"),
    path("notices/", notices.notices, name="notices"),
    path("board/", board.board, name="board"),
    path("board/export/", board.export, name="board_export"),
    path("rounds/", rounds.rounds, name="rounds"),
    re_path(rf"^rounds/{ROUND}/window/$", rounds.window, name="set_window"),
    re_path(rf"^rounds/{ROUND}/extensions/end/$", rounds.end_extensions, name="end_extensions"),
    re_path(r"^rounds/levels/(?P<code>[0-9A-Z]{6,12})/$", rounds.level, name="set_level"),
    re_path(
        rf"^rounds/{ROUND}/(?P<code>[0-9A-Za-z-]{{2,40}})/extension/$",
        extensions.ask_page,
        name="ask_extension",
    ),
    re_path(
        r"^board/requests/(?P<request_id>[0-9]{1,18})/$", extensions.answer_request, name="answer_request"
    ),
    re_path(r"^board/(?P<act>[a-z_]{1,30})/$", bulk.bulk, name="board_act"),
    path("log/", log.log, name="log"),
    path("log/export/", log.export, name="log_export"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:pk>/again/", jobs.try_again, name="job_again"),
    re_path(VERSION + r"$", version.version, name="version"),
    re_path(VERSION + r"receipt/$", signing.receipt, name="receipt"),
    re_path(VERSION + r"findings/$", findings.findings, name="findings"),
    re_path(VERSION + r"items/$", items.items, name="items"),
    re_path(VERSION + r"items/(?P<number>[0-9]{1,4})/$", items.answer_item, name="item_answer"),
    re_path(VERSION + r"snapshots/$", snapshots.snapshots, name="snapshots"),
    re_path(
        VERSION + r"snapshots/(?P<snapshot_id>[0-9]{1,18})/restore/$",
        snapshots.restore_snapshot,
        name="snapshot_restore",
    ),
    re_path(VERSION + r"withdrawal/drop/$", correction.drop_withdrawal, name="withdrawal_drop"),
    re_path(REPORT + r"guests/$", guests.guests, name="guests"),
    re_path(REPORT + r"guests/(?P<pass_id>[0-9]{1,18})/end/$", guests.end_pass, name="guest_end"),
    re_path(REPORT + r"fold/$", fold.fold, name="fold"),
    re_path(REPORT + r"fold/(?P<act>again|keep|take)/$", fold.act, name="fold_act"),
    re_path(REPORT + r"cases/$", cases_pick.cases, name="fold_cases"),
    path("preview/<int:report_id>/", preview.preview, name="preview"),
    re_path(
        r"^preview/(?P<report_id>[0-9]{1,18})/pictures/(?P<key>[a-z0-9-]{1,40})$",
        preview.picture,
        name="preview_picture",
    ),
    *review_urls.urlpatterns,
    # last: any other word after a version is an act
    re_path(VERSION + r"(?P<act>[a-z_]{1,30})/$", steps.step, name="step"),
]
