"""Lines over time: a gap where a year is missing, markers of different shape, every value beside its point."""

from reports.rendering.palette import AXIS, SECONDARY, series_colour

from .canvas import SMALL, WIDTH, Drawing, line, number, text_at, text_width, wrap
from .frame import GAP, MARGIN, axis_room, grid_across, head, labels_below, marker
from .scale import Scale, fit_scale
from .series import MISSING, Plot

HEIGHT = 200
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4", "12 3")
STEP = SMALL + 2  # between two values over one another


def draw_lines(plot: Plot) -> Drawing:
    """One line for each series over the labels."""
    top, y = head(plot, shapes=True)
    y += SMALL + 8
    scale = fit_scale(plot.values, y + HEIGHT, y, from_zero=False)
    left = MARGIN + axis_room(scale)
    slot = (WIDTH - MARGIN - left) / len(plot.labels)
    centres = [left + slot * (i + 0.5) for i in range(len(plot.labels))]
    svg = [
        top,
        grid_across(scale, left, WIDTH - MARGIN),
        line(left, scale.start, WIDTH - MARGIN, scale.start, AXIS),
    ]
    for index in range(len(plot.rows)):
        svg.append(_path(plot, index, scale, centres))
    crowded = False
    for place, centre in enumerate(centres):
        values, tight = _values(plot, place, scale, centre, slot)
        svg.append(values)
        crowded |= tight
    wrapped = [wrap(label, max(slot - GAP, 20), lines=3) for label in plot.labels]
    crowded |= any(lines[-1].endswith("…") for lines in wrapped)
    labels, height = labels_below(wrapped, centres, scale.start)
    return Drawing("".join([*svg, labels]), scale.start + height + MARGIN, crowded)


def _path(plot: Plot, index: int, scale: Scale, centres: list[float]) -> str:
    """The line of one series, broken at missing points, with its markers."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point, x in zip(plot.rows[index], centres, strict=True):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((x, scale.at(point.value)))
    colour, dash = series_colour(index), DASHES[index % len(DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    svg = ""
    for run in runs:
        if len(run) > 1:
            points = " ".join(f"{number(x)},{number(y)}" for x, y in run)
            svg += f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        svg += "".join(marker(index, x, y) for x, y in run)
    return svg


def _values(plot: Plot, place: int, scale: Scale, x: float, slot: float) -> tuple[str, bool]:
    """The values at one label, over their points, kept apart from each other; too wide or too many: crowded."""
    shown = [
        (scale.at(row[place].value) - 8, row[place].text) for row in plot.rows if row[place].value is not None
    ]
    missing = [row[place].text for row in plot.rows if row[place].value is None]
    shown.sort()
    if len(shown) > 1 and shown[-1][0] - shown[-2][0] < 2 * STEP:
        under = shown[-1][0] + 16 + SMALL  # the lowest of close points has its value below it
        shown[-1] = (min(under, scale.start - 4), shown[-1][1])
    svg, last, crowded = "", -1e9, len(missing) > 0 and len(plot.rows) > 1
    top = scale.end - STEP
    for wanted, text in shown:
        y = max(wanted, last + STEP, top)
        last = y
        if text_width(text, SMALL) <= slot and y <= scale.start and y - wanted <= 2 * STEP:
            svg += text_at(x, y, text, size=SMALL)
        else:
            crowded = True
    if missing and not shown:
        svg += text_at(x, scale.start - 6, MISSING, size=SMALL, fill=SECONDARY)
    return svg, crowded
