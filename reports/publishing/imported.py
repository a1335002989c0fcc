"""Brings a report in as already published elsewhere: no signature, no guard, findings kept as found."""

from datetime import datetime

from django.db import transaction

from institutions.models import User
from reports.audit import store_findings
from reports.gather import gather
from reports.models import State, Version
from reports.workflow.states import BY_ACT
from reports.workflow.transitions import lock, move, new_version

from .chain import link_edition
from .pages import freeze_pages
from .seal import seal, take_snapshot


def import_published(report_id: int, *, published_at: datetime, by: User | None = None) -> Version:
    """The published version of a report. One that is published already is returned as it is. Raises SealRefused."""
    with transaction.atomic():
        report = lock(report_id)
        existing = report.versions.filter(state=State.PUBLISHED).first()
        if existing is not None:
            return existing
        facts = gather(report.pk)
        version = new_version(
            report,
            origin=Version.Origin.IMPORTED,
            number=1,
            published_at=published_at,
            sealing=Version.Sealing.SEALED,
            fingerprint=facts.fingerprint(),
        )
        move(version, BY_ACT["import_published"], by=by, created=True)
        snapshot = take_snapshot(version, facts, reason="import")
        store_findings(version, facts)
        link_edition(seal(version, snapshot), at=published_at)
        freeze_pages(version)
    return version
