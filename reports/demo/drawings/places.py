"""Drawings of buildings: campus, building."""

from PIL import Image

from .canvas import (
    CLAY,
    CREAM,
    DEEP,
    FOG,
    GOLD,
    GRASS,
    LAKE,
    LINE,
    MIST,
    PAPER,
    SAND,
    SKIES,
    SLATE,
    SPRING,
    STONE,
    TEAL,
    WHITE,
    Canvas,
)
from .pieces import cloud, person, plant, tree, window


def campus(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """Teaching buildings behind a lawn with trees, a path and a flagpole."""
    c = Canvas(width, height, seed, SKIES[seed % 4])
    c.hills(400, 70, MIST, seed * 113)
    cloud(c, 240 + seed * 173 % 800, 150, 100)
    cloud(c, 1280, 230, 70)
    for x, wide, floors in ((70, 420, 3), (1110, 430, 4), (480, 640, 5)):
        floors += (seed + x) % 2
        top = 660 - floors * 82
        c.rect(x, top, wide, 660 - top, (PAPER, SAND, WHITE)[(seed + wide) % 3])
        c.rect(x - 14, top - 22, wide + 28, 24, TEAL if x == 480 else SLATE)
        for floor in range(floors):
            for n in range(wide // 96):
                window(c, x + 28 + n * 96, top + 18 + floor * 82, 64, 50, LAKE if x == 480 else MIST, LINE)
    c.rect(740, 560, 120, 100, DEEP, 4)
    c.rect(700, 540, 200, 20, SLATE)
    c.band(660, GRASS)
    c.poly([(740, 660), (860, 660), (1160, 1000), (440, 1000)], CLAY)
    for n in range(5):
        tree(c, 120 + n * 110, 740 + n % 2 * 40, 190 + n * 8)
        tree(c, 1080 + n * 110, 740 + (n + 1) % 2 * 40, 190 + n * 6)
    c.line([(960, 300), (960, 700)], STONE, 7)
    c.poly([(960, 304), (1060, 320), (1048, 380), (960, 366)], GOLD)
    for n in range(3):
        person(c, 690 + n * 110, 880 + n * 20, 170 + n * 8)
    return c.done(title)


def building(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A public hall with steps and columns, trees on both sides."""
    c = Canvas(width, height, seed, SKIES[(seed + 1) % 4])
    cloud(c, 250 + seed * 91 % 500, 170, 90)
    c.hills(480, 40, SPRING, seed * 59)
    roof = (TEAL, SLATE, DEEP)[seed % 3]
    c.rect(300, 330, 1000, 400, SAND)
    c.poly([(250, 330), (800, 170), (1350, 330)], roof) if seed % 2 == 0 else c.rect(250, 250, 1100, 84, roof)
    c.rect(270, 322, 1060, 34, WHITE)
    c.rect(620, 266, 360, 30, CREAM, 6)
    for n in range(6):
        c.rect(340 + n * 176, 356, 40, 350, WHITE)
        c.rect(330 + n * 176, 356, 60, 16, CLAY)
        c.rect(330 + n * 176, 690, 60, 16, CLAY)
        if n < 5 and n != 2:
            window(c, 404 + n * 176, 420, 88, 220, LAKE, LINE)
    c.rect(736, 440, 128, 266, DEEP, 4)
    c.rect(796, 440, 8, 266, STONE)
    c.band(760, (CLAY, "#ddd8cc")[seed % 2])
    for n in range(4):
        c.rect(500 - n * 60, 706 + n * 22, 600 + n * 120, 24, (FOG, LINE)[n % 2])
    for n, x in enumerate((80, 200, 1400, 1530)):
        tree(c, x, 800, 330 - n % 2 * 50)
    for x in (440, 1160):
        plant(c, x, 800, 110)
    for n in range(5):
        person(c, 540 + n * 125 + c.random.randint(-20, 20), 920 + c.random.randint(-20, 20), 210)
    return c.done(title)
