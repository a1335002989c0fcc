"""What stands around the drawing area: legend, unit, grid with its numbers."""

from reports.rendering.palette import LINE, SECONDARY, series_colour

from .canvas import FONT, LINE_HEIGHT, SMALL, WIDTH, line, lines_at, number, text_at, text_width, wrap
from .scale import Scale
from .series import Plot

SWATCH = 11
GAP = 6
MARGIN = 8


def head(plot: Plot, *, shapes: bool = False) -> tuple[str, float]:
    """Unit at the left, legend of several series; and the height both take."""
    parts, y = [], MARGIN + FONT
    if plot.unit and plot.unit != "%":
        parts.append(lines_at(MARGIN, y, wrap(f"单位：{plot.unit}", WIDTH - 2 * MARGIN, size=SMALL, lines=1),
                              anchor="start", size=SMALL))  # fmt: skip
        y += FONT * 1.6
    if len(plot.names) > 1:
        legend, y = _legend(plot.names, y, shapes)
        parts.append(legend)
    return "".join(parts), y if parts else MARGIN


def _legend(names: tuple[str, ...], y: float, shapes: bool) -> tuple[str, float]:
    parts, x = [], MARGIN
    for index, name in enumerate(names):
        lines = wrap(name, WIDTH - 2 * MARGIN - SWATCH - GAP, lines=2)
        width = SWATCH + GAP + max(text_width(part) for part in lines)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + FONT * 1.5
        sign = marker(index, x + SWATCH / 2, y - SWATCH / 2 + 1) if shapes else _swatch(index, x, y)
        parts.append(sign + lines_at(x + SWATCH + GAP, y, lines, anchor="start"))
        y += (len(lines) - 1) * FONT * LINE_HEIGHT
        x += width + 3 * GAP
    return "".join(parts), y + FONT * 1.2


def _swatch(index: int, x: float, y: float) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y - SWATCH + 1)}" width="{SWATCH}" height="{SWATCH}" '
        f'fill="{series_colour(index)}"/>'
    )


def marker(index: int, x: float, y: float, size: float = 4.5) -> str:
    """A point of the n-th series: circle, square, diamond, triangle in turn, so that colour is not all."""
    fill = series_colour(index)
    shape = index % 4
    if shape == 0:
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" fill="{fill}"/>'
    corners = {
        1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        2: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        3: ((0, -1.2), (1.2, 1), (-1.2, 1)),
    }[shape]
    points = " ".join(f"{number(x + dx * size * 0.9)},{number(y + dy * size * 0.9)}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{fill}"/>'


def axis_room(scale: Scale) -> float:
    """How much room the numbers beside the axis need."""
    return max(text_width(scale.tick_text(tick), SMALL) for tick in scale.ticks) + 2 * GAP


def grid_across(scale: Scale, left: float, right: float) -> str:
    """Horizontal lines with their numbers at the left."""
    return "".join(
        line(left, scale.at(tick), right, scale.at(tick), LINE)
        + text_at(
            left - GAP, scale.at(tick) + 4, scale.tick_text(tick), anchor="end", size=SMALL, fill=SECONDARY
        )
        for tick in scale.ticks
    )


def labels_below(labels: list[list[str]], centres: list[float], y: float) -> tuple[str, float]:
    """Category labels under the axis, each wrapped already; and the height they take."""
    svg = "".join(lines_at(x, y + FONT + 4, lines) for lines, x in zip(labels, centres, strict=True))
    return svg, max((len(lines) for lines in labels), default=1) * FONT * LINE_HEIGHT + 8
