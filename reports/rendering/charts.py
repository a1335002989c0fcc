"""Charts as SVG: bar, line, pie, stacked. Pure, small, the same bytes on page and paper.

Colours stand as attributes (page styles do not reach inside an SVG in the PDF); `<title>` and `<desc>` are what a
screen reader and the PDF say. A missing point leaves a gap with a dash.
"""

import math
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.document.nodes import Chart, ChartPoint

from .palette import INK, PAPER, RULE, SECONDARY, colour

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 44, 64
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
LABEL_CHARACTERS = 8  # a line under the axis
LABEL_LINES = 2
LEGEND_CHARACTERS = 16
GRID_LINES = 4


def chart_svg(chart: Chart) -> SafeString:
    draw = {"bar": _bars, "line": _lines, "pie": _pie, "stacked": _stacked}[chart.kind]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="{FONT}" font-size="14" class="chart">',
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.summary)}</desc>",
        *draw(chart),
        *(_legend(chart) if chart.kind != "pie" else ()),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308  (every text is escaped where it is put in)


def _number(point: ChartPoint) -> float | None:
    return float(Decimal(point.value)) if point.value else None


def _text(x: float, y: float, words: str, *, anchor: str = "middle", size: int = 14, fill: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{escape(words)}</text>'
    )


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def _wrapped(x: float, y: float, words: str) -> str:
    """A label under the axis on at most two lines."""
    lines = [words[i : i + LABEL_CHARACTERS] for i in range(0, len(words), LABEL_CHARACTERS)] or [""]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], _cut("".join(lines[LABEL_LINES - 1 :]), LABEL_CHARACTERS)]
    return "".join(_text(x, y + 17 * n, line, size=13) for n, line in enumerate(lines))


class _Scale:
    """Values to heights over rounded steps; always holds zero."""

    def __init__(self, values: list[float]):
        low, high = min([0.0, *values]), max([0.0, *values])
        raw = (high - low) / GRID_LINES or 1.0
        magnitude = 10 ** math.floor(math.log10(raw))
        self.step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= raw * 0.999)
        self.low = math.floor(low / self.step) * self.step
        self.high = max(math.ceil(high / self.step) * self.step, self.low + self.step)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> list[str]:
        count = round((self.high - self.low) / self.step)
        lines = []
        for n in range(count + 1):
            value = self.low + n * self.step
            y = self.y(value)
            lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{RULE}" stroke-width="1"/>')
            lines.append(_text(LEFT - 8, y + 5, f"{value:,.10g}", anchor="end", size=12, fill=SECONDARY))
        return lines


def _values(chart: Chart) -> list[list[float | None]]:
    return [[_number(point) for point in series.points[: len(chart.labels)]] for series in chart.series]


def _slot(chart: Chart) -> float:
    return (WIDTH - LEFT - RIGHT) / max(len(chart.labels), 1)


def _labels(chart: Chart) -> list[str]:
    slot = _slot(chart)
    return [_wrapped(LEFT + slot * (n + 0.5), HEIGHT - BOTTOM + 20, label) for n, label in enumerate(chart.labels)]


def _bars(chart: Chart) -> list[str]:
    rows = _values(chart)
    scale = _Scale([v for row in rows for v in row if v is not None])
    slot = _slot(chart)
    width = min(slot * 0.7 / max(len(rows), 1), 56)
    parts = scale.grid() + _labels(chart)
    for s, row in enumerate(rows):
        for n, value in enumerate(row):
            x = LEFT + slot * (n + 0.5) + (s - len(rows) / 2) * width
            printed = _digits(chart.series[s].points[n].text)
            if value is None:
                parts.append(_text(x + width / 2, scale.y(0) - 6, "—", size=12, fill=SECONDARY))
                continue
            top, base = sorted((scale.y(value), scale.y(0)))
            parts.append(
                f'<rect x="{x + 1:.1f}" y="{top:.1f}" width="{width - 2:.1f}" height="{base - top:.1f}" fill="{colour(s)}"/>'
            )
            parts.append(_text(x + width / 2, (top - 5) if value >= 0 else (base + 14), printed, size=12))
    return parts


