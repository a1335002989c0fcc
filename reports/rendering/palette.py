"""The colours of charts, written as attributes into the SVG because page styles do not reach inside it on paper.

The same values stand in static/css/tokens.css as --chart-1 … --chart-6; a test holds the two together.
"""

INK = "#1b1f24"
SECONDARY = "#4a525b"
LINE = "#d5d9de"
AXIS = "#7b848d"
PAPER = "#ffffff"

# Six hues whose lightness differs too, dark and light in turn: neighbours stay apart in grey print.
# Each has at least 3:1 against white.
SERIES = ("#0b5563", "#c2800c", "#4a1d4f", "#4a88c7", "#6b2f10", "#5b8c34")


def series_colour(index: int) -> str:
    """The colour of the n-th series, counted from 0; from the seventh on, tints of the same hues."""
    base = SERIES[index % len(SERIES)]
    rounds = index // len(SERIES)
    return base if not rounds else tint(base, min(0.35 * rounds, 0.7))


def tint(colour: str, share: float) -> str:
    """A colour mixed with white; share 0 leaves it, 1 gives white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str) -> str:
    """Ink or paper, whichever is easier to read on the colour."""
    return max((INK, PAPER), key=lambda text: contrast(text, colour))
