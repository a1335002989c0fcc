"""Slow work for the queue. Every task may run twice: the second run changes nothing."""

from django.db import transaction
from django.dispatch import receiver
from django_tasks import task

from reports import log
from reports.board.reminding import remind_all
from reports.models import Edition, MemberPin, Snapshot, State, Version
from reports.publishing.pages import freeze_pages
from reports.publishing.seal import SealRefused, seal
from reports.queue.failures import class_path, reason
from reports.queue.outcomes import given_up
from reports.rendering.pdf import PdfError
from reports.workflow import notices, publication
from reports.workflow.mailing import mail_waiting
from reports.workflow.transitions import locked_version


@task()
def seal_version(version_id: int) -> str:
    """Seals an approved version from the Snapshot that was approved; answers with the edition code.

    Raises SealRefused, PdfError after they were stored with the version, where people see them.
    """
    version = Version.objects.select_related("report").get(pk=version_id)
    if version.state != State.APPROVED:
        return ""
    snapshot = Snapshot.objects.filter(version=version, fingerprint=version.fingerprint).first()
    try:
        edition = seal(version, snapshot)
    except (SealRefused, PdfError) as error:
        _sealing_failed(version_id, version.fingerprint, str(error))
        raise
    _sealed(version_id, edition.fingerprint)
    return edition.code


@transaction.atomic
def _sealed(version_id: int, fingerprint: str) -> None:
    version = locked_version(version_id)
    if version.state == State.APPROVED and version.fingerprint == fingerprint:
        version.sealing, version.sealing_error = Version.Sealing.SEALED, ""
        version.save(update_fields=["sealing", "sealing_error"])


@transaction.atomic
def _sealing_failed(version_id: int, fingerprint: str, reason: str) -> None:
    version = locked_version(version_id)
    if version.state == State.APPROVED and version.fingerprint == fingerprint:
        version.sealing, version.sealing_error = Version.Sealing.FAILED, reason[:2000]
        version.save(update_fields=["sealing", "sealing_error"])
        notices.give(
            version, "sealing_failed", key=f"seal{version_id}:{fingerprint[:16]}", reason=reason[:300]
        )


@receiver(given_up)
def sealing_given_up(sender, task_path: str, args: list, error: BaseException, **kwargs) -> None:
    """A sealing that ended without telling why (the worker was lost, it took too long) is shown as failed too."""
    if task_path != seal_version.module_path or isinstance(error, SealRefused | PdfError):
        return
    version = Version.objects.filter(pk=args[0], sealing=Version.Sealing.RUNNING).first() if args else None
    if version is None:
        return
    if Edition.objects.filter(version=version, fingerprint=version.fingerprint).exists():
        _sealed(version.pk, version.fingerprint)
    else:
        _sealing_failed(version.pk, version.fingerprint, reason(class_path(error), f"{error}"))


@task()
def remake_pages(version_id: int) -> None:
    """Makes the served pages of a public version anew."""
    version = Version.objects.select_related("edition").get(pk=version_id)
    if hasattr(version, "edition"):
        freeze_pages(version)


@task()
def seal_log() -> str:
    """Links the log rows that are not linked yet; answers with the last link."""
    return log.seal()


@task()
def publish_due() -> list[str]:
    """Publishes what is due; answers with the reasons of what could not be published."""
    return publication.publish_due()


@task()
def mark_stale(report_id: int) -> int:
    """Tells the writers of region reports that a member's Edition changed; answers how many were told."""
    told = 0
    pins = MemberPin.objects.filter(report=report_id).exclude(
        version__state__in=(State.SUPERSEDED, State.WITHDRAWN, State.VOID)
    )
    for pin in pins.select_related("version__report__record", "report__record__institution"):
        current = pin.report.versions.filter(state=State.PUBLISHED).first()
        if pin.edition.version_id == (current.pk if current else None):
            continue
        member = pin.report.record.subject.name
        told += notices.give(
            pin.version, "members_stale", key=f"stale{pin.pk}:{current.pk if current else 0}", member=member
        )
    return told


@task()
def mail_notices() -> int:
    """Sends each notice once by mail; people without an address read it on their task list."""
    return mail_waiting()


@task()
def send_reminders() -> int:
    """Reminds those who have not handed in, on the days of the schedule; answers how many were told."""
    return remind_all()
