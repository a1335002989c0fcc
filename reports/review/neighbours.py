"""The other schools a report is read beside: latest handed-in content of each, of the same round, as far as a person sees.

What is needed of a content is small; it is taken out of its JSON once and kept by its fingerprint.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from institutions.models import Region, Supervision, User
from institutions.scoping import visible
from reports.facts import Facts
from reports.models import Report, Snapshot, State, Version
from reports.workflow.path import bureau_of

from .contents import KEPT, kept, short
from .recycled import Match, Paragraph, Source, paragraphs_of, recycled

HANDED_IN = (State.SUBMITTED, State.REVIEWING, State.APPROVED, State.SCHEDULED, State.PUBLISHED)
MOST = 100  # other schools whose texts are read for one report
BATCH = 25  # contents in memory at a time


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest handed-in content of one report."""

    report: int
    version: int
    subject: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Recycled:
    """`schools` others were compared, of `of` that have handed in; `matches` one per paragraph at most."""

    matches: tuple[Match, ...]
    schools: int
    of: int
    has_last_year: bool


def latest(reports: QuerySet[Report], user: User) -> list[Latest]:
    """One row per report, the newest version where two are handed in; of reports this person may not see, what is
    public."""
    mine = Q(report__in=visible(Report.objects.all(), user), state__in=HANDED_IN)
    rows = (
        Version.objects.filter(mine | Q(state=State.PUBLISHED), report__in=reports)
        .exclude(fingerprint="")
        .order_by("report", "sequence")
        .values_list(
            "report", "pk", "report__record__institution__name", "report__record__region__name", "fingerprint"
        )
    )
    found = {row[0]: Latest(row[0], row[1], row[2] or row[3] or "", row[4]) for row in rows}
    return list(found.values())


def taken_out(
    name: str, fingerprints: Iterable[str], take: Callable[[dict[str, Any]], Any]
) -> dict[str, Any]:
    """Fingerprint → what `take` makes of the canonical Facts there; `name` tells the kinds of it apart."""
    keys = {short(f"{name}:{fingerprint}"): fingerprint for fingerprint in fingerprints}
    found = {keys[key]: value for key, value in cache.get_many(keys).items()}
    missing = sorted(set(keys.values()) - found.keys())
    rows = Snapshot.objects.filter(fingerprint__in=missing).values_list("fingerprint", "facts")
    for fingerprint, text in rows.iterator(chunk_size=BATCH) if missing else ():
        if fingerprint not in found:
            found[fingerprint] = take(json.loads(text))
            cache.set(short(f"{name}:{fingerprint}"), found[fingerprint], KEPT)
    return found


def recycled_texts(report: Report, facts: Facts, last_year: Facts | None, user: User) -> Recycled:
    """Paragraphs of the content that last year's Edition or a neighbour has nearly the same.

    Neighbours are the schools of the same city (or of the same county where that has no city) in the same round.
    """
    own = facts.fingerprint()
    others = [row for row in latest(_neighbours(report), user) if row.fingerprint != own]
    near = others[:MOST]
    old = last_year.fingerprint() if last_year else ""
    key = ":".join(["recycled", own, old, *(f"{row.subject}={row.fingerprint}" for row in near)])
    matches = kept(key, lambda: tuple(recycled(_paragraphs(facts), _sources(near, last_year))))
    return Recycled(matches, len(near), len(others), last_year is not None)


def _paragraphs(facts: Facts) -> tuple[Paragraph, ...]:
    return paragraphs_of(json.loads(facts.to_json()))


def _sources(near: list[Latest], last_year: Facts | None) -> list[Source]:
    sources = []
    if last_year:
        label = f"{last_year.front.title}{last_year.front.subtitle}"
        sources.append(Source(label, True, _paragraphs(last_year)))
    texts = taken_out("paragraphs", [row.fingerprint for row in near], paragraphs_of)
    return sources + [Source(row.subject, False, texts.get(row.fingerprint, ())) for row in near]


def _neighbours(report: Report) -> QuerySet[Report]:
    bureau = bureau_of(report)
    same = Report.objects.filter(record__round=report.record.round_id, kind=report.kind).exclude(pk=report.pk)
    if bureau is None:
        return same.none()
    top = bureau.path
    if bureau.level in (Region.Level.COUNTY, Region.Level.ZONE) and bureau.parent_id:
        top = bureau.path.removesuffix(f"{bureau.code}/")
    if report.record.region_id:
        return same.filter(record__region__path__startswith=top)
    supervised = Supervision.objects.current().filter(region__path__startswith=top)
    return same.filter(record__institution__in=supervised.values("institution"))
