"""Pages of invitations: the list and a new one for who may invite, accepting for who was invited; handing over a role."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutions.models import Invitation, User
from institutions.permissions import roles_to_offer
from institutions.scoping import visible
from institutions.signals import tell

from . import invitations
from .forms import ADMINISTRATORS, FirstAccountForm, InvitationForm
from .pages import page

PER_PAGE = 50


@require_safe
@login_required
def invitation_list(request: HttpRequest) -> HttpResponse:
    rows = Paginator(shown_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "invitations",
        {"rows": rows, "may_invite": bool(roles_to_offer(request.user)), "open": Invitation.State.OPEN},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_invitation(request: HttpRequest) -> HttpResponse:
    if not roles_to_offer(request.user):
        raise PermissionDenied
    form = InvitationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(request, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation was sent to %(email)s.") % {"email": made.email})
            return redirect("account:invitations")
    return page(request, "invitation_new", {"form": form})


@require_POST
@login_required
def revoke_invitation(request: HttpRequest, number: int) -> HttpResponse:
    invitation = get_object_or_404(shown_to(request.user), pk=number)
    if not invitations.may_revoke(request.user, invitation):
        raise PermissionDenied
    if invitations.revoke(invitation, request=request):
        messages.success(request, _("The invitation is revoked; its link opens nothing any more."))
    else:
        messages.error(request, _("The invitation was accepted or revoked already."))
    return redirect("account:invitations")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens. Looking changes nothing; going on starts its last day; accepting uses it up."""
    found = invitations.find(token)
    if found is None:
        return page(request, "invitation_gone", status=404)
    if request.method == "POST" and "begin" in request.POST:
        invitations.open_link(found)
        return redirect(request.path)
    has_account = User.objects.filter(email__iexact=found.email, is_active=True).exists()
    sent = request.POST if "accept" in request.POST else None
    form = None if has_account else FirstAccountForm(sent, place=found.place)
    answer = _accepted(request, token, found, form) if "accept" in request.POST else None
    return answer or page(
        request, "invitation", {"invitation": found, "form": form, "has_account": has_account}
    )


def _accepted(request, token: str, found: Invitation, form: FirstAccountForm | None) -> HttpResponse | None:
    """Accepts for the account logged in, or for the one this form makes; None where the form must be shown again."""
    if form is None and not request.user.is_authenticated:
        raise PermissionDenied
    if form is not None and (request.user.is_authenticated or not form.is_valid()):
        return None
    try:
        with transaction.atomic():
            user = request.user if form is None else _made(request, form, found)
            invitations.accept(token, user, request=request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    messages.success(request, _("You now hold the role “%(role)s”.") % {"role": found.get_role_display()})
    return redirect("account:home")


def _made(request: HttpRequest, form: FirstAccountForm, found: Invitation) -> User:
    user = form.save(commit=False)
    user.email, user.is_staff = found.email, True  # may log in; rights come from memberships alone
    user.save()
    tell("account.made", user, by=user, request=request)
    return user


def shown_to(user: User):
    """Those one made, and those to places one administers."""
    rows = Invitation.objects.select_related("institution", "region", "invited_by", "accepted_by")
    if user.is_superuser:
        return rows
    administered = visible(Invitation.objects.all(), user, roles=ADMINISTRATORS).values("pk")
    return rows.filter(pk__in=administered) | rows.filter(invited_by=user)
