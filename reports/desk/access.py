"""How a screen of the desk gets at a version: what a person may not see answers as if it were not there."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from institutions.permissions import can
from reports.log import record_reading
from reports.models import GuestPass, Report, Version

WITH_PLACE = (
    "report__record__round",
    "report__record__institution",
    "report__record__region",
    "report__outline",
)


def visible_version(request: HttpRequest, version_id: int) -> Version:
    """The version, for those who may see its report; a reader from outside the school is logged. Raises Http404."""
    version = Version.objects.select_related(*WITH_PLACE, "holder", "previous").filter(pk=version_id).first()
    if version is None or not can(request.user, "view", version.report):
        raise Http404
    record_reading(request, version.report)
    return version


def visible_report(request: HttpRequest, report_id: int) -> Report:
    """The report, for those who may see it, or who hold a guest pass now. Raises Http404."""
    rows = Report.objects.select_related("record__round", "record__institution", "record__region", "outline")
    report = rows.filter(pk=report_id).first()
    if report is None or not (can(request.user, "view", report) or has_pass(request, report)):
        raise Http404
    record_reading(request, report)
    return report


def has_pass(request: HttpRequest, report: Report) -> bool:
    """Whether a guest pass of this person for this report is open now."""
    now = timezone.now()
    return GuestPass.objects.filter(
        report=report, user=request.user.pk, opens_at__lte=now, closes_at__gte=now, ended_at=None
    ).exists()
