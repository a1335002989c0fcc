"""Drawings of things: certificate, flowchart, book."""

from math import cos, pi, sin

from PIL import Image

from .canvas import (
    CLAY,
    CREAM,
    DEEP,
    FAR,
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
from .pieces import plant


def certificate(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A framed certificate with ribbon on the wall, a cup on the shelf; the lines are bars, not words."""
    c = Canvas(width, height, seed, (ICE, SAND, "#eef0f1")[seed % 3])
    c.band(820, CLAY)
    c.band(800, WOOD, 832)
    x = 330 if seed % 2 else 190
    c.rect(x, 120, 860, 620, (WOOD, SLATE, OCHRE)[seed % 3], 8)
    c.rect(x + 30, 150, 800, 560, PAPER)
    c.rect(x + 60, 180, 740, 500, (TEAL, LAKE)[seed % 2])
    c.rect(x + 68, 188, 724, 484, PAPER)
    for corner_x in (x + 64, x + 796):
        for corner_y in (184, 676):
            c.oval(corner_x, corner_y, 30, fill=PAPER)
            c.ring(corner_x, corner_y, 22, TEAL, 6)
    c.rect(x + 280, 250, 300, 36, TEAL, 18)
    for n, long in enumerate((500, 560, 440)):
        c.rect(x + 430 - long / 2, 350 + n * 58, long, 16, FOG, 8)
    c.rect(x + 150, 580, 180, 12, FOG, 6)
    for side in (-1, 1):
        c.poly([(x + 640, 560), (x + 640 + side * 50, 640), (x + 640 + side * 22, 660), (x + 640, 600)], LAKE)
    c.poly(_star(x + 640, 560, 62, 52, 18), GOLD)
    c.oval(x + 640, 560, 38, fill=CREAM)
    cup = x + 1010
    c.poly([(cup - 90, 560), (cup + 90, 560), (cup + 56, 690), (cup - 56, 690)], GOLD)
    c.rect(cup - 100, 544, 200, 24, OCHRE, 10)
    for side in (-1, 1):
        c.ring(cup + side * 92, 612, 36, OCHRE, 12)
    c.rect(cup - 16, 690, 32, 60, OCHRE)
    c.rect(cup - 70, 744, 140, 58, DEEP, 6)
    plant(c, x - 90 if seed % 2 else 1420, 802, 230)
    return c.done(title)


def _star(x: float, y: float, outer: float, inner: float, points: int) -> list[tuple[float, float]]:
    return [
        (x + (outer, inner)[n % 2] * cos(n * pi / points), y + (outer, inner)[n % 2] * sin(n * pi / points))
        for n in range(points * 2)
    ]


def flowchart(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """Empty boxes joined by arrows: a stand-in for a chart whose data are not at hand."""
    c = Canvas(width, height, seed, PAPER)
    for n in range(1, 16):
        c.line([(n * 100, -FAR), (n * 100, FAR)], "#f1efe9", 2)
    branches = 3 + seed % 3
    c.rect(560, 110, 480, 150, TEAL, 12)
    c.rect(660, 174, 280, 20, ICE, 10)
    c.line([(800, 260), (800, 350)], STONE, 7)
    xs = [800 + (n - (branches - 1) / 2) * 1400 / branches for n in range(branches)]
    c.line([(xs[0], 350), (xs[-1], 350)], STONE, 7)
    wide = 1180 / branches
    for n, x in enumerate(xs):
        _arrow(c, x, 350, 440)
        c.rect(x - wide / 2, 440, wide, 150, (LAKE, MIST, GOLD, CLAY, FOG)[(n + seed) % 5], 12)
        c.rect(x - wide * 0.3, 490, wide * 0.6, 16, WHITE, 8)
        c.rect(x - wide * 0.2, 524, wide * 0.4, 16, WHITE, 8)
        _arrow(c, x, 590, 690)
        c.rect(x - wide / 2, 690, wide, 150, STONE, 12)
        c.rect(x - wide / 2 + 5, 695, wide - 10, 140, WHITE, 9)
        for k in range(3):
            c.rect(x - wide * 0.34, 724 + k * 32, wide * c.random.uniform(0.35, 0.68), 14, FOG, 7)
    return c.done(title)


def _arrow(c: Canvas, x: float, top: float, bottom: float) -> None:
    c.line([(x, top), (x, bottom - 18)], STONE, 7)
    c.poly([(x - 16, bottom - 26), (x + 16, bottom - 26), (x, bottom - 2)], STONE)


def book(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """An open book before a stack of books, a lamp and a plant."""
    c = Canvas(width, height, seed, (SAND, ICE, "#f1ede2")[seed % 3])
    c.band(700, WOOD)
    c.band(700, "#a58c68", 720)
    y = 700
    for n in range(4 + seed % 2):
        wide = c.random.randint(320, 420)
        y -= 62
        c.rect(150 + n % 2 * 20, y, wide, 58, (TEAL, OCHRE, LAKE, SLATE, GOLD)[(n + seed) % 5], 6)
        c.rect(150 + n % 2 * 20 + wide - 34, y + 8, 40, 42, PAPER)
        c.rect(190, y + 22, 120, 12, PAPER, 6)
    c.poly([(1130, 300), (1330, 300), (1400, 430), (1060, 430)], DEEP)
    c.poly([(1070, 430), (1390, 430), (1560, 700), (900, 700)], CREAM)
    c.rect(1222, 430, 16, 268, SLATE)
    c.rect(1150, 684, 160, 20, SLATE, 8)
    plant(c, 700, 700, 250)
    for side in (-1, 1):
        c.poly([(800, 800), (800 + side * 470, 770), (800 + side * 520, 940), (800, 970)], DEEP)
        c.poly([(800, 770), (800 + side * 200, 742), (800 + side * 450, 756), (800 + side * 500, 916),
                (800 + side * 220, 910), (800, 950)], (WHITE, PAPER)[side > 0])  # fmt: skip
        for n in range(4):
            start, end = 800 + side * (60 + n * 6), 800 + side * (420 - n % 2 * 60 + n * 12)
            c.line([(start, 794 + n * 32), (end, 784 + n * 30)], FOG, 8)
    c.line([(800, 770), (800, 952)], STONE, 5)
    c.poly([(860, 762), (892, 758), (900, 906), (880, 886), (862, 910)], GOLD)
    return c.done(title)
