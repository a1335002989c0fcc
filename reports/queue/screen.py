"""/desk/jobs/: the tasks of one's own scope, and the button that tries a failed one again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports import log
from reports.readiness import faults

from . import jobs, outcomes


@login_required
@never_cache
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    _check(request)
    user = request.user
    context = {"jobs": jobs.jobs(user), "faults": list(faults()) if user.is_superuser else []}
    return render(request, "reports/backoffice/jobs.html", context)


@login_required
@never_cache
@require_POST
def try_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    _check(request)
    job = jobs.job(request.user, pk)
    if job is None:
        raise Http404
    with transaction.atomic():
        queued = outcomes.again(pk)
        if queued:
            log.record("task.retry", job.report or f"task:{pk}", by=request.user, task=job.name)
    if queued:
        messages.success(request, _("“%(task)s” is queued again.") % {"task": job.name})
    else:
        messages.info(
            request, _("“%(task)s” was already taken up again; nothing was changed.") % {"task": job.name}
        )
    return redirect("desk:jobs")


def _check(request: HttpRequest) -> None:
    if not jobs.may_see(request.user):
        raise PermissionDenied
