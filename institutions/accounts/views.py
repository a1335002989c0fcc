"""The account's own pages: what it is and may do, where it is logged in, its written authority."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Membership
from institutions.permissions import roles_to_offer
from institutions.scoping import visible

from . import factors, sessions
from .browsers import browser_name
from .evidence import kind_of
from .pages import page

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    current = user.memberships.current().select_related("institution", "region")
    return page(
        request,
        "home",
        {
            "memberships": current,
            "may_invite": bool(roles_to_offer(user)),
            "device": factors.device_of(user),
            "required": factors.is_required(user),
            "codes_left": factors.codes_left(user),
            "open_sessions": len(sessions.sessions_of(user)),
        },
    )


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends this session and all others of the account: whoever leaves a shared room leaves nothing open."""
    logout(request)
    return redirect("/")


@require_safe
@login_required
def session_list(request: HttpRequest) -> HttpResponse:
    here = sessions.number_of(request)
    rows = [
        {"row": row, "browser": browser_name(row.browser), "here": row.pk == here}
        for row in sessions.sessions_of(request.user)
    ]
    return page(request, "sessions", {"rows": rows, "others": sum(not row["here"] for row in rows)})


@require_POST
@login_required
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Ends one of one's own sessions; the present one by logging out. Another's is none."""
    if number == sessions.number_of(request):
        return log_out(request)
    if not sessions.end_one(request.user, number, request=request):
        raise Http404
    messages.success(request, _("That session is ended."))
    return redirect("account:sessions")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    count = sessions.end_others(request.user, request=request)
    words = ngettext("%(count)d other session is ended.", "%(count)d other sessions are ended.", count)
    messages.success(request, words % {"count": count})
    return redirect("account:sessions")


@require_safe
@login_required
def authority(request: HttpRequest, number: int) -> HttpResponseBase:
    """A deputy's written authority, for those who may see the membership; never public."""
    stored = Membership.objects.exclude(authority="")
    row = get_object_or_404(visible(stored, request.user) | stored.filter(user=request.user), pk=number)
    name = row.authority.name
    response = FileResponse(
        row.authority.open("rb"),
        as_attachment=True,
        filename=f"authority-{row.pk}.{name.rpartition('.')[2]}",
        content_type=kind_of(name),
    )
    response["Content-Security-Policy"] = INERT
    return response
