"""Bars: upright columns where labels find room below, rows where they are long or many; grouped or stacked."""

from dataclasses import dataclass

from reports.rendering.palette import AXIS, series_colour, text_on

from .canvas import FONT, LINE_HEIGHT, SMALL, WIDTH, Drawing, line, lines_at, rect, text_at, text_width, wrap
from .frame import GAP, MARGIN, axis_room, grid_across, head, labels_below
from .scale import Scale, fit_scale
from .series import MISSING, Plot, Point

COLUMN_HEIGHT = 200
FILLED = 0.72  # share of a slot that its bars fill
THICK = 48  # a single column is no slab
ROW_BAR = 20
LABEL_ROOM = 170  # at most, for the labels left of rows


@dataclass(frozen=True, slots=True)
class Part:
    """One bar or segment between two values."""

    series: int
    low: float
    high: float
    point: Point


def fits_columns(plot: Plot, stacked: bool) -> bool:
    """Upright only where every label needs at most two lines and every value fits over its column."""
    slot = (WIDTH - 70) / len(plot.labels)
    per_value = slot * 0.94 if stacked else slot * 0.94 / max(len(plot.rows), 1)
    return all(len(wrap(label, slot - GAP, lines=9)) <= 2 for label in plot.labels) and all(
        text_width(p.text, SMALL) <= per_value for row in plot.rows for p in row
    )


def stack(plot: Plot, category: int) -> list[Part]:
    """Segments of one category, positive ones upward from zero, negative ones downward."""
    parts, up, down = [], 0.0, 0.0
    for index, row in enumerate(plot.rows):
        value = row[category].value
        if value is None:
            parts.append(Part(index, up, up, row[category]))
        elif value >= 0:
            parts.append(Part(index, up, up + value, row[category]))
            up += value
        else:
            parts.append(Part(index, down + value, down, row[category]))
            down += value
    return parts


def beside(plot: Plot, category: int) -> list[Part]:
    """One bar from zero for each series."""
    return [
        Part(i, min(row[category].value or 0.0, 0.0), max(row[category].value or 0.0, 0.0), row[category])
        for i, row in enumerate(plot.rows)
    ]


def _parts(plot: Plot, stacked: bool) -> list[list[Part]]:
    build = stack if stacked else beside
    return [build(plot, category) for category in range(len(plot.labels))]


def _ends(groups: list[list[Part]]) -> list[float]:
    return [end for group in groups for part in group for end in (part.low, part.high)]


def draw_columns(plot: Plot, stacked: bool) -> Drawing:
    """Upright bars; the value stands over its column, or inside its segment."""
    groups = _parts(plot, stacked)
    top, y = head(plot)
    y += SMALL + 6  # room for the value over the highest column
    scale = fit_scale(_ends(groups), y + COLUMN_HEIGHT, y, from_zero=True)
    left = MARGIN + axis_room(scale)
    slot = (WIDTH - MARGIN - left) / len(groups)
    svg, crowded = [top, grid_across(scale, left, WIDTH - MARGIN)], False
    for index, group in enumerate(groups):
        bars, tight = _column_group(group, scale, left + slot * (index + 0.5), slot, stacked)
        svg.append(bars)
        crowded |= tight
    svg.append(line(left, scale.at(0), WIDTH - MARGIN, scale.at(0), AXIS))
    below = scale.start + (SMALL + 4 if scale.low < 0 else 0)  # values under negative columns need room
    wrapped = [wrap(label, slot - GAP, lines=2) for label in plot.labels]
    labels, height = labels_below(wrapped, [left + slot * (i + 0.5) for i in range(len(groups))], below)
    return Drawing("".join([*svg, labels]), below + height + MARGIN, crowded)


def _column_group(
    group: list[Part], scale: Scale, centre: float, slot: float, stacked: bool
) -> tuple[str, bool]:
    count = 1 if stacked else max(len(group), 1)
    width = min(slot * FILLED / count, THICK)
    spread = slot * 0.94 / count if count > 1 else width  # values may be wider than their columns
    spread = max(width, min(spread, max([width, *(text_width(p.point.text, SMALL) + 2 for p in group)])))
    svg, crowded = "", False
    for place, part in enumerate(group):
        middle = centre if stacked else centre + (place - (count - 1) / 2) * spread
        y, foot = scale.at(part.high), scale.at(part.low)
        if part.point.value is not None:
            svg += rect(middle - width / 2, y, width, foot - y, series_colour(part.series))
        if not stacked:
            negative = (part.point.value or 0) < 0
            svg += text_at(middle, foot + SMALL + 2 if negative else y - 4, part.point.text, size=SMALL)
        elif part.point.value is None:
            crowded = True  # the gap of a missing segment has no place of its own
        elif foot - y >= SMALL + 3 and text_width(part.point.text, SMALL) <= width:
            fill = text_on(series_colour(part.series))
            svg += text_at(middle, (y + foot) / 2 + 4, part.point.text, size=SMALL, fill=fill)
        elif part.point.value:
            crowded = True
    return svg, crowded


def draw_rows(plot: Plot, stacked: bool) -> Drawing:
    """Lying bars: the label at the left, the value at the end of its bar."""
    groups = _parts(plot, stacked)
    top, y = head(plot)
    widest = max((text_width(label) for label in plot.labels), default=0)
    room = min(LABEL_ROOM, widest + GAP)
    labels = [wrap(label, room, lines=4) for label in plot.labels]
    values = max((text_width(p.text, SMALL) for row in plot.rows for p in row), default=0) + 2 * GAP
    values = 2 * GAP if stacked else min(values, 140)
    negative = values if min(_ends(groups), default=0) < 0 else 0
    scale = fit_scale(_ends(groups), MARGIN + room + GAP + negative, WIDTH - MARGIN - values, from_zero=True)
    svg, crowded, first = [top], False, y
    for lines, group in zip(labels, groups, strict=True):
        bars = ROW_BAR * (1 if stacked else max(len(group), 1))
        height = max(bars, len(lines) * FONT * LINE_HEIGHT) + 10
        text_top = y + (height - len(lines) * FONT * LINE_HEIGHT) / 2 + FONT
        svg.append(lines_at(MARGIN + room, text_top, lines, anchor="end"))
        drawn, tight = _row_group(group, scale, y + (height - bars) / 2, stacked, values)
        svg.append(drawn)
        crowded |= tight
        y += height
    svg.append(line(scale.at(0), first, scale.at(0), y, AXIS))
    return Drawing("".join(svg), y + MARGIN, crowded)


def _row_group(group: list[Part], scale: Scale, y: float, stacked: bool, room: float) -> tuple[str, bool]:
    svg, crowded = "", False
    for place, part in enumerate(group):
        top = y + (0 if stacked else place * ROW_BAR)
        x, end = scale.at(part.low), scale.at(part.high)
        if part.point.value is not None:
            svg += rect(x, top + 1, end - x, ROW_BAR - 2, series_colour(part.series))
        middle = top + ROW_BAR / 2 + 4
        if not stacked:
            text = wrap(part.point.text, room - GAP, size=SMALL, lines=1)[0]
            crowded |= text != part.point.text
            negative = (part.point.value or 0) < 0
            svg += text_at(x - GAP if negative else end + GAP, middle, text, size=SMALL,
                           anchor="end" if negative else "start")  # fmt: skip
        elif part.point.value is not None and text_width(part.point.text, SMALL) + 4 <= end - x:
            fill = text_on(series_colour(part.series))
            svg += text_at((x + end) / 2, middle, part.point.text, size=SMALL, fill=fill)
        elif part.point.value or part.point.text == MISSING:
            crowded = True
    return svg, crowded
