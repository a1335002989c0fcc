"""Where log-in leads: what waits for me, my notices, my reports."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.models import Role, User
from institutions.permissions import EDITORS
from institutions.scoping import memberships, visible
from reports.models import GuestPass, Notice, State, Version
from reports.workflow.deadline import days_until, dues_of
from reports.workflow.notices import words

from .access import WITH_PLACE
from .content import OPEN_ITEMS

WRITERS = EDITORS | {Role.SIGNATORY}
SHOWN = 50  # rows of one list
NOTICES = 10
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Task:
    """One report that waits for this person, with the single next act."""

    version: Version
    act: str
    link: str
    due: datetime | None = None

    @property
    def days(self) -> int | None:
        return None if self.due is None else days_until(self.due)

    @property
    def only_look(self) -> bool:
        """Someone else has the next step."""
        return self.link == reverse("desk:version", args=[self.version.pk])


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    own = list(_own_versions(user))
    dues = dues_of([version.report for version in own])
    tasks = [task for version in own if (task := _task(user, version, dues.get(version.report_id)))]
    waiting_ids = {task.version.pk for task in tasks}
    context = {
        "tasks": sorted(tasks, key=lambda task: (task.due is None, task.due or FAR, task.version.pk)),
        "to_publish": _to_publish(user),
        "to_review": _to_review(user),
        "notices": _notices(user),
        "others": [version for version in own if version.pk not in waiting_ids],
        "passes": _passes(user),
    }
    return render(request, "reports/desk/home.html", context)


@login_required
@require_POST
def read_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice is read; another's is none."""
    notice = Notice.objects.filter(pk=notice_id, user=request.user).first()
    if notice is None:
        raise Http404
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return redirect(f"{reverse('desk:home')}#notices")


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest notice the page showed is read."""
    last = request.POST.get("last", "")
    rows = Notice.objects.filter(user=request.user, read_at=None)
    if last.isascii() and last.isdigit() and len(last) <= 18:
        rows.filter(pk__lte=int(last)).update(read_at=timezone.now())
    return redirect("desk:home")


def _own_versions(user: User) -> QuerySet[Version]:
    """The newest version of each report of the places where this person writes or signs."""
    held = [m for m in memberships(user) if m.role in WRITERS]
    newest = Version.objects.filter(report=OuterRef("report")).order_by("-sequence").values("pk")[:1]
    return (
        Version.objects.filter(pk=Subquery(newest))
        .filter(
            Q(report__record__institution__in=[m.institution_id for m in held if m.institution_id])
            | Q(report__record__region__in=[m.region_id for m in held if m.region_id])
        )
        .select_related(*WITH_PLACE)
        .annotate(open_items=Count("items", filter=Q(items__cycle__gt=0, items__status__in=OPEN_ITEMS)))
        .order_by("-report__record__round__key", "pk")[: 4 * SHOWN]
    )


def _task(user: User, version: Version, due: datetime | None) -> Task | None:
    """What this person can do next; None: nothing waits for him."""
    record = version.report.record
    roles = {
        m.role
        for m in memberships(user)
        if (m.institution_id, m.region_id) == (record.institution_id, record.region_id)
    }
    found = _next_act(version, roles)
    if found is None:
        return None
    return Task(version, *found, due=due)


def _next_act(version: Version, roles: set[str]) -> tuple[str, str] | None:
    page = reverse("desk:version", args=[version.pk])
    step = {act: f"{page}{act}/" for act in ("request_signature", "resubmit", "sign")}
    lead, writes = Role.LEAD in roles, bool(roles & EDITORS)
    if version.state == State.SIGNING and Role.SIGNATORY in roles:
        return _("Sign and hand in"), step["sign"]
    if version.state == State.SIGNING and lead:
        return _("Waits for the signatory: look"), page
    if version.state == State.RETURNED and writes and version.open_items:
        return _("Answer items of the return: %(count)d") % {"count": version.open_items}, f"{page}items/"
    if version.state == State.RETURNED and lead:
        return _("Ask for the signature again"), step["resubmit"]
    if version.state == State.DRAFT and lead:
        return _("Check and ask for the signature"), step["request_signature"]
    if version.state in (State.DRAFT, State.RETURNED) and writes:
        return _("Go on writing"), reverse("admin:reports_report_change", args=[version.report_id])
    return None


def _to_publish(user: User) -> dict | None:
    """Approved reports this publisher may open; None: no publisher."""
    if not any(m.role == Role.PUBLISHER for m in memberships(user)):
        return None
    rows = visible(Version.objects.filter(state=State.APPROVED), user, roles=frozenset({Role.PUBLISHER}))
    rows = rows.select_related(*WITH_PLACE).order_by("approved_on", "pk")
    found = list(rows[: SHOWN + 1])
    return {"rows": found[:SHOWN], "more": len(found) > SHOWN}


def _to_review(user: User) -> dict[str, int] | None:
    """How many reports wait for this person's bureau, and how many he holds; None: no reviewer."""
    codes = {m.region.code for m in memberships(user) if m.role == Role.REVIEWER and m.region_id}
    if not codes:
        return None
    rows = Version.objects.filter(state__in=(State.SUBMITTED, State.REVIEWING))
    rows = visible(rows, user, roles=frozenset({Role.REVIEWER})).values_list(
        "state", "path", "level", "holder"
    )
    waiting = held = 0
    for state, path, level, holder in rows:
        at = path[level or 0] if (level or 0) < len(path) else ""
        waiting += state == State.SUBMITTED and at in codes
        held += state == State.REVIEWING and holder == user.pk
    return {"waiting": waiting, "held": held}


def _notices(user: User) -> list[dict]:
    """Unread notices first, in words, each with the newest version of its report."""
    newest = Version.objects.filter(report=OuterRef("report")).order_by("-sequence").values("pk")[:1]
    rows = Notice.objects.filter(user=user).annotate(version_id=Subquery(newest))
    unread = list(rows.filter(read_at=None)[:NOTICES])
    read = list(rows.exclude(read_at=None)[:3])
    return [
        {
            "row": row,
            "words": words(row),
            "link": row.version_id and reverse("desk:version", args=[row.version_id]),
        }
        for row in (*unread, *read)
    ]


def _passes(user: User) -> list[GuestPass]:
    now = timezone.now()
    rows = GuestPass.objects.filter(user=user, opens_at__lte=now, closes_at__gte=now, ended_at=None)
    return list(rows.select_related("report").order_by("closes_at"))
