"""Who is told of a step, and in which words: one notice per person and step, on the task list and by mail.

The words are made when read, in the reader's language. Mail goes out as a task after the commit.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import Membership, Region, Role, User
from reports.models import Notice, State, Transition, Version
from reports.queue.enqueue import enqueue

from .path import level_region

# act → (who is told, what it says); people of the school, of the bureau whose turn it is, or the publishers
SCHOOL, TURN, PUBLISHERS, SIGNATORY = "school", "turn", "publishers", "signatory"
TOLD: dict[str, tuple[tuple[str, ...], Promise]] = {
    "request_signature": ((SIGNATORY,), gettext_lazy("“%(report)s” waits for your signature.")),
    "resubmit": ((SIGNATORY,), gettext_lazy("“%(report)s” was revised and waits for your signature again.")),
    "recall_signature": ((SCHOOL,), gettext_lazy("“%(report)s” was taken back from signing: %(reason)s")),
    "sign": ((TURN, SCHOOL), gettext_lazy("“%(report)s” was signed and handed in. Receipt: %(receipt)s")),
    "recall": ((TURN, SIGNATORY), gettext_lazy("“%(report)s” was recalled by the school: %(reason)s")),
    "claim": ((SCHOOL,), gettext_lazy("The review of “%(report)s” has begun.")),
    "return": ((SCHOOL,), gettext_lazy("“%(report)s” was returned, due on %(due)s: %(reason)s")),
    "pass_on": ((TURN, SCHOOL), gettext_lazy("“%(report)s” passed one level and waits for the next.")),
    "approve": ((PUBLISHERS, SCHOOL), gettext_lazy("“%(report)s” was approved and is being sealed.")),
    "take_back": (
        (SCHOOL, PUBLISHERS),
        gettext_lazy("The approval of “%(report)s” was taken back: %(reason)s"),
    ),
    "schedule": ((SCHOOL,), gettext_lazy("“%(report)s” will be published on %(time)s.")),
    "unschedule": ((SCHOOL,), gettext_lazy("The publication of “%(report)s” was put off: %(reason)s")),
    "publish": ((SCHOOL, TURN), gettext_lazy("“%(report)s” is public.")),
    "force": ((SCHOOL, TURN), gettext_lazy("“%(report)s” was published before its review ended: %(reason)s")),
    "correct": ((SCHOOL, TURN), gettext_lazy("A correction of “%(report)s” has begun: %(reason)s")),
    "republish": ((SCHOOL,), gettext_lazy("“%(report)s” may be revised and published anew: %(reason)s")),
    "withdraw": ((SCHOOL, TURN), gettext_lazy("“%(report)s” was withdrawn: %(reason)s")),
    "void": ((SCHOOL,), gettext_lazy("A version of “%(report)s” was voided: %(reason)s")),
    # not steps, but told in the same way
    "sealing_failed": ((TURN, PUBLISHERS), gettext_lazy("“%(report)s” could not be sealed: %(reason)s")),
    "reminder": (
        (SCHOOL,),
        gettext_lazy("“%(report)s” is due on %(deadline)s and is “%(state)s” now. %(text)s"),
    ),
    "late": ((), gettext_lazy("%(count)s reports of “%(region)s” are overdue since %(deadline)s.")),
    "extension": ((SCHOOL,), gettext_lazy("The deadline of “%(report)s” is now %(deadline)s: %(reason)s")),
    "extension_ended": (
        (SCHOOL,),
        gettext_lazy("The extension of “%(report)s” was ended; the deadline is %(deadline)s again."),
    ),
    "extension_asked": (
        (),
        gettext_lazy("“%(report)s” asks for an extension until %(deadline)s: %(reason)s"),
    ),
    "extension_refused": (
        (SCHOOL,),
        gettext_lazy("The extension of “%(report)s” was refused: %(reason)s"),
    ),
    "opened": (
        (SCHOOL,),
        gettext_lazy("The bureau has opened “%(report)s” for you; it is due on %(deadline)s."),
    ),
    "members_stale": (
        (SCHOOL,),
        gettext_lazy("“%(member)s” has changed; “%(report)s” was folded from older figures."),
    ),
}
# Parameters that are stored bare and put into words when read.
MOMENTS, DAYS = ("deadline", "time"), ("due",)


def announce(transition: Transition) -> None:
    """Notices of a step, in its transaction; whoever took the step is not told."""
    if transition.act not in TOLD:
        return
    version = transition.version
    params = {
        "reason": transition.comment,
        "receipt": version.receipt,
        "due": version.due_on.isoformat() if version.due_on else "",
        "time": version.publish_at.isoformat() if version.publish_at else "",
    }
    give(version, transition.act, key=f"t{transition.pk}", but=transition.user, **params)


def give(version: Version, kind: str, *, key: str, but: User | None = None, **params: str) -> int:
    """One notice to each person the kind is meant for; the same key is given once. Answers how many are new."""
    params["report"] = f"{version.report.title}{version.report.subtitle}"
    told = people(version, TOLD[kind][0]) - {but.pk if but else None}
    return give_all(message(user, kind, key, params, version.report_id) for user in sorted(told))


def message(user: int, kind: str, key: str, params: dict[str, str], report: int | None = None) -> Notice:
    """A notice to one person, not stored yet; its key is made that person's own."""
    return Notice(user_id=user, report_id=report, kind=kind, params=params, key=f"{key}:{user}")


def give_all(notices: Iterable[Notice]) -> int:
    """Stores those whose key is new and has them mailed after the commit. Answers how many are new."""
    rows = {row.key: row for row in notices}
    keys, known = list(rows), set()
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        known |= set(Notice.objects.filter(key__in=some).values_list("key", flat=True))
    new = [row for key, row in rows.items() if key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    if new:
        enqueue("reports.tasks.mail_notices", key="mail_notices")
    return len(new)


def words(notice: Notice) -> str:
    """The notice in the language now active."""
    known = TOLD.get(notice.kind)
    return (str(known[1]) % Params(notice.params)).strip() if known else notice.kind


def people(version: Version, groups: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for group in groups:
        found |= set(_members(version, group).values_list("user", flat=True))
    return found


def _members(version: Version, group: str):
    record = version.report.record
    now = Membership.objects.current().filter(user__is_active=True)
    own = (
        now.filter(institution=record.institution_id)
        if record.institution_id
        else now.filter(region=record.region_id)
    )
    if group == SCHOOL:
        return own.filter(role__in=(Role.LEAD, Role.FILLER))
    if group == SIGNATORY:
        return own.filter(role=Role.SIGNATORY)
    if group == TURN:
        return now.filter(role=Role.REVIEWER, region__code=level_region(version))
    top = Region.objects.filter(code__in=version.path).order_by("path").first()
    return now.filter(role=Role.PUBLISHER, region__code__in=(top.path.strip("/").split("/") if top else ()))


class Params(dict):
    """The stored parameters, each put into words of the language now active."""

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None or (not value and name != "text"):
            return "—"
        if name in MOMENTS:
            return _moment(value)
        if name in DAYS:
            return _day(value)
        return str(LABELS.get(value, value)) if name == "state" else value


LABELS = {**{state.value: state.label for state in State}, "not_started": gettext_lazy("not started")}


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    return date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else value


def _day(value: str) -> str:
    day = parse_date(value)
    return date_format(day, "Y-m-d") if day else value


def title(notice: Notice) -> str:
    """Subject line of the mail."""
    return _("%(report)s: %(site)s") % {"report": notice.params.get("report", ""), "site": _("Zhibao")}
