"""A Chart node as numbers to draw: finite floats or None, with the text that is printed beside each."""

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from reports.document.nodes import Chart, ChartPoint

MISSING = "—"


@dataclass(frozen=True, slots=True)
class Point:
    """`value` None: missing, drawn as a gap."""

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Every row has one point for each label."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Point, ...], ...]
    unit: str

    @property
    def values(self) -> list[float]:
        return [p.value for row in self.rows for p in row if p.value is not None]


def read_plot(chart: Chart) -> Plot:
    """Points without a label, or labels without a point, are filled up: nothing given is left out."""
    count = max([len(chart.labels), *(len(s.points) for s in chart.series), 1])
    labels = chart.labels + ("",) * (count - len(chart.labels))
    empty = ChartPoint("", MISSING)
    rows = tuple(
        tuple(_point(p, chart.unit) for p in s.points + (empty,) * (count - len(s.points)))
        for s in chart.series
    )
    return Plot(labels, tuple(s.name for s in chart.series), rows, chart.unit)


def _point(point: ChartPoint, unit: str) -> Point:
    value = _finite(point.value)
    if value is None:
        return Point(None, MISSING)
    # A unit that all points share stands once, above the drawing; a percent sign stays with its number.
    text = point.text if unit == "%" else point.text.removesuffix(unit)
    return Point(value, text or point.value)


def _finite(text: str) -> float | None:
    """None for an empty text and for what is no finite number."""
    try:
        value = float(Decimal(text))
    except (InvalidOperation, OverflowError):
        return None
    return value if math.isfinite(value) else None
