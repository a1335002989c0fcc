"""Slow work for the queue. Every task may run twice: the second run changes nothing."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from institutions.killpoints import killpoint
from reports import log
from reports.models import MemberPin, Notice, Snapshot, State, Version
from reports.publishing.pages import freeze_pages
from reports.publishing.seal import SealRefused, seal
from reports.rendering.pdf import PdfError
from reports.workflow import notices, publication
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
    sent = 0
    waiting = Notice.objects.filter(mailed_at=None).exclude(user__email="").select_related("user")
    for notice in waiting.order_by("pk")[:500]:
        if not Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=timezone.now()):
            continue  # another worker has it
        killpoint("notices.before_mail")
        with translation.override(settings.LANGUAGE_CODE):
            subject = " ".join(notices.title(notice).split())[:150]
            link = f"{settings.SITE_URL}/desk/"
            send_mail(subject, f"{notices.words(notice)}\n\n{link}\n", None, [notice.user.email])
        killpoint("notices.after_mail")
        sent += 1
    return sent
