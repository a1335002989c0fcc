"""Drawings of people before an audience: ceremony, stage."""

from PIL import Image

from .canvas import (
    CLAY,
    CREAM,
    DEEP,
    FAR,
    GOLD,
    GRASS,
    ICE,
    LAKE,
    MIST,
    OCHRE,
    SAND,
    SKIES,
    SLATE,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
)
from .pieces import arc, back, lectern, person, plant


def ceremony(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A platform with banner, lectern and flags, the people before it from behind."""
    c = Canvas(width, height, seed, SKIES[seed % 4])
    c.hills(420, 60, MIST, seed * 97)
    c.band(560, SAND)
    drape = (TEAL, DEEP, LAKE)[seed % 3]
    c.rect(300, 130, 1000, 450, WHITE, 6)
    c.rect(320, 150, 960, 90, drape)
    c.rect(420, 186, 760, 18, ICE, 9)
    for n in range(5):
        c.poly([(420 + n * 160, 330), (500 + n * 160, 290), (580 + n * 160, 330), (500 + n * 160, 370)],
               (ICE, SAND)[n % 2])  # fmt: skip
    for side in (0, 1):
        for n in range(3):
            x = 90 + n * 66 if side == 0 else 1378 + n * 66
            c.line([(x, 180 + n * 14), (x, 600)], STONE, 6)
            c.poly([(x, 184 + n * 14), (x + 56, 200 + n * 14), (x + 48, 290 + n * 14), (x, 274 + n * 14)],
                   (GOLD, LAKE, GRASS)[(n + seed) % 3])  # fmt: skip
    c.rect(240, 560, 1120, 70, WOOD)
    c.rect(240, 560, 1120, 14, CLAY)
    for n in range(4):
        person(c, 560 + n * 150, 562, 250)
    lectern(c, 400, 562, 130)
    for x in (290, 1180, 1300):
        plant(c, x, 562, 120)
    for row, (y, size, gap) in enumerate(((690, 25, 112), (790, 32, 140), (915, 42, 184))):
        for n in range(-2, 18):
            back(c, n * gap + row * 53 - 40, y, size)
    return c.done(title)


def stage(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A lit stage between curtains: shadow figures on a screen (even seeds) or performers (odd seeds)."""
    c = Canvas(width, height, seed, DEEP)
    c.rect(150, 90, 1300, 640, "#0f6675")
    if seed % 2 == 0:
        c.rect(400, 170, 800, 470, WOOD, 10)
        c.rect(424, 194, 752, 422, CREAM)
        c.oval(800, 400, 300, 190, "#fff9e8")
        for x, turn, robe in ((640, 1, OCHRE), (960, -1, TEAL)):
            _puppet(c, x, turn, robe)
    else:
        for n in range(3):
            c.poly([(500 + n * 300, 90), (410 + n * 300, 700), (690 + n * 300 - 100, 700)], "#2a7886")
        for n in range(5):
            person(c, 420 + n * 190, 690 - (n % 2) * 24, 300, (GOLD, CREAM, MIST)[n % 3], 1 if n % 2 else -1)
    c.band(690, "#7d6a4c", 740)
    for n in range(9):
        for side in (0, 1):
            x = n * 44 - 60 if side == 0 else 1616 - n * 44
            c.rect(x, -FAR, 46, 690 + FAR - abs(4 - n) * 2, (TEAL, "#0d6071")[n % 2], 20)
    for n in range(-10, 30):
        c.poly(flipped(arc(n * 100 + 50, 40, 56, 84)), (TEAL, "#0d6071")[n % 2])
    c.rect(-FAR, -FAR, 2 * FAR, FAR + 44, TEAL)
    c.band(735, "#062f38")
    for row, (y, size, gap) in enumerate(((810, 32, 140), (920, 42, 186))):
        for n in range(-2, 16):
            back(c, n * gap + row * 70 - 30, y, size, (SLATE, "#38424a", "#2f4a52")[(n + row) % 3])
    return c.done(title)


def flipped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same outline hanging down instead of standing up."""
    base = points[0][1]
    return [(x, 2 * base - y) for x, y in points]


def _puppet(c: Canvas, x: float, turn: int, robe: str) -> None:
    """A jointed shadow figure facing `turn`, on two rods."""
    for hand, foot in (((150, 380), (230, 660)), ((-30, 470), (-70, 660))):
        c.line([(x + turn * hand[0], hand[1]), (x + turn * foot[0], foot[1])], STONE, 4)
    c.poly([(x - 46, 350), (x + 46, 350), (x + 92, 560), (x - 92, 560)], robe)
    for n in range(4):
        c.oval(x - 60 + n * 40, 536, 12, fill=CREAM)
    for hang in (400, 450):
        c.oval(x, hang, 16, fill=CREAM)
    c.line([(x + turn * 36, 366), (x + turn * 100, 410), (x + turn * 150, 378)], robe, 28)
    c.line([(x - turn * 36, 366), (x - turn * 80, 430), (x - turn * 30, 470)], robe, 28)
    for foot in (-38, 38):
        c.rect(x + foot - 22 + turn * 8, 556, 44, 22, DEEP, 8)
    c.poly([(x - 34, 262), (x + 34, 262), (x + 24, 344), (x - 24, 344)], robe)
    c.poly([(x + turn * 20, 276), (x + turn * 48, 306), (x + turn * 20, 316)], robe)
    c.poly([(x - 44, 268), (x - 30, 226), (x, 206), (x + 30, 226), (x + 44, 268)], DEEP)
    c.oval(x, 204, 14, fill=GOLD)
