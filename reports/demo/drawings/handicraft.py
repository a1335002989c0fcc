"""A drawing of handicraft: paper-cutting, with the tools it needs."""

from math import cos, pi, sin

from PIL import Image

from .canvas import (
    CLAY,
    DEEP,
    FOG,
    GOLD,
    ICE,
    LAKE,
    MIST,
    OCHRE,
    PAPER,
    SAND,
    SLATE,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
)


def handicraft(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A paper-cut rosette on a table, with scissors, brushes in a jar, and a pot."""
    c = Canvas(width, height, seed, (SAND, "#f1ede2", ICE)[seed % 3])
    c.band(640, WOOD)
    c.band(640, "#a58c68", 660)
    c.rect(330, 110, 640, 700, WHITE, 6)
    cut = (TEAL, DEEP, OCHRE)[seed % 3]
    _rosette(c, 650, 450, 280, 8 + seed % 3 * 2, cut)
    for side in (-1, 1):
        c.ring(1120 + side * 44, 860, 36, SLATE, 14)
        blade = ((34, 830), (16, 820), (-46, 660), (-36, 654))
        c.poly([(1120 + side * x, y) for x, y in blade], FOG)
    c.oval(1120, 800, 9, fill=SLATE)
    for n, lean in enumerate((-46, -8, 38)):
        c.line([(1330, 560), (1330 + lean * 1.6, 310 + n * 26)], (WOOD, OCHRE, STONE)[n], 14)
        c.oval(1330 + lean * 1.6, 300 + n * 26, 14, 30, DEEP)
    c.rect(1260, 480, 140, 200, LAKE, 12)
    c.rect(1260, 520, 140, 16, ICE)
    c.rect(1260, 620, 140, 16, ICE)
    c.oval(180, 690, 110, 96, CLAY)
    c.rect(140, 560, 80, 60, CLAY)
    c.rect(126, 552, 108, 18, OCHRE, 8)
    for n in range(7):
        c.oval(100 + n * 27, 690, 9, fill=PAPER)
    for n in range(4):
        c.rect(420 + n * 150, 850, 90, 60, (TEAL, GOLD, MIST, OCHRE)[(n + seed) % 4], 8)
        c.rect(412 + n * 150, 842, 106, 12, PAPER, 4)
        c.rect(412 + n * 150, 906, 106, 12, PAPER, 4)
    return c.done(title)


def _rosette(c: Canvas, x: float, y: float, r: float, petals: int, fill: str) -> None:
    """A folded paper-cut: a scalloped disc with the same holes in every sector."""
    c.oval(x, y, r * 0.9, fill=fill)
    for n in range(petals * 2):
        a = n * pi / petals
        c.oval(x + r * 0.9 * cos(a), y + r * 0.9 * sin(a), r * 0.13, fill=fill)
    for n in range(petals):
        a, half = n * 2 * pi / petals, pi / petals
        c.poly([_on(x, y, r * 0.42, a), _on(x, y, r * 0.62, a - half * 0.45), _on(x, y, r * 0.8, a),
                _on(x, y, r * 0.62, a + half * 0.45)], WHITE)  # fmt: skip
        c.oval(*_on(x, y, r * 0.62, a), r * 0.05, fill=fill)
        c.oval(*_on(x, y, r * 0.76, a + half), r * 0.055, fill=WHITE)
        c.poly([_on(x, y, r * 0.16, a + half), _on(x, y, r * 0.4, a + half * 0.65),
                _on(x, y, r * 0.5, a + half), _on(x, y, r * 0.4, a + half * 1.35)], WHITE)  # fmt: skip
        c.oval(*_on(x, y, r * 0.9, a), r * 0.05, fill=WHITE)
    c.oval(x, y, r * 0.1, fill=WHITE)


def _on(x: float, y: float, r: float, angle: float) -> tuple[float, float]:
    return x + r * cos(angle), y + r * sin(angle)
