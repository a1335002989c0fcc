"""Figures that stand out among the schools of one round: z, modified z, range, and jumps in rank since last year. Pure.

At least five schools must have given an exact figure; with fewer nothing stands out from anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import mean, median, pstdev

MIN_SCHOOLS = 5
Z_LIMIT = 3.0
MODIFIED_Z_LIMIT = 3.5  # Iglewicz and Hoaglin, 1993
MAD_SCALE = 0.6745  # makes the median deviation comparable with a standard deviation
RANK_SHARE = 0.4  # a jump over this share of the schools stands out

Z, MODIFIED_Z, RANGE, RANK = "z", "modified_z", "range", "rank"


@dataclass(frozen=True, slots=True)
class Reading:
    """An exact figure of one school; `earlier` is its figure of the year before, where there is one."""

    school: int
    value: Decimal
    earlier: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure that stands out, with every measure that says so and its value."""

    metric: str
    school: int
    value: Decimal
    middle: float
    measures: dict[str, float] = field(default_factory=dict)


def z_scores(values: Iterable[float]) -> list[float]:
    """Distance from the mean in standard deviations; 0 for all where none differs."""
    numbers = list(values)
    centre, spread = mean(numbers), pstdev(numbers)
    return [(n - centre) / spread if spread else 0.0 for n in numbers]


def modified_z_scores(values: Iterable[float]) -> list[float]:
    """Distance from the median in median deviations, which one wild figure cannot widen.

    Where more than half of the figures are equal the median deviation is 0: no score says anything then.
    """
    numbers = list(values)
    centre = median(numbers)
    deviation = median(abs(n - centre) for n in numbers)
    return [MAD_SCALE * (n - centre) / deviation if deviation else 0.0 for n in numbers]


def ranks(values: Iterable[float]) -> list[float]:
    """Place from the top, 1 first; equal figures share the mean of their places."""
    numbers = list(values)
    ordered = sorted(numbers, reverse=True)
    first = {n: ordered.index(n) + 1 for n in set(numbers)}
    times = {n: ordered.count(n) for n in set(numbers)}
    return [first[n] + (times[n] - 1) / 2 for n in numbers]


def rank_jumps(readings: list[Reading]) -> dict[int, float]:
    """School → places won (positive) or lost since last year, among schools with both figures; five at least."""
    both = [r for r in readings if r.earlier is not None]
    if len(both) < MIN_SCHOOLS:
        return {}
    now = ranks(float(r.value) for r in both)
    then = ranks(float(r.earlier) for r in both)
    return {r.school: before - after for r, before, after in zip(both, then, now, strict=True)}


def outliers(
    readings: Mapping[str, list[Reading]], limits: Mapping[str, tuple[Decimal | None, Decimal | None]]
) -> list[Outlier]:
    """Metric by metric what stands out, the most striking first. `limits` holds the plausible range of a metric."""
    found = []
    for metric, rows in readings.items():
        found += _of_metric(metric, rows, limits.get(metric, (None, None)))
    return sorted(found, key=lambda o: (-len(o.measures), -_strength(o), o.metric, o.school))


def _of_metric(
    metric: str, rows: list[Reading], limits: tuple[Decimal | None, Decimal | None]
) -> list[Outlier]:
    if len(rows) < MIN_SCHOOLS:
        return []
    numbers = [float(row.value) for row in rows]
    plain, modified, jumps = z_scores(numbers), modified_z_scores(numbers), rank_jumps(rows)
    middle, compared = median(numbers), len(jumps)
    found = []
    for row, z, m in zip(rows, plain, modified, strict=True):
        measures = {}
        if abs(z) >= Z_LIMIT:
            measures[Z] = z
        if abs(m) >= MODIFIED_Z_LIMIT:
            measures[MODIFIED_Z] = m
        if (over := _outside(row.value, *limits)) is not None:
            measures[RANGE] = float(over)
        jump = jumps.get(row.school, 0.0)
        if compared and abs(jump) > RANK_SHARE * compared:
            measures[RANK] = jump
        if measures:
            found.append(Outlier(metric, row.school, row.value, middle, measures))
    return found


def _outside(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """How far a figure lies outside its plausible range; None: inside."""
    if low is not None and value < low:
        return value - low
    if high is not None and value > high:
        return value - high
    return None


def _strength(outlier: Outlier) -> float:
    return max(
        (abs(outlier.measures[name]) for name in (Z, MODIFIED_Z) if name in outlier.measures), default=0.0
    )
