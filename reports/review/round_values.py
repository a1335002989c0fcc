"""The exact figures of all schools of a round that a person sees, ready for the search for outliers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from institutions.models import Metric, User
from institutions.scoping import visible
from reports.models import Report

from .neighbours import Latest, latest, taken_out
from .outliers import Outlier, Reading, outliers


@dataclass(frozen=True, slots=True)
class Found:
    """`schools` have handed in; `judged` metrics had five figures or more, `too_few` had some but fewer."""

    outliers: list[Outlier]
    schools: dict[int, Latest]
    metrics: dict[str, Metric]
    judged: int
    too_few: int


def exact_values(facts: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Metric → exact figure of the whole and that of the year before, from canonical Facts as read from JSON."""
    now, then = _exact(facts, "values", "computed"), _exact(facts, "earlier", "earlier_computed")
    return {code: (value, then.get(code)) for code, value in now.items()}


def _exact(facts: dict[str, Any], values: str, computed: str) -> dict[str, str]:
    found = {row["metric"]: row["value"] for row in facts.get(computed, ()) if row.get("value") is not None}
    for row in facts.get(values, ()):
        plain = row.get("breakdown", "") == row.get("period", "") == "" and row.get("high") is None
        if plain and row.get("value") is not None and row.get("bound", "exact") == "exact":
            found[row["metric"]] = row["value"]
    return found


def outliers_of(round_id: int, kind: str, user: User) -> Found:
    reports = visible(Report.objects.filter(record__round=round_id, kind=kind), user)
    rows = latest(reports, user)
    values = taken_out("exact", [row.fingerprint for row in rows], exact_values)
    readings: dict[str, list[Reading]] = {}
    for row in rows:
        for code, (value, earlier) in values.get(row.fingerprint, {}).items():
            before = Decimal(earlier) if earlier is not None else None
            readings.setdefault(code, []).append(Reading(row.report, Decimal(value), before))
    metrics = {m.code: m for m in Metric.objects.filter(code__in=readings)}
    limits = {code: (m.low, m.high) for code, m in metrics.items()}
    judged = sum(len(found) >= 5 for found in readings.values())
    return Found(
        [o for o in outliers(readings, limits) if o.metric in metrics],
        {row.report: row for row in rows},
        metrics,
        judged,
        len(readings) - judged,
    )
