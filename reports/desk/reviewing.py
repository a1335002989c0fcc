"""How the reviewers' screens get at things, and how each of their POSTs is taken: once, and back to where it came from.

The school's own people are turned away here: what reviewers say among themselves is not theirs to read.
"""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from institutions.models import Role, User
from institutions.permissions import roles_reaching
from reports.models import Report, Version
from reports.workflow.path import is_member_of_subject
from reports.workflow.refusals import TransitionRefused

from .access import visible_version

BUREAU = frozenset({Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR})


def is_of_bureau(user: User, report: Report) -> bool:
    """Whether the account reads this report for the bureau."""
    if user.is_superuser:
        return True
    return bool(roles_reaching(user, report) & BUREAU) and not is_member_of_subject(user, report)


def reviewable_version(request: HttpRequest, version_id: int) -> Version:
    """The version, for people of the bureau; the reading is logged. Raises Http404."""
    version = visible_version(request, version_id)
    if not is_of_bureau(request.user, version.report):
        raise Http404
    return version


def came_from(request: HttpRequest, default: str) -> str:
    """Where a POST came from, as its form says: a page of the desk and nothing else."""
    back = request.POST.get("back", "")
    inside = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if inside else default


def taken(
    request: HttpRequest,
    take: Callable[[], object],
    *,
    back: str,
    done: str,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Takes the step and goes back; refused, it says why and keeps what was typed."""
    if form is not None and not form.is_valid():
        return refused(request, (), back=back, form=form, status=422)
    try:
        take()
    except TransitionRefused as refusal:
        return refused(request, refusal.reasons, back=back, form=form, status=refusal.status)
    messages.success(request, done)
    return redirect(back)


def refused(
    request: HttpRequest, reasons: Iterable[str], *, back: str, status: int, form: forms.Form | None = None
) -> HttpResponse:
    context = {"reasons": list(reasons), "back": back, "form": form, "address": request.path}
    return render(request, "reports/desk/review/refused.html", context, status=status)
