"""Named snapshots of what is being written, and the way back to any earlier one; nothing that was written is lost."""

from django.db import transaction
from django.utils.translation import gettext as _

from casestudies.models import Picture
from institutions.models import Metric, User
from institutions.permissions import can
from reports.facts import Facts
from reports.gather import gather
from reports.log import record
from reports.models import Snapshot, Version
from reports.publishing.seal import take_snapshot
from reports.restoring import restore

from .contributions import note_contribution
from .refusals import Drifted, NotAllowed, TransitionRefused
from .states import EDITABLE
from .transitions import locked_version

NAMED, BEFORE_RESTORING = "named", "before_restore"


@transaction.atomic
def keep(version_id: int, *, by: User) -> tuple[Snapshot, bool]:
    """存为版本: what is written now, kept; and whether it is new. The same content is kept once."""
    version = _editable(version_id, by)
    facts = gather(version.report_id)
    known = version.snapshots.filter(reason=NAMED, fingerprint=facts.fingerprint()).exists()
    snapshot = take_snapshot(version, facts, reason=NAMED)
    if not known:
        record("snapshot.keep", version, by=by, snapshot=snapshot.pk, fingerprint=snapshot.fingerprint)
    return snapshot, not known


@transaction.atomic
def bring_back(version_id: int, snapshot_id: int, *, by: User, seen: str) -> int:
    """Writes a snapshot of this report into the live rows; answers how many rows changed.

    `seen` is the fingerprint of the live content the person agreed to lose; that content is kept as a snapshot too.
    """
    version = _editable(version_id, by)
    snapshot = Snapshot.objects.get(pk=snapshot_id, version__report=version.report_id)
    present = gather(version.report_id)
    if present.fingerprint() != seen:
        raise Drifted(
            _(
                "Someone changed the report since this page was opened. Nothing was restored; look at the changes again."
            )
        )
    facts = Facts.from_json(snapshot.facts)
    lost = _cannot_return(version, facts)
    if lost:
        raise TransitionRefused(*lost)
    take_snapshot(version, present, reason=BEFORE_RESTORING)
    changed = restore(version.report, facts, by=by)
    if changed:
        note_contribution(version.report.record_id, by)
    record("snapshot.restore", version, by=by, snapshot=snapshot.pk, rows=changed)
    return changed


def _editable(version_id: int, by: User) -> Version:
    version = locked_version(version_id)
    if not can(by, "change", version.report):
        raise NotAllowed(_("Only those who write this report do this."))
    if version.state not in EDITABLE:
        raise TransitionRefused(
            _(
                "This is possible only while the report is being filled in or is returned. It is “%(state)s” now."
            )
            % {"state": version.get_state_display()}
        )
    return version


def _cannot_return(version: Version, facts: Facts) -> list[str]:
    """What a snapshot names and the system does not hold any more."""
    codes = {value.metric for value in facts.values}
    gone = codes - set(Metric.objects.filter(code__in=codes).values_list("code", flat=True))
    storage = Picture._meta.get_field("image").storage
    missing = [p.caption for p in facts.pictures if p.file and not storage.exists(p.file)]
    return [
        *(
            _("The metric “%(code)s” is no longer in the dictionary.") % {"code": code}
            for code in sorted(gone)
        ),
        *(_("The file of the picture “%(caption)s” is no longer there.") % {"caption": c} for c in missing),
    ]