def _stacked(chart: Chart) -> list[str]:
    rows = _values(chart)
    totals = [sum(row[n] or 0 for row in rows if n < len(row)) for n in range(len(chart.labels))]
    scale = _Scale([float(total) for total in totals])
    slot = _slot(chart)
    width = min(slot * 0.6, 80)
    parts = scale.grid() + _labels(chart)
    for n in range(len(chart.labels)):
        x, below = LEFT + slot * (n + 0.5) - width / 2, 0.0
        for s, row in enumerate(rows):
            value = (row[n] if n < len(row) else None) or 0
            top, base = scale.y(below + value), scale.y(below)
            below += value
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{max(base - top, 0):.1f}" '
                f'fill="{colour(s)}" stroke="{PAPER}"/>'
            )
            if base - top > 16:
                printed = _digits(chart.series[s].points[n].text)
                light = PAPER if s in (0, 3, 5) else INK
                parts.append(_text(x + width / 2, (top + base) / 2 + 5, printed, size=12, fill=light))
    return parts


def _lines(chart: Chart) -> list[str]:
    rows = _values(chart)
    scale = _Scale([v for row in rows for v in row if v is not None])
    slot = _slot(chart)
    parts = scale.grid() + _labels(chart)
    for s, row in enumerate(rows):
        at = [
            (LEFT + slot * (n + 0.5), scale.y(value)) if value is not None else None for n, value in enumerate(row)
        ]
        path, drawing = "", False
        for point in at:  # a gap lifts the pen
            path += f"{'L' if drawing else 'M'}{point[0]:.1f} {point[1]:.1f}" if point else ""
            drawing = point is not None
        dash = ' stroke-dasharray="6 4"' if s % 2 else ""
        parts.append(f'<path d="{path}" fill="none" stroke="{colour(s)}" stroke-width="2.5"{dash}/>')
        for n, point in enumerate(at):
            if point:
                parts.append(f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="4" fill="{colour(s)}"/>')
                printed = _digits(chart.series[s].points[n].text)
                parts.append(_text(point[0], point[1] - 9 - 14 * (s % 2), printed, size=12))
    return parts


def _pie(chart: Chart) -> list[str]:
    """Slices of the first series, clockwise from the top, each with its label, number and share in a list beside it."""
    points = chart.series[0].points[: len(chart.labels)] if chart.series else ()
    values = [max(_number(point) or 0, 0) for point in points]
    total = sum(values)
    if not total:
        return [_text(WIDTH / 2, HEIGHT / 2, "—", size=18, fill=SECONDARY)]
    cx, cy, radius = 190, HEIGHT / 2, 140
    parts, angle = [], -math.pi / 2
    for n, value in enumerate(values):
        if value == total:
            parts.append(f'<circle cx="{cx}" cy="{cy}" r="{radius}" fill="{colour(n)}"/>')
        elif value:
            end = angle + 2 * math.pi * value / total
            x0, y0, x1, y1 = (
                cx + radius * math.cos(angle), cy + radius * math.sin(angle),
                cx + radius * math.cos(end), cy + radius * math.sin(end),
            )  # fmt: skip
            large = int(end - angle > math.pi)
            parts.append(
                f'<path d="M{cx} {cy}L{x0:.1f} {y0:.1f}A{radius} {radius} 0 {large} 1 {x1:.1f} {y1:.1f}Z" '
                f'fill="{colour(n)}" stroke="{PAPER}" stroke-width="2"/>'
            )
            angle = end
        y = 60 + n * min(40, (HEIGHT - 80) / len(values))
        share = f"{value / total * 100:.1f}%"
        parts.append(f'<rect x="380" y="{y - 12:.1f}" width="14" height="14" fill="{colour(n)}"/>')
        words = f"{_cut(chart.labels[n], 14)} {points[n].text}（{share}）"
        parts.append(_text(402, y, words, anchor="start"))
    return parts


def _legend(chart: Chart) -> list[str]:
    parts, x = [], float(LEFT)
    if chart.unit:
        parts.append(_text(WIDTH - RIGHT, 20, f"单位：{chart.unit}", anchor="end", size=12, fill=SECONDARY))
    if len(chart.series) < 2:
        return parts
    for n, series in enumerate(chart.series):
        words = _cut(series.name, LEGEND_CHARACTERS)
        parts.append(f'<rect x="{x:.1f}" y="9" width="14" height="14" fill="{colour(n)}"/>')
        parts.append(_text(x + 20, 21, words, anchor="start", size=13))
        x += 44 + 14 * len(words)
    return parts


def _digits(text: str) -> str:
    """The number of a printed figure without its unit, for crowded places; percent signs stay."""
    end = len(text)
    while end and not (text[end - 1].isdigit() or text[end - 1] == "%"):
        end -= 1
    return text[:end] or text
