"""Things that stand in several drawings: people without faces, trees, plants, windows, tables."""

from math import cos, pi, sin

from .canvas import CLAY, CLOTHES, DEEP, GRASS, HAIR, LAKE, MIST, PINE, SAND, SLATE, WHITE, WOOD, Canvas

SKIN = "#dcc4a8"


def back(c: Canvas, x: float, y: float, size: float, clothes: str | None = None) -> None:
    """A person from behind, down to the chest; `y` is the chin, `size` the head's radius."""
    clothes = clothes or c.pick(CLOTHES)
    c.rect(x - size * 0.32, y - size * 0.3, size * 0.64, size * 0.8, SKIN)
    c.rect(x - size * 1.65, y + size * 0.3, size * 3.3, size * 3.4, clothes, size * 1.2)
    c.oval(x, y - size * 0.8, size * 0.92, size * 1.05, c.pick(HAIR))


def person(c: Canvas, x: float, y: float, tall: float, clothes: str | None = None, arm: float = 0) -> None:
    """A standing figure without a face, feet at `y`. `arm` lifts one arm: the left below 0, else right."""
    clothes, u = clothes or c.pick(CLOTHES), tall / 8
    for side in (-1, 1):
        c.rect(x + side * u * 0.62 - u * 0.42, y - u * 3.9, u * 0.84, u * 3.8, SLATE, u * 0.2)
        c.rect(x + side * u * 0.72 - u * 0.55, y - u * 0.3, u * 1.1, u * 0.3, "#2a2e33", u * 0.14)
    c.rect(x - u * 0.3, y - u * 7, u * 0.6, u, SKIN)
    c.rect(x - u * 1.2, y - u * 6.5, u * 2.4, u * 3.1, clothes, u * 0.6)
    for side in (-1, 1):
        if arm * side > 0:
            hand = (x + side * u * 3.1, y - u * (6 + abs(arm)))
            c.line([(x + side * u * 0.95, y - u * 6), hand], clothes, u * 0.62)
            c.oval(*hand, u * 0.36, fill=SKIN)
        else:
            c.rect(x + side * u * 1.32 - u * 0.32, y - u * 6.3, u * 0.64, u * 2.7, clothes, u * 0.3)
            c.oval(x + side * u * 1.32, y - u * 3.6, u * 0.3, fill=SKIN)
    c.oval(x, y - u * 7.35, u * 0.62, u * 0.72, SKIN)
    c.poly(arc(x, y - u * 7.5, u * 0.66, u * 0.66), c.pick(HAIR))


def arc(x: float, y: float, rx: float, ry: float) -> list[tuple[float, float]]:
    """The upper half of an oval."""
    return [(x + rx * cos(pi + i * pi / 24), y + ry * sin(pi + i * pi / 24)) for i in range(25)]


def tree(c: Canvas, x: float, y: float, tall: float, leaf: str | None = None) -> None:
    leaf, r = leaf or c.pick((PINE, GRASS, LAKE, "#5c8a6c")), tall * 0.3
    c.rect(x - tall * 0.03, y - tall * 0.5, tall * 0.06, tall * 0.5, WOOD)
    c.oval(x - r * 0.5, y - tall * 0.55, r * 0.75, fill=leaf)
    c.oval(x + r * 0.55, y - tall * 0.58, r * 0.7, fill=leaf)
    c.oval(x, y - tall * 0.74, r * 0.9, fill=leaf)


def plant(c: Canvas, x: float, y: float, tall: float) -> None:
    """A potted plant, the pot's foot at `y`."""
    for lean, up in ((-0.34, 0.8), (0.34, 0.82), (-0.16, 0.97), (0.17, 1.0), (0, 0.9)):
        tip = (x + lean * tall, y - up * tall)
        c.poly([(x - tall * 0.03, y - tall * 0.35), (tip[0] - tall * 0.05, y - up * tall * 0.72), tip,
                (tip[0] + tall * 0.06, y - up * tall * 0.66), (x + tall * 0.03, y - tall * 0.35)],
               PINE if lean < 0 else GRASS)  # fmt: skip
    c.poly([(x - tall * 0.2, y - tall * 0.38), (x + tall * 0.2, y - tall * 0.38),
            (x + tall * 0.14, y), (x - tall * 0.14, y)], CLAY)  # fmt: skip


def window(c: Canvas, x: float, y: float, w: float, h: float, pane: str = MIST, frame: str = WHITE) -> None:
    c.rect(x, y, w, h, frame, 4)
    edge = min(w, h) * 0.08
    half = (w - 3 * edge) / 2
    for side in (0, 1):
        c.rect(x + edge + side * (half + edge), y + edge, half, h - 2 * edge, pane)


def cloud(c: Canvas, x: float, y: float, size: float) -> None:
    c.oval(x - size * 0.7, y, size * 0.55, size * 0.36, WHITE)
    c.oval(x, y - size * 0.18, size * 0.7, size * 0.5, WHITE)
    c.oval(x + size * 0.75, y, size * 0.6, size * 0.38, WHITE)


def bench(c: Canvas, x: float, y: float, w: float) -> None:
    """A long seat, feet at `y`."""
    for foot in (0.08, 0.86):
        c.rect(x + w * foot, y - w * 0.26, w * 0.05, w * 0.26, SLATE)
    c.rect(x, y - w * 0.3, w, w * 0.07, WOOD, 6)
    c.rect(x, y - w * 0.5, w, w * 0.07, WOOD, 6)
    for foot in (0.08, 0.86):
        c.rect(x + w * foot, y - w * 0.5, w * 0.05, w * 0.24, SLATE)


def lectern(c: Canvas, x: float, y: float, w: float) -> None:
    c.poly([(x - w * 0.4, y - w * 1.15), (x + w * 0.4, y - w * 1.15), (x + w * 0.3, y), (x - w * 0.3, y)],
           WOOD)  # fmt: skip
    c.poly([(x - w * 0.5, y - w * 1.28), (x + w * 0.5, y - w * 1.28), (x + w * 0.44, y - w * 1.12),
            (x - w * 0.44, y - w * 1.12)], "#9c845f")  # fmt: skip
    c.oval(x, y - w * 0.62, w * 0.13, fill=SAND)
    c.line([(x - w * 0.2, y - w * 1.28), (x - w * 0.12, y - w * 1.6)], DEEP, w * 0.03)
    c.oval(x - w * 0.11, y - w * 1.63, w * 0.05, w * 0.07, DEEP)
