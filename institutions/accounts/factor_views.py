"""Pages of the second factor: type the code, set up an authenticator, renew the recovery codes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutions.signals import tell

from . import factors
from .forms import CodeForm, NewCodeForm
from .pages import next_address, page


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def factor(request: HttpRequest) -> HttpResponse:
    """Where whoever has a device types its code; without one, setting it up comes first."""
    user, after = request.user, next_address(request)
    if user.is_verified():
        return redirect(after)
    if factors.device_of(user) is None:
        return set_up(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if factors.check(request, form.cleaned_data["code"]):
            return redirect(after)
        form.add_error("code", _why_not(user))
    return page(request, "factor", {"form": form, "next": after})


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """A first device, or another in place of the present one: then only for who gave the present one's code."""
    user = request.user
    if factors.device_of(user) is not None and not user.is_verified():
        return redirect("account:factor")
    form = NewCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = factors.set_up(request, form.cleaned_data["code"])
        if codes is not None:
            return page(request, "recovery_codes", {"codes": codes, "next": next_address(request)})
        form.add_error(
            "code", _("This code does not fit. Check the clock of your phone and type the code it shows now.")
        )
    picture, words = factors.offered(user, factors.new_key(request))
    context = {"form": form, "picture": picture, "key": words, "next": next_address(request)}
    return page(request, "factor_set_up", context | {"required": factors.is_required(user)})


@require_POST
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, shown once. Only who gave a code comes here: see the gate."""
    if not request.user.is_verified():
        return redirect("account:factor_set_up")
    codes = factors.renew_codes(request.user)
    tell("account.recovery_codes_renewed", request.user, request=request)
    return page(request, "recovery_codes", {"codes": codes, "next": next_address(request)})


def _why_not(user) -> str:
    wait = factors.seconds_to_wait(user)
    if wait:
        words = ngettext(
            "This code does not fit. Wait %(wait)d second, then type the code shown then.",
            "This code does not fit. Wait %(wait)d seconds, then type the code shown then.",
            wait,
        )
        return words % {"wait": wait}
    return _("This code does not fit. Type the code shown now; each works once.")
