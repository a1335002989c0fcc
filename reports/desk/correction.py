"""Withdrawing what is public: the first publisher asks, a second one confirms or either drops the request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reports.models import Version
from reports.publishing.addresses import report_address
from reports.workflow import publication
from reports.workflow.refusals import TransitionRefused

from .access import visible_version


def withdraw_context(request: HttpRequest, version: Version, form: Form) -> dict[str, Any]:
    """Step 1 asks for kind and reason; step 2 shows them and asks for nothing."""
    asked = version.withdrawal_asked_by_id is not None
    for name in ("kind", "reason"):
        if asked:
            form.fields[name].widget = HiddenInput()
        else:
            form.fields[name].widget.attrs["required"] = True
    return {
        "asked": asked,
        "asked_by": version.withdrawal_asked_by,
        "asked_myself": version.withdrawal_asked_by_id == request.user.pk,
        "public_address": report_address(version.report),
    }


@login_required
@never_cache
@require_POST
def drop_withdrawal(request: HttpRequest, version_id: int) -> HttpResponse:
    """The request for a withdrawal is dropped; the report stays as it is."""
    version = visible_version(request, version_id)
    try:
        if version.withdrawal_asked_by_id is None:
            raise TransitionRefused(_("Nobody has asked for a withdrawal of this version."))
        publication.drop_withdrawal(version.pk, by=request.user)
    except TransitionRefused as refusal:
        context = {"version": version, "report": version.report, "reasons": refusal.reasons}
        return render(request, "reports/desk/refused.html", context, status=refusal.status)
    messages.success(request, _("The request for the withdrawal is dropped."))
    return redirect("desk:version", version.pk)
