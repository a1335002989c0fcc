"""The chain of publications: each link holds the one before, so that no Edition can be changed or slipped in later."""

import hashlib
import json
from datetime import UTC, datetime

from django.db import connection

from reports import log
from reports.models import Edition, Publication

CHAIN_LOCK = 0x5A48  # an arbitrary number, the same in every process


def link_edition(edition: Edition, *, at: datetime) -> Publication:
    """The next link of the chain, in the caller's transaction; an Edition has one link for ever."""
    existing = Publication.objects.filter(edition=edition).first()
    if existing is not None:
        return existing
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Publication.objects.order_by("-sequence").first()
    row = Publication(
        sequence=(last.sequence if last else 0) + 1,
        edition=edition,
        published_at=at,
        log_link=log.last_link(),
        previous=last.link if last else "",
    )
    row.link = link_of(row)
    row.save()
    return row


def link_of(row: Publication) -> str:
    """SHA-256 over sequence, link before, edition code, digest of the manifest, time (UTC) and link of the log."""
    manifest = json.dumps(row.edition.manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content = [
        row.sequence,
        row.previous,
        row.edition.code,
        hashlib.sha256(manifest.encode()).hexdigest(),
        row.published_at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.log_link,
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def first_break() -> Publication | None:
    """The first link that does not fit; None: the chain is whole."""
    before = ""
    rows = Publication.objects.select_related("edition").order_by("sequence").iterator()
    for sequence, row in enumerate(rows, start=1):
        if row.sequence != sequence or row.previous != before or row.link != link_of(row):
            return row
        before = row.link
    return None
