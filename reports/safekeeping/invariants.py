"""What holds of everything stored, at every moment: after every refusal, kill and restore.

Each function looks at one promise and yields a sentence for every place where it is broken. That nothing of one place
changes by an act of another (V2) is a matter of two moments, which the tests compare.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import YearRecord
from reports.models import LogEntry, Report, State, Transition, Version

from .files import changed_at, named_in_rows, stored_names
from .log_faults import log_faults
from .public import wrong_addresses
from .sealed import broken_chain, broken_edition
from .tasks import stuck_tasks

GRACE = timedelta(hours=1)  # an upload may lie before its row is written
Sentences = Iterator[str]


def v1_each_version_is_where_its_history_says(now=None) -> Sentences:
    last = Transition.objects.filter(version=OuterRef("pk")).order_by("-pk").values("to_state")[:1]
    for version in Version.objects.annotate(last=Subquery(last)).select_related("report"):
        if version.state not in State.values:
            yield _("Version %(id)s: “%(state)s” is no state.") % {"id": version.pk, "state": version.state}
        elif version.last != version.state:
            yield _("Version %(id)s is “%(state)s”, its history ends with “%(last)s”.") % {
                "id": version.pk,
                "state": version.state,
                "last": version.last or "–",
            }


def v3_published_files_are_what_was_sealed(now=None) -> Sentences:
    public = Version.objects.filter(state__in=(State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN))
    for version in public.select_related("edition__snapshot").prefetch_related("edition__files"):
        for why in broken_edition(version):
            yield _("Version %(id)s: %(why)s") % {"id": version.pk, "why": why}
    yield from broken_chain()


def v4_one_report_a_year_and_one_published_version(now=None) -> Sentences:
    several = Count("pk", filter=Q(state=State.PUBLISHED))
    for report, count in Version.objects.order_by().values_list("report").annotate(n=several).filter(n__gt=1):
        yield _("Report %(id)s has %(count)s published versions.") % {"id": report, "count": count}
    for record, kind, count in (
        Report.objects.order_by().values_list("record", "kind").annotate(n=Count("pk")).filter(n__gt=1)
    ):
        yield _("Year record %(id)s has %(count)s reports of the kind “%(kind)s”.") % {
            "id": record,
            "count": count,
            "kind": kind,
        }
    for owner in ("institution", "region"):
        rows = YearRecord.objects.order_by().exclude(**{owner: None}).values_list(owner, "round__key")
        for place, year, count in rows.annotate(n=Count("pk")).filter(n__gt=1):
            yield _("%(place)s has %(count)s year records of %(year)s.") % {
                "place": f"{owner} {place}",
                "count": count,
                "year": year,
            }


def v5_every_file_has_a_row_and_every_row_its_file(now=None) -> Sentences:
    stored, named = set(stored_names()), set()
    for field, pk, name in named_in_rows():
        named.add(name)
        if name not in stored and not field.storage.exists(name):
            yield _("%(row)s names the file %(file)s, which is missing.") % {
                "row": f"{field.model._meta.label_lower}:{pk}",
                "file": name,
            }
    oldest = (now or timezone.now()) - GRACE
    for name in sorted(stored - named):
        written = changed_at(name)
        if written is not None and written < oldest:
            yield _("The file %(file)s belongs to no row.") % {"file": name}


def v6_the_log_is_whole(now=None) -> Sentences:
    yield from log_faults()


def v7_the_public_sees_what_is_published_and_nothing_else(now=None) -> Sentences:
    yield from wrong_addresses()


def v8_no_task_runs_without_a_worker(now=None) -> Sentences:
    yield from stuck_tasks(now or timezone.now())


def v9_revisions_and_public_numbers_have_no_gaps(now=None) -> Sentences:
    for kind, column in ((_("sequence"), "sequence"), (_("public number"), "number")):
        rows = Version.objects.order_by().exclude(**{column: None}).values("report")
        numbered = rows.annotate(n=Count("pk"), first=Min(column), last=Max(column))
        for row in numbered.exclude(first=1, last=F("n")):
            yield _("Report %(id)s: %(kind)s runs from %(first)s to %(last)s over %(count)s versions.") % {
                "id": row["report"],
                "kind": kind,
                "first": row["first"],
                "last": row["last"],
                "count": row["n"],
            }
    yield from _repeated_revisions()


def _repeated_revisions() -> Sentences:
    """Two accepted saves that made the same revision of one row: one of them overwrote the other."""
    saves = LogEntry.objects.filter(act="row.changed", detail__revision__isnull=False)
    seen: dict[str, int] = {}
    for target, revision in saves.order_by("pk").values_list("target", "detail__revision"):
        if seen.get(target, 0) >= revision:
            yield _("%(row)s was saved as revision %(number)s twice.") % {"row": target, "number": revision}
        seen[target] = revision


INVARIANTS: tuple[tuple[str, Callable[..., Sentences]], ...] = (
    ("V1", v1_each_version_is_where_its_history_says),
    ("V3", v3_published_files_are_what_was_sealed),
    ("V4", v4_one_report_a_year_and_one_published_version),
    ("V5", v5_every_file_has_a_row_and_every_row_its_file),
    ("V6", v6_the_log_is_whole),
    ("V7", v7_the_public_sees_what_is_published_and_nothing_else),
    ("V8", v8_no_task_runs_without_a_worker),
    ("V9", v9_revisions_and_public_numbers_have_no_gaps),
)


def broken(*names: str) -> list[str]:
    """Every broken invariant as a sentence with its name; with `names` only those. Empty: all hold."""
    chosen = [(name, check) for name, check in INVARIANTS if not names or name in names]
    return [f"{name}: {sentence}" for name, check in chosen for sentence in check()]
