"""Parts of a whole: slices clockwise from the top, names and values in a list beside them."""

import math

from reports.rendering.palette import PAPER, series_colour, text_on

from .canvas import FONT, LINE_HEIGHT, SMALL, WIDTH, Drawing, lines_at, number, text_at, text_width, wrap
from .frame import GAP, MARGIN, SWATCH
from .series import Plot

RADIUS = 105
LIST_LEFT = MARGIN + 2 * RADIUS + 40


def can_be_a_pie(plot: Plot) -> bool:
    """One series, no negative part, something to share out."""
    return len(plot.rows) == 1 and all(v >= 0 for v in plot.values) and sum(plot.values) > 0


def draw_pie(plot: Plot) -> Drawing:
    """Slices at the left, the list at the right; missing parts stand in the list only, with a dash."""
    entries, bottom = _list(plot)
    height = max(bottom, 2 * (RADIUS + MARGIN))
    cx, cy = MARGIN + RADIUS, height / 2
    total, turned, svg = sum(plot.values), 0.0, ""
    for index, point in enumerate(plot.rows[0]):
        if point.value:
            share = point.value / total
            svg += _slice(index, cx, cy, turned, share, point.text)
            turned += share
    unit = f"单位：{plot.unit}" if plot.unit and plot.unit != "%" else ""
    head = lines_at(LIST_LEFT, MARGIN + FONT, wrap(unit, WIDTH - LIST_LEFT, size=SMALL, lines=1),
                    anchor="start", size=SMALL) if unit else ""  # fmt: skip
    return Drawing(svg + head + entries, height, False)


def _slice(index: int, cx: float, cy: float, turned: float, share: float, text: str) -> str:
    """One slice from `turned` on, both as shares of the full circle; its value inside where there is room."""
    colour = series_colour(index)
    edge = f'fill="{colour}" stroke="{PAPER}" stroke-width="1.5"'
    if share > 0.9999:
        shape = f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{RADIUS}" {edge}/>'
    else:
        x1, y1 = _on_circle(cx, cy, turned, RADIUS)
        x2, y2 = _on_circle(cx, cy, turned + share, RADIUS)
        shape = (
            f'<path d="M{number(cx)} {number(cy)}L{number(x1)} {number(y1)}'
            f'A{RADIUS} {RADIUS} 0 {int(share > 0.5)} 1 {number(x2)} {number(y2)}Z" {edge}/>'
        )
    room = 2 * RADIUS * 0.66 * math.sin(math.pi * min(share, 0.5))
    if share < 0.06 or text_width(text, SMALL) > room:
        return shape
    x, y = _on_circle(cx, cy, turned + share / 2, RADIUS * (0.66 if share < 0.9999 else 0))
    return shape + text_at(x, y + 4, text, size=SMALL, fill=text_on(colour))


def _on_circle(cx: float, cy: float, turned: float, radius: float) -> tuple[float, float]:
    angle = 2 * math.pi * turned
    return cx + radius * math.sin(angle), cy - radius * math.cos(angle)


def _list(plot: Plot) -> tuple[str, float]:
    """Swatch, name and value of every part, in reading order."""
    lines = [
        wrap(f"{label} {point.text}", WIDTH - LIST_LEFT - SWATCH - GAP - MARGIN, lines=3)
        for label, point in zip(plot.labels, plot.rows[0], strict=True)
    ]
    heights = [len(entry) * FONT * LINE_HEIGHT + 6 for entry in lines]
    start = MARGIN + (FONT * 1.6 if plot.unit and plot.unit != "%" else 0)
    y = start + max(0.0, RADIUS + MARGIN - start - sum(heights) / 2)
    svg = ""
    for index, entry in enumerate(lines):
        svg += (
            f'<rect x="{LIST_LEFT}" y="{number(y + 3)}" width="{SWATCH}" height="{SWATCH}" '
            f'fill="{series_colour(index)}"/>'
        ) + lines_at(LIST_LEFT + SWATCH + GAP, y + FONT, entry, anchor="start")
        y += heights[index]
    return svg, y + MARGIN
