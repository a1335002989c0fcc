"""Handing over one's own role to a colleague from a day on: to an account of the same place, or by an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import invitations
from .forms import HandoverForm
from .pages import page
from .roles import pass_on, refuse_where_it_cannot_pass


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def handover(request: HttpRequest) -> HttpResponse:
    form = HandoverForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            words = hand_over(request, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, words)
            return redirect("account:home")
    return page(request, "handover", {"form": form})


def hand_over(request: HttpRequest, *, membership, colleague, email: str, day) -> str:
    """Does it, and says what was done. Raises ValidationError where the role cannot pass."""
    shown = {"day": date_format(day), "role": membership.get_role_display()}
    if colleague is not None:
        pass_on(membership, colleague, day, by=request.user, request=request)
        return _("From %(day)s on %(name)s holds the role “%(role)s”; you hold it until the day before.") % (
            shown | {"name": colleague.get_full_name()}
        )
    refuse_where_it_cannot_pass(membership, None, day)
    place = membership.institution or membership.region
    invitations.invite(
        request, email=email, role=membership.role, place=place, valid_from=day, hands_over=membership
    )
    return _(
        "The invitation was sent to %(email)s. You hold the role “%(role)s” until it is accepted, and at least "
        "until the day before %(day)s."
    ) % (shown | {"email": email})
