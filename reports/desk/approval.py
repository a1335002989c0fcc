"""The pages that do one thing: return, approve for the next level, approve, schedule, publish. Each says beforehand what
follows, and what still stands against it. Also: have a failed sealing tried again.

The steps themselves are taken at desk:step; here is only what their pages show (`context(request, version, form)`).
"""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from institutions.models import Region, User
from reports.comparison import changes
from reports.models import ReviewItem, State, Version
from reports.publishing.addresses import report_address
from reports.publishing.members import stale_pins
from reports.publishing.seal import next_number
from reports.review.contents import content_under_review
from reports.review.place_names import PlaceNames
from reports.review.workdays import next_opening
from reports.workflow import guards, review
from reports.workflow.notices import TOLD, people

from .access import visible_version
from .acts import ActForm
from .differences import Shown, shown
from .hindrances import why_blocked
from .reviewing import came_from, taken

DUE_DAYS = 7
NAMED = 20  # people or differences that are written out


def return_context(request: HttpRequest, version: Version, form: ActForm) -> dict:
    """The drafted items, those opened again, and a due date a week from today."""
    reopened = ReviewItem.Status.REOPENED
    items = [i for i in version.items.all() if i.cycle == 0 or i.status == reopened]
    # as text: the browser's date field takes no other form, whatever the language
    form.fields["due_on"].initial = (timezone.localdate() + timedelta(days=DUE_DAYS)).isoformat()
    label = ngettext("Return (%(n)d item)", "Return (%(n)d items)", len(items)) % {"n": len(items)}
    hindered = [] if items else [_("Write at least one item, with its place, before you return the report.")]
    hindered += why_blocked("return", version, request.user)
    facts = content_under_review(version)
    names = PlaceNames(facts) if facts else None
    return {
        "items": [(item, names.name(item.place) if names else item.place) for item in items],
        "button": label,
        "hindered": hindered,
        "told": told("return", version, request.user),
    }


def approval_context(request: HttpRequest, version: Version, form: ActForm) -> dict:
    """T9 and T10: nothing becomes public yet."""
    facts = content_under_review(version)
    act = "approve" if not _next_level(version) else "pass_on"
    hindered = why_blocked(act, version, request.user)
    if facts is None:
        hindered += [_("The signed content cannot be read. Tell the operator; nothing was decided.")]
    elif version.holder_id == request.user.pk:
        hindered += review.unresolved(version, facts)
    next_level = _next_level(version)
    button = _("Approve")
    if next_level:
        button = _("Approve and pass on to: %(level)s") % {"level": _bureau(next_level)}
    return _consequences(request, version, act) | {
        "button": button,
        "hindered": hindered,
        "moved": _moved(request, version),
        "next_level": _bureau(next_level) if next_level else "",
    }


def publication_context(request: HttpRequest, version: Version, form: ActForm) -> dict:
    """T12: what goes public, where and when."""
    act = "schedule" if "at" in form.fields else "publish"
    context = _consequences(request, version, act) | {
        "hindered": why_blocked(act, version, request.user),
        "moved": _moved(request, version),
        "button": _("Publish now"),
        "previous": version.report.versions.filter(state=State.PUBLISHED).exclude(pk=version.pk).first(),
    }
    if act == "schedule":
        at = next_opening()
        form.fields["at"].initial = timezone.localtime(at)
        context |= {
            "button": _("Publish on %(time)s") % {"time": moment(at)},
            "proposed": timezone.localtime(at),
        }
    return context


def moment(at: datetime) -> str:
    """12月15日 09:30; the year is said where it is not the present one."""
    at = timezone.localtime(at)
    form = _("F j") if at.year == timezone.localdate().year else "DATE_FORMAT"
    return f"{date_format(at, form)} {at:%H:%M}"


def _consequences(request: HttpRequest, version: Version, act: str) -> dict:
    address = report_address(version.report)
    return {
        "address": address,
        "fixed_address": f"{address}v{version.number or next_number(version)}/",
        "told": told(act, version, request.user),
        "stale": [pin.report.record.subject.name for pin in stale_pins(version) if not pin.accepted_note][
            :NAMED
        ],
        "members": version.pins.count(),
    }


def told(act: str, version: Version, user: User) -> list[str]:
    """Names of the people who get a notice of the step; after T9 these are the reviewers of the next level."""
    found = people(_after(act, version), TOLD[act][0]) - {user.pk}
    names = [u.get_full_name() or u.username for u in User.objects.filter(pk__in=found).order_by("pk")]
    return [
        *names[:NAMED],
        *([_("and %(n)d more") % {"n": len(names) - NAMED}] if len(names) > NAMED else []),
    ]


def _after(act: str, version: Version) -> Version:
    """The version as notices will see it; never stored."""
    if act != "pass_on":
        return version
    return Version(report=version.report, path=version.path, level=(version.level or 0) + 1)


def _next_level(version: Version) -> str:
    level = (version.level or 0) + 1
    return version.path[level] if level < len(version.path) else ""


def _bureau(code: str) -> str:
    region = Region.objects.filter(code=code).first()
    return (region.bureau or region.name) if region else code


def _moved(request: HttpRequest, version: Version) -> list[Shown]:
    """After a refusal for drift: what the page had shown, against what the version holds now."""
    seen = request.POST.get("seen_fingerprint", "") if request.method == "POST" else ""
    if not seen or seen == version.fingerprint or not version.fingerprint:
        return []
    old = guards.facts_of_snapshot(version, seen)
    new = guards.facts_of_snapshot(version, version.fingerprint)
    return shown(changes(old, new))[:NAMED] if old and new else []


@login_required
@require_POST
def seal_again(request: HttpRequest, version_id: int) -> HttpResponse:
    """POST: a sealing that failed goes into the queue once more."""
    version = visible_version(request, version_id)
    back = came_from(request, reverse("desk:version", args=[version.pk]))
    return taken(
        request,
        lambda: review.seal_again(version.pk, by=request.user),
        back=back,
        done=_("Sealing is tried again."),
    )
