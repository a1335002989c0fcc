"""The one writer of `Version.state`: row lock, table, compare-and-set, transition row, log row, in one transaction."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from institutions.models import User, YearRecord
from reports.log import record
from reports.models import IN_WORK, Report, State, Transition, Version

from .notices import announce
from .refusals import Drifted, NotAllowed, TransitionRefused
from .rights import may, why_not
from .states import BY_ACT, EDITABLE, Step

__all__ = [
    "Seen",
    "TransitionRefused",
    "begin",
    "current_version",
    "lock",
    "locked_version",
    "move",
    "new_version",
    "start",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """The state and the fingerprint a page showed; what is decided must be what was seen."""

    state: str
    fingerprint: str


def lock(report_id: int) -> Report:
    """The report row and its year record, locked until the transaction ends: whoever edits a row holds the record too."""
    query = Report.objects.select_related("record__round", "record__institution", "record__region")
    if connection.features.has_select_for_update:
        query = query.select_for_update(of=("self", "record")) if connection.vendor == "postgresql" else query
    return query.get(pk=report_id)


def locked_version(version_id: int) -> Version:
    """The version as it stands under the lock on its report. Raises Version.DoesNotExist."""
    report = lock(Version.objects.values_list("report_id", flat=True).get(pk=version_id))
    version = Version.objects.select_related("previous", "holder").get(pk=version_id)
    version.report = report
    return version


def begin(version_id: int, act: str, *, by: User, seen: Seen | None = None) -> tuple[Version, Step]:
    """Lock, right, state, and what was seen: asked in this order before any step. Raises TransitionRefused."""
    version, step = locked_version(version_id), BY_ACT[act]
    if not may(by, step, version):
        raise NotAllowed(why_not(step))
    if version.state not in step.sources:
        raise TransitionRefused(
            _("This is not possible now: the version is “%(state)s”.")
            % {"state": version.get_state_display()}
        )
    if seen is not None and seen != Seen(version.state, version.fingerprint):
        raise Drifted(_("This version has moved on since the page was opened. Load it again and look at it."))
    return version, step


@transaction.atomic
def start(report_id: int, *, by: User) -> Version:
    """T1: a first or further version in DRAFT. Raises TransitionRefused if one is in work already."""
    report = lock(report_id)
    if report.versions.filter(state__in=IN_WORK).exists():
        raise TransitionRefused(
            _("A version of this report is in work already. Open that one, or have it voided first.")
        )
    version = new_version(report)
    move(version, BY_ACT["start"], by=by, created=True)
    return version


def new_version(report: Report, **fields) -> Version:
    last = report.versions.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return Version(report=report, sequence=last + 1, **fields)


def move(
    version: Version, step: Step, *, by: User | None, comment: str = "", created: bool = False
) -> Transition:
    """Takes the step. The caller holds the lock on the report and has asked the guards.

    Other fields set on `version` are stored with it. Raises TransitionRefused where the version is no longer in a
    state the step starts from.
    """
    before = "" if created else version.state
    if not created:
        fields = {
            f.name: getattr(version, f.attname) for f in Version._meta.concrete_fields if not f.primary_key
        }
        fields["state"] = step.target
        changed = Version.objects.filter(pk=version.pk, state__in=step.sources).update(**fields)
        if not changed:
            raise TransitionRefused(_("The state has changed meanwhile. Load the page again and look at it."))
    version.state = step.target
    version.save()  # tells those who listen; the compare-and-set is above
    record_id = version.report.record_id
    editable = Version.objects.filter(report__record=record_id, state__in=EDITABLE).exists()
    YearRecord.objects.filter(pk=record_id).update(locked=not editable)
    transition = Transition.objects.create(
        version=version,
        act=step.act,
        from_state=before,
        to_state=step.target,
        user=by,
        comment=comment,
        fingerprint=version.fingerprint,
    )
    record(
        f"version.{step.act}", version, by=by, source=before, target_state=str(step.target), reason=comment
    )
    announce(transition)
    return transition


def current_version(report: Report) -> Version | None:
    return report.versions.filter(state=State.PUBLISHED).first()
