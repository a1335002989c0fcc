"""Reads the rows of the board: who owes a report, how far it is, until when. The same few queries for any number."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from institutions.models import Institution, Region, Role, Round, Supervision, User, YearRecord
from institutions.permissions import READERS
from institutions.scoping import SUPERVISING, memberships, scope, visible, visible_regions
from reports.models import Extension, ExtensionRequest, Report, State, Transition
from reports.site.listing import open_schools
from reports.workflow.deadline import Calendar, due, read_calendar

from .rows import Row
from .stages import dates

STAGE_OF_KIND = {"school": Institution.Stage.SECONDARY, "college": Institution.Stage.HIGHER}
LEVELS_OF_KIND = {
    "county": (Region.Level.COUNTY, Region.Level.ZONE),
    "city": (Region.Level.CITY,),
    "province": (Region.Level.PROVINCE,),
}
KINDS = (*STAGE_OF_KIND, *LEVELS_OF_KIND)
REMINDERS = frozenset({Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR})
CLAIMERS = frozenset({Role.REVIEWER})
KEEPERS = frozenset({Role.ADMINISTRATOR})
# Both name an institution or a region, as a membership does.
scope(Extension, "membership", "")
scope(ExtensionRequest, "membership", "")
EVERYONE = None  # the system's own look at all rows


def reads_board(user: User) -> bool:
    """Whether the account works for a bureau in a role that looks after what lies below."""
    return holds_above(user, SUPERVISING & READERS)


def holds_above(user: User, roles: frozenset[Role]) -> bool:
    return user.is_superuser or any(m.region_id and m.role in roles for m in memberships(user))


def read_rows(
    campaign: Round, kind: str, user: User | None, roles: frozenset[Role] = SUPERVISING
) -> list[Row]:
    """All rows of the round and kind where the account holds one of the roles; None: all there are."""
    calendar = read_calendar([campaign.pk])
    if kind in STAGE_OF_KIND:
        return _school_rows(campaign, kind, user, roles, calendar)
    return _region_rows(campaign, kind, user, roles, calendar)


def _school_rows(campaign: Round, kind: str, user, roles, calendar: Calendar) -> list[Row]:
    schools = Institution.objects.all()
    if user is not EVERYONE:
        schools = _resolved(visible(schools, user, roles=roles))
    reports = _reports(campaign, kind, "institution", schools)
    owing = Q(pk__in=open_schools().filter(stage=STAGE_OF_KIND[kind]).values("pk")) | _has_report(
        campaign, kind
    )
    subjects = schools.filter(owing).only("pk", "public_code", "name")
    current = Supervision.objects.current().filter(institution__in=schools.values("pk")).order_by("pk")
    bureaus = {s.institution_id: s.region for s in current.select_related("region")}
    return [
        _row(campaign, kind, s.pk, s.public_code, s.name, bureaus.get(s.pk), reports.get(s.pk), calendar)
        for s in subjects
    ]


def _region_rows(campaign: Round, kind: str, user, roles, calendar: Calendar) -> list[Row]:
    regions = Region.objects.all()
    if user is not EVERYONE:
        regions = _resolved(visible_regions(user, roles=roles))
    reports = _reports(campaign, kind, "region", regions)
    today = timezone.localdate()
    owing = Q(level__in=LEVELS_OF_KIND[kind]) & (Q(valid_to=None) | Q(valid_to__gte=today))
    subjects = regions.filter(owing | _has_report(campaign, kind))
    return [_row(campaign, kind, r.pk, r.code, r.name, r, reports.get(r.pk), calendar) for r in subjects]


def _resolved(subjects: QuerySet) -> QuerySet:
    """The same rows by their numbers: nested in further queries, the scope's own nesting takes PostgreSQL minutes."""
    return subjects.model.objects.filter(pk__in=list(subjects.values_list("pk", flat=True)))


def _has_report(campaign: Round, kind: str) -> Q:
    return Q(records__in=YearRecord.objects.filter(round=campaign, reports__kind=kind).values("pk"))


def _reports(campaign: Round, kind: str, owner: str, subjects: QuerySet) -> dict[int, list[dict]]:
    """Subject → one entry per version of its report (one with version None for a report without), oldest first."""
    found = defaultdict(list)
    rows = Report.objects.filter(
        **{"record__round": campaign, "kind": kind, f"record__{owner}__in": subjects.values("pk")}
    ).order_by("pk", "versions__sequence")
    fields = ("state", "sequence", "cycle", "due_on")
    of_version = {name: F(f"versions__{name}") for name in fields} | {
        "version": F("versions"),
        "holder_name": F("versions__holder__display_name"),
        "holder_account": F("versions__holder__username"),
    }
    for row in rows.values("pk", "title", "subtitle", owner=F(f"record__{owner}"), **of_version):
        found[row["owner"]].append(row)
    return dict(found)


def _row(
    campaign: Round, kind: str, pk: int, code: str, name: str, region: Region | None, versions: list[dict] | None,
    calendar: Calendar,
) -> Row:  # fmt: skip
    place = (None, pk) if kind in LEVELS_OF_KIND else (pk, None)
    path = region.path if region else ""
    window = calendar.window(campaign.pk, kind, path)
    deadline = calendar.deadline(campaign.pk, kind, *place, path)
    opens = window.opens_at if window else None
    extended = calendar.extended_until(campaign.pk, *place)
    if window is None or extended is None or extended <= window.closes_at:
        extended = None
    base = {"subject": pk, "code": code, "name": name, "region": region, "opens": opens, "extended": extended}
    if not versions:
        return Row(**base, due=deadline)
    walked = [v for v in versions if v["version"] and v["state"] != State.VOID]
    last = walked[-1] if walked else None
    report = {"report": versions[0]["pk"], "title": versions[0]["title"] + versions[0]["subtitle"]}
    if last is None:
        return Row(**base, **report, due=deadline)
    return Row(
        **base,
        **report,
        version=last["version"],
        state=last["state"],
        cycle=last["cycle"],
        correcting=len(walked) > 1,
        holder=last["holder_name"] or last["holder_account"] or "",
        public=any(v["state"] == State.PUBLISHED for v in walked),
        due=due(last["due_on"], last["cycle"], last["sequence"], deadline),
    )


def read_dates(rows: Iterable[Row]) -> dict[int, list]:
    """Version → one date per column of the board; one query."""
    steps = defaultdict(list)
    wanted = [row.version for row in rows if row.version]
    for start in range(0, len(wanted), 500):
        some = Transition.objects.filter(version__in=wanted[start : start + 500]).order_by("pk")
        for version, state, moment in some.values_list("version", "to_state", "created_at"):
            steps[version].append((state, moment))
    return {version: dates(of_version) for version, of_version in steps.items()}
