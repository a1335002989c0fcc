"""Drawings of places where trades are learnt: workshop, vehicle."""

from PIL import Image

from .canvas import (
    CLAY,
    CREAM,
    DEEP,
    FOG,
    GOLD,
    ICE,
    LAKE,
    LINE,
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
from .pieces import arc, person


def workshop(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A training hall: a machine tool, a bench with tools on the wall, one person working."""
    c = Canvas(width, height, seed, (ICE, "#f0f2f3", PAPER)[seed % 3])
    c.band(700, "#d9d6cd")
    for n in range(-4, 12):
        c.poly([(n * 220, 700), (n * 220 + 8, 700), (n * 330 - 640, 1000), (n * 330 - 656, 1000)], "#ccc8bd")
    for n in range(6):
        c.rect(60 + n * 260, 60, 180, 90, WHITE, 4)
        c.rect(70 + n * 260, 70, 160, 70, MIST)
    c.rect(140, 290, 640, 410, (TEAL, SLATE, LAKE)[seed % 3], 18)
    c.rect(180, 340, 380, 220, DEEP, 10)
    c.rect(194, 354, 352, 192, "#c9dfe2", 6)
    c.rect(210, 440, 120, 50, STONE)
    c.rect(330, 452, 130, 26, FOG)
    c.poly([(470, 380), (500, 380), (494, 450), (476, 450)], SLATE)
    c.rect(600, 340, 140, 170, PAPER, 8)
    c.rect(616, 356, 108, 64, ICE)
    for n in range(6):
        c.oval(634 + n % 3 * 36, 446 + n // 3 * 34, 11, fill=(GOLD, STONE, LAKE)[n % 3])
    c.rect(140, 620, 640, 18, DEEP)
    for x in (170, 690):
        c.rect(x, 700, 60, 26, SLATE)
    c.rect(900, 210, 600, 220, SAND, 6)
    for n in range(8):
        tall = c.random.randint(70, 130)
        c.rect(940 + n * 70, 250, 16, tall, SLATE, 6)
        c.rect(930 + n * 70, 250 + tall - 10, 36, 34, (TEAL, OCHRE, STONE)[n % 3], 8)
    person(c, 1010, 850, 470, TEAL, 0.2)
    c.poly(arc(1010, 412, 48, 52), GOLD)
    c.rect(956, 404, 108, 12, OCHRE, 6)
    c.rect(1080, 610, 440, 34, WOOD)
    for x in (1100, 1460):
        c.rect(x, 644, 34, 220, SLATE)
    c.rect(1134, 730, 326, 18, STONE)
    c.rect(1270, 540, 130, 70, STONE, 6)
    c.rect(1300, 500, 30, 46, SLATE)
    for n in range(5):
        c.line([(1262, 540), (1200 + n * 16, 500 - n * 10)], GOLD, 4)
    return c.done(title)


def vehicle(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A car in a training bay, with a charging post and a tool cart."""
    c = Canvas(width, height, seed, (PAPER, ICE, "#f0f2f3")[seed % 3])
    c.band(560, LINE, 580)
    c.band(700, "#d3d2cc")
    c.poly([(260, 740), (1240, 740), (1400, 920), (100, 920)], "#e3e1da")
    for n in range(4):
        c.rect(80 + n * 400, 120, 300, 200, WHITE, 4)
        c.rect(94 + n * 400, 134, 272, 172, MIST)
    paint = (TEAL, LAKE, "#dfe3e6", GOLD)[seed % 4]
    c.oval(750, 838, 520, 30, "#b9b8b1")
    c.poly([(470, 590), (570, 450), (640, 424), (900, 424), (970, 450), (1090, 600)], paint)
    c.poly([(510, 590), (588, 466), (650, 446), (748, 446), (748, 590)], "#cfe2e5")
    c.poly([(772, 446), (892, 446), (952, 468), (1046, 596), (772, 590)], "#cfe2e5")
    c.rect(270, 580, 960, 210, paint, 70)
    c.rect(290, 730, 920, 60, SLATE, 24)
    c.rect(270, 640, 960, 6, WHITE)
    c.rect(820, 656, 60, 14, SLATE, 6)
    c.rect(282, 620, 64, 34, CREAM, 14)
    c.rect(1160, 620, 60, 34, OCHRE, 14)
    for x in (470, 1030):
        c.oval(x, 780, 96, fill="#2b3238")
        c.oval(x, 780, 56, fill=FOG)
        c.oval(x, 780, 18, fill=SLATE)
    c.rect(1340, 440, 120, 400, DEEP, 14)
    c.rect(1360, 470, 80, 90, ICE, 6)
    c.poly([(1404, 480), (1378, 522), (1398, 522), (1392, 552), (1424, 506), (1402, 506)], TEAL)
    c.line([(1350, 620), (1300, 720), (1250, 700), (1222, 664)], SLATE, 12)
    c.rect(60, 660, 160, 170, OCHRE, 8)
    for n in range(3):
        c.rect(74, 680 + n * 48, 132, 34, CLAY, 4)
        c.rect(120, 692 + n * 48, 40, 8, SLATE, 4)
    for x in (86, 194):
        c.oval(x, 842, 16, fill=SLATE)
    person(c, 1270 if seed % 2 else 250, 900, 420)
    return c.done(title)
