"""T1: a report is begun, by the school's lead or by its bureau for many schools at once.

The year record and the report are made where they are missing, with the newest outline of the kind that is valid for the
round. What the last report of the place said of itself (publisher, bodies, categories) is taken over; figures never are.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, Region, Role, Round, User, YearRecord
from institutions.permissions import can, roles_held_at
from reports.models import Outline, Report, State, Version
from reports.workflow.deadline import deadline_of, window_of
from reports.workflow.notices import give_all, message
from reports.workflow.refusals import NotAllowed, TransitionRefused
from reports.workflow.transitions import lock, start

from .extending import shown
from .reading import LEVELS_OF_KIND, STAGE_OF_KIND
from .reminding import Plan, people_of
from .rows import Row

KEPT = (
    "publisher", "website", "statement_unit", "statement_signatory", "issuing_body", "subject_category",
    "genre_category",
)  # fmt: skip


def kind_for(subject: Institution | Region) -> str:
    """The kind of the subject's main report."""
    if isinstance(subject, Institution):
        return "college" if subject.stage == STAGE_OF_KIND["college"] else "school"
    return next((kind for kind, levels in LEVELS_OF_KIND.items() if subject.level in levels), "county")


def outline_for(kind: str, campaign: Round) -> Outline | None:
    """The newest outline for everyone; one that was adapted for a single place only where there is no other."""
    of_kind = "region" if kind in LEVELS_OF_KIND else "school"
    valid = Q(valid_from=None) | Q(valid_from__lte=int(campaign.key[:4]))
    rows = Outline.objects.filter(valid, kind=of_kind)
    return max(rows, key=lambda o: (o.based_on == "", o.valid_from or 0, o.version, -o.pk), default=None)


def closed(subject: Institution | Region, campaign: Round) -> str:
    """Why a report cannot be begun now, as a sentence; '' where it can."""
    kind = kind_for(subject)
    where = {"region" if isinstance(subject, Region) else "institution": subject}
    report = Report(record=YearRecord(round=campaign, **where), kind=kind)
    window, now = window_of(report), timezone.now()
    if window is None:
        newest = Round.objects.order_by("-key").values_list("pk", flat=True).first()
        return "" if newest == campaign.pk else _("“%(round)s” has ended.") % {"round": campaign.name}
    if now < window.opens_at:
        return _("“%(round)s” opens on %(time)s (Beijing time).") % {
            "round": campaign.name, "time": shown(window.opens_at),
        }  # fmt: skip
    deadline = deadline_of(report)
    if now > deadline:
        return _(
            "The deadline for handing in was %(deadline)s (Beijing time). Ask the bureau for an extension."
        ) % {"deadline": timezone.localtime(deadline).strftime("%Y-%m-%d %H:%M:%S")}
    return ""


@transaction.atomic
def begin_report(subject: Institution | Region, campaign: Round, *, by: User) -> Version:
    """The report and its first version, for the school's lead or the bureau's administrator. Raises TransitionRefused."""
    if Role.LEAD not in roles_held_at(by, subject) and not can(by, "administer", subject):
        raise NotAllowed(_("A report is begun by the school lead, or by the bureau's administrator."))
    reason = closed(subject, campaign)
    if reason:
        raise TransitionRefused(reason)
    kind = kind_for(subject)
    outline = outline_for(kind, campaign)
    if outline is None:
        raise TransitionRefused(_("There is no outline for this kind of report yet. Tell the administrator."))
    where = {"region" if isinstance(subject, Region) else "institution": subject}
    year, _made = YearRecord.objects.get_or_create(round=campaign, **where)
    report, _made = Report.objects.get_or_create(
        record=year, kind=kind, defaults={"outline": outline} | _front(subject, campaign, kind)
    )
    report = lock(report.pk)  # from here on whoever came second waits, and then sees what the first one made
    if report.versions.exclude(state=State.VOID).exists():
        raise TransitionRefused(_("This report was begun already. Open it from your desk."))
    return start(report.pk, by=by)


def _front(subject: Institution | Region, campaign: Round, kind: str) -> dict[str, str]:
    """Title and front of the new report; words of the cover are Chinese data."""
    own = {"record__region" if isinstance(subject, Region) else "record__institution": subject}
    last = Report.objects.filter(**own, kind=kind).order_by("-record__round__key").first()
    publisher = (subject.bureau if isinstance(subject, Region) else "") or subject.name
    kept = {name: getattr(last, name) for name in KEPT if getattr(last, name)} if last else {}
    title = f"{subject.name}中等职业教育质量年度报告"
    if kind not in LEVELS_OF_KIND:
        title = f"{subject.name}职业教育质量年度报告"
    if last and not re.search(r"[0-9]", last.title):
        title = last.title
    return {"title": title[:80], "subtitle": campaign.printed_label, "publisher": publisher} | kept


def plan_opening(rows: Iterable[Row]) -> Plan:
    """Which rows the bureau would open, and which not and why."""
    plan, now = Plan(), timezone.now()
    for row in rows:
        if row.version:
            plan.excluded.append((row, _("This report was begun already.")))
        elif row.opens and row.opens > now:
            plan.excluded.append((row, _("The round opens on %(time)s.") % {"time": shown(row.opens)}))
        elif row.due and row.due < now:
            plan.excluded.append((row, _("The deadline was %(time)s.") % {"time": shown(row.due)}))
        else:
            plan.included.append(row)
    return plan


def open_all(campaign: Round, kind: str, rows: Iterable[Row], *, by: User) -> Plan:
    """Begins each in its own transaction; what cannot be begun after all stands among the excluded."""
    plan, done = plan_opening(rows), []
    model = Region if kind in LEVELS_OF_KIND else Institution
    subjects = model.objects.in_bulk([row.subject for row in plan.included])
    people = people_of(kind, plan.included)
    for row in plan.included:
        try:
            with transaction.atomic():
                version = begin_report(subjects[row.subject], campaign, by=by)
                _tell(version, row, people)
        except TransitionRefused as refusal:
            plan.excluded.append((row, " ".join(refusal.reasons)))
        else:
            done.append(row)
    return Plan(done, plan.excluded)


def _tell(version: Version, row: Row, people: dict) -> None:
    params = {
        "report": f"{version.report.title}{version.report.subtitle}",
        "deadline": row.due.isoformat() if row.due else "",
    }
    users = sorted({u.pk for u, role in people.get(row.subject, ()) if role in (Role.LEAD, Role.FILLER)})
    give_all(message(user, "opened", f"opened:{version.pk}", params, version.report_id) for user in users)
