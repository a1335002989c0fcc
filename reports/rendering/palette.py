"""Chart colours: six hues that differ in lightness too, so they stay apart in grey print and for colour-blind readers.

The same values stand in static/css/tokens.css as --chart-1 … --chart-6.
"""

SERIES = ("#0b5563", "#d08c2c", "#5b7f95", "#8a1f11", "#9bbfb4", "#4a525b")
INK, RULE, PAPER = "#1b1f24", "#d5d9de", "#ffffff"
SECONDARY = "#4a525b"


def colour(index: int) -> str:
    return SERIES[index % len(SERIES)]
