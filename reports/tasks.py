"""Slow work for the queue. Every task may run twice: the second run changes nothing."""

from django_tasks import task

from reports import log
from reports.models import Version
from reports.publishing.pages import freeze_pages
from reports.publishing.seal import seal


@task()
def seal_version(version_id: int) -> str:
    """Seals a version from its newest snapshot; answers with the edition code. Raises SealRefused, PdfError."""
    version = Version.objects.get(pk=version_id)
    edition = seal(version, version.snapshots.order_by("-taken_at").first())
    return edition.code


@task()
def remake_pages(version_id: int) -> None:
    """Makes the served pages of a published version anew, after its shell has changed."""
    freeze_pages(Version.objects.select_related("edition").get(pk=version_id))


@task()
def seal_log() -> str:
    """Links the log rows that are not linked yet; answers with the last link."""
    return log.seal()
