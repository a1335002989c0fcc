"""Addresses of the reviewers' side of the desk."""

from django.urls import path, re_path

from . import (
    approval,
    bulk_review,
    bundles,
    follow_ups,
    notes,
    outliers,
    queue,
    review_items,
    verdicts,
    workbench,
)

VERSION = r"^versions/(?P<version_id>[0-9]{1,18})/"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/bulk/", bulk_review.bulk, name="queue_bulk"),
    path("publish/", bundles.bundle, name="bundles"),
    path("outliers/", outliers.outliers, name="outliers"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    re_path(r"^follow-ups/(?P<mark_id>[0-9]{1,18})/settle/$", follow_ups.settle, name="settle_mark"),
    re_path(r"^findings/(?P<finding_id>[0-9]{1,18})/verdict/$", verdicts.judge, name="judge"),
    re_path(
        r"^findings/(?P<finding_id>[0-9]{1,18})/item/$",
        review_items.add_from_finding,
        name="item_from_finding",
    ),
    re_path(r"^items/(?P<item_id>[0-9]{1,18})/drop/$", review_items.drop, name="drop_item"),
    re_path(r"^items/(?P<item_id>[0-9]{1,18})/settle/$", review_items.settle, name="settle_item"),
    re_path(r"^notes/(?P<note_id>[0-9]{1,18})/settle/$", notes.settle, name="settle_note"),
    re_path(VERSION + r"review/$", workbench.workbench, name="review"),
    re_path(VERSION + r"review/text/$", workbench.text, name="review_text"),
    re_path(VERSION + r"review/pictures/(?P<digest>[0-9a-f]{64})$", workbench.picture, name="review_picture"),
    re_path(VERSION + r"review/hold/$", queue.hold, name="hold"),
    re_path(VERSION + r"review/items/$", review_items.add, name="add_item"),
    re_path(VERSION + r"review/marks/$", follow_ups.mark, name="mark"),
    re_path(VERSION + r"notes/$", notes.notes, name="notes"),
    re_path(VERSION + r"seal-again/$", approval.seal_again, name="seal_again"),
]
