"""What a region's writers do with their schools' Editions: fold them anew, keep older ones, take a fold as own figure,
pick cases. Only while the report is in work (DRAFT, RETURNED); afterwards the pins are frozen with the content.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Metric, MetricValue, User
from institutions.permissions import EDITORS, roles_held_at
from reports.facts import FoldFacts
from reports.gather import gather
from reports.log import record
from reports.models import MemberPin, Version
from reports.publishing.members import is_stale, sealed_editions

from .contributions import note_contribution
from .refusals import Drifted, Invalid, NotAllowed, TransitionRefused
from .states import EDITABLE
from .transitions import locked_version

MIN_NOTE = 10
STORED_PLACES = 6


def open_region_version(version_id: int, *, by: User) -> Version:
    """The version of a region report under lock, if this person may write in it now. Raises TransitionRefused."""
    version = locked_version(version_id)
    if not roles_held_at(by, version.report) & EDITORS or version.report.record.region_id is None:
        raise NotAllowed(_("This is for those who write the report of this region."))
    if version.state not in EDITABLE:
        raise TransitionRefused(
            _("This is not possible now: the version is “%(state)s”.")
            % {"state": version.get_state_display()}
        )
    return version


@transaction.atomic
def refold(version_id: int, *, by: User, report_id: int | None = None) -> int:
    """Pins the newest sealed Edition of every member school (or of one alone); answers how many pins changed.

    A member whose older figures were kept with a note stays as it is until it is folded anew by itself.
    """
    version = open_region_version(version_id, by=by)
    newest = {edition.version.report_id: edition for edition in sealed_editions(version.report).values()}
    pins = {pin.report_id: pin for pin in version.pins.all()}
    asked = {report_id} if report_id is not None else newest.keys() | pins.keys()
    changed = 0
    for key in asked:
        pin, edition = pins.get(key), newest.get(key)
        if pin is not None and pin.accepted_note and report_id is None:
            continue
        if edition is None:
            changed += MemberPin.objects.filter(version=version, report=key).delete()[0]
        elif pin is None or pin.edition_id != edition.pk or pin.accepted_note:
            MemberPin.objects.update_or_create(
                version=version, report_id=key, defaults={"edition": edition, "accepted_note": ""}
            )
            changed += 1
    if changed:
        note_contribution(version.report.record_id, by)
        record("region.fold", version, by=by, members=version.pins.count(), changed=changed)
    return changed


@transaction.atomic
def keep_older(pin_id: int, *, by: User, note: str) -> MemberPin:
    """The older figures of a stale member stay, and the note says why."""
    pin = MemberPin.objects.select_related("edition__version").get(pk=pin_id)
    version = open_region_version(pin.version_id, by=by)
    if not is_stale(pin):
        raise TransitionRefused(_("This school's figures are up to date; there is nothing to explain."))
    if len(note.strip()) < MIN_NOTE:
        raise Invalid(
            _("Say why the older figures stay, in at least %(count)d characters.") % {"count": MIN_NOTE}
        )
    pin.accepted_note = note.strip()[:300]
    pin.save(update_fields=["accepted_note"])
    note_contribution(version.report.record_id, by)
    record("region.keep_older", version, by=by, edition=pin.edition.code, note=pin.accepted_note)
    return pin


@transaction.atomic
def take_fold(
    version_id: int, *, by: User, metric: str, breakdown: str = "", period: str = "", seen: str = ""
) -> MetricValue:
    """The fold becomes the region's own reported figure. `seen` is the fold as the page showed it."""
    version = open_region_version(version_id, by=by)
    fold = gather(version.report_id).fold(metric, breakdown=breakdown, period=period)
    if fold is None or fold.value is None:
        raise Invalid(_("There is no fold of this figure. Choose another one."))
    if seen != format(fold.value, "f"):
        raise Drifted(_("The fold has changed since the page was opened. Load it again and look at it."))
    row = _own_row(version, fold)
    row.changed_by = by
    try:
        row.full_clean(exclude=["record", "metric"])
    except ValidationError as error:
        raise Invalid(*error.messages) from error
    row.save()
    note_contribution(version.report.record_id, by)
    record("region.take_fold", version, by=by, metric=metric, value=format(row.value, "f"))
    return row


def _own_row(version: Version, fold: FoldFacts) -> MetricValue:
    key = {"breakdown": fold.breakdown, "period": fold.period}
    rows = MetricValue.objects.filter(record=version.report.record_id, metric__code=fold.metric, **key)
    row = rows.first()
    if row is None:
        metric = Metric.objects.get(code=fold.metric)
        row = MetricValue(record=version.report.record, metric=metric, **key)
    else:
        row.revision += 1
    row.status, row.value, row.high = "reported", _stored(fold.value), _stored(fold.high)
    row.bound, row.word, row.given, row.given_unit, row.text, row.reason = fold.bound, "", "", "", "", ""
    row.source = f"学校年报汇总（{fold.given}/{fold.of} 所）"  # content, in the report's own language
    return row


def _stored(value):
    return None if value is None else round(value, STORED_PLACES)
