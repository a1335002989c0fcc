"""POST: the verdict on one explanation. A rejected one becomes a draft item of the return."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.models import Finding
from reports.workflow import review

from .reviewing import came_from, refused, reviewable_version, taken


@login_required
@require_POST
def judge(request: HttpRequest, finding_id: int) -> HttpResponse:
    """`verdict` is accepted or rejected."""
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is None:
        raise Http404
    version = reviewable_version(request, finding.version_id)
    back = came_from(request, reverse("desk:review", args=[version.pk]) + f"#finding-{finding.pk}")
    verdict = request.POST.get("verdict")
    if verdict not in Finding.Verdict.values:
        return refused(request, [_("Accept or reject the explanation.")], back=back, status=422)
    accepted = verdict == Finding.Verdict.ACCEPTED
    return taken(
        request,
        lambda: review.judge(finding.pk, by=request.user, accepted=accepted),
        back=back,
        done=_("Explanation accepted.")
        if accepted
        else _("Explanation rejected; it is now an item of the return."),
    )
