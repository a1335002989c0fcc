"""One version: where it stands, what this person may do next, its history, signatures and receipt."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.workflow.rights import may

from .access import visible_version
from .acts import ACTS


@login_required
@never_cache
@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    found = visible_version(request, version_id)
    possible = [
        act for act in ACTS.values() if found.state in act.step.sources and may(request.user, act.step, found)
    ]
    return render(
        request,
        "reports/desk/version.html",
        {
            "version": found,
            "report": found.report,
            "acts": possible,
            "history": found.transitions.select_related("user"),
            "signatures": found.signatures.select_related("user"),
        },
    )
