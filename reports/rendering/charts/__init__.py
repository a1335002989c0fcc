"""Charts as inline SVG: one small generator for screen and paper, pure and fast.

A drawing carries every value as a label where there is room; where there is not, `Drawing.crowded` says so and the
page prints the data table as well. Missing points leave a gap with a dash.
"""

from reports.document.nodes import Chart

from .bars import draw_columns, draw_rows, fits_columns
from .canvas import Drawing, wrap_svg
from .lines import draw_lines
from .pie import can_be_a_pie, draw_pie
from .series import Plot, read_plot

__all__ = ["Drawing", "draw"]


def draw(chart: Chart) -> Drawing:
    """The SVG of a chart. A pie that cannot be one (several series, negative parts) is drawn as bars."""
    plot = read_plot(chart)
    drawing = _draw(chart.kind, plot)
    return Drawing(wrap_svg(chart, drawing), drawing.height, drawing.crowded)


def _draw(kind: str, plot: Plot) -> Drawing:
    if kind == "line":
        return draw_lines(plot)
    if kind == "pie" and can_be_a_pie(plot):
        return draw_pie(plot)
    stacked = kind == "stacked"
    return draw_columns(plot, stacked) if fits_columns(plot, stacked) else draw_rows(plot, stacked)
