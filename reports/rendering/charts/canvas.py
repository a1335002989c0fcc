"""Text, lines and shapes of a chart as SVG, and how wide text is. All lengths are user units of the viewBox."""

from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from reports.document.nodes import Chart
from reports.rendering.palette import INK, PAPER

WIDTH = 560
FONT = 13
SMALL = 12
LINE_HEIGHT = 1.3
FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
LATIN = 0.6  # mean advance of a Latin letter or digit in em, on the wide side


@dataclass(frozen=True, slots=True)
class Drawing:
    """`crowded`: not every value found room for its label, so the data table must stand beside it on paper."""

    svg: str
    height: float
    crowded: bool = False


def number(value: float) -> str:
    """A coordinate, two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def text_width(text: str, size: float = FONT) -> float:
    """Width in user units, estimated: wide characters one em, others 0.6 em."""
    return size * sum(1.0 if east_asian_width(c) in "WFA" else LATIN for c in text)


def wrap(text: str, width: float, *, size: float = FONT, lines: int = 3) -> list[str]:
    """The text in at most `lines` lines no wider than `width`; the last one ends in … where text is left over."""
    found, line = [], ""
    words = _pieces(text)
    for piece in words:
        if line and text_width(line + piece, size) > width:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    found.append(line.rstrip())
    found = [part for part in found if part] or [""]
    if len(found) > lines:
        last = found[lines - 1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        found = [*found[: lines - 1], last + "…"]
    return found


def _pieces(text: str) -> list[str]:
    """Where a line may break: after every wide character, after blanks, and every eight letters of a long word."""
    pieces, word = [], ""
    for char in " ".join(text.split()):
        word += char
        if char == " " or east_asian_width(char) in "WF" or len(word) >= 8:
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces


def text_at(
    x: float, y: float, text: str, *, anchor: str = "middle", size: float = FONT, fill: str = INK
) -> str:
    """One line of text; y is the baseline."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" font-size="{number(size)}" '
        f'fill="{fill}">{escape(printable(text))}</text>'
    )


def lines_at(x: float, y: float, lines: list[str], *, anchor: str = "middle", size: float = FONT) -> str:
    """Several lines below each other; y is the baseline of the first."""
    step = size * LINE_HEIGHT
    return "".join(text_at(x, y + i * step, line, anchor=anchor, size=size) for i, line in enumerate(lines))


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'fill="{fill}" stroke="{PAPER}" stroke-width="1"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1) -> str:
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{stroke}" stroke-width="{number(width)}"/>'
    )


def wrap_svg(chart: Chart, drawing: Drawing) -> str:
    """The whole element. The title is what assistive software and the PDF read; desc holds the summary."""
    title, desc = escape(printable(chart.title)), escape(printable(chart.summary))
    anchor = escape(chart.anchor)
    labelled = f"{anchor}-title {anchor}-desc" if desc else f"{anchor}-title"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(drawing.height)}" role="img" '
        f'aria-labelledby="{labelled}" font-family="{FONTS}">'
        f'<title id="{anchor}-title">{title}</title>'
        + (f'<desc id="{anchor}-desc">{desc}</desc>' if desc else "")
        + f"{drawing.svg}</svg>"
    )


def printable(text: str) -> str:
    """Without characters that neither HTML nor XML may hold."""
    return "".join(c for c in text if c.isprintable() or c == " ")
