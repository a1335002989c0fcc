"""The one writer of `Version.state`: row lock, table, compare-and-set, transition row, log row, in one transaction."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from institutions.models import User, YearRecord
from reports.log import record
from reports.models import IN_WORK, Report, State, Transition, Version

from .states import BY_ACT, EDITABLE, Step


class TransitionRefused(Exception):
    """The step is not allowed now; the message tells the person why and what to do."""


def lock(report_id: int) -> Report:
    """The report row, locked until the transaction ends."""
    query = Report.objects.select_related("record")
    if connection.features.has_select_for_update:
        query = query.select_for_update(of=("self",)) if connection.vendor == "postgresql" else query
    return query.get(pk=report_id)


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

    Raises TransitionRefused where the version is no longer in a state the step starts from.
    """
    before = "" if created else version.state
    if created:
        version.state = step.target
        version.save()
    else:
        changed = Version.objects.filter(pk=version.pk, state__in=step.sources).update(state=step.target)
        if not changed:
            raise TransitionRefused(_("The state has changed meanwhile. Load the page again and look at it."))
        version.state = step.target
    YearRecord.objects.filter(pk=version.report.record_id).update(locked=version.state not in EDITABLE)
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
    return transition


def current_version(report: Report) -> Version | None:
    return report.versions.filter(state=State.PUBLISHED).first()
