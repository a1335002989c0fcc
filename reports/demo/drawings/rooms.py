"""Drawings of rooms with people: meeting, classroom."""

from PIL import Image

from .canvas import (
    CLAY,
    DEEP,
    FOG,
    ICE,
    LAKE,
    MIST,
    PAPER,
    SAND,
    SLATE,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
)
from .pieces import back, person, plant, window


def meeting(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A long table with papers: seen across (odd seeds, a screen in front) or from the end (even seeds)."""
    c = Canvas(width, height, seed, (PAPER, SAND, "#f0f2f3")[seed % 3])
    c.band(620, CLAY)
    c.band(612, WHITE, 622)
    c.rect(440, 90, 720, 350, SLATE, 8)
    c.rect(456, 106, 688, 318, ICE)
    c.rect(520, 146, 300, 22, TEAL, 10)
    for n in range(5):
        tall = c.random.randint(60, 190)
        c.rect(540 + n * 108, 396 - tall, 64, tall, (LAKE, MIST, TEAL)[n % 3])
    for x in (90, 1290):
        window(c, x, 110, 220, 300)
    plant(c, 370, 640, 190)
    plant(c, 1240, 640, 190)
    if seed % 2:
        _facing_sides(c)
    else:
        for n in range(6):
            back(c, 330 + n * 190, 540, 34)
        c.poly([(230, 650), (1370, 650), (1560, 850), (40, 850)], WOOD)
        c.rect(40, 850, 1520, 40, "#9c845f")
        _papers(c, 700, 7, 190)
        for n in range(7):
            back(c, 120 + n * 228, 880, 46)
    return c.done(title)


def _facing_sides(c: Canvas) -> None:
    for n in range(7):
        if n != 3:
            person(c, 320 + n * 160, 800, 400)
    c.poly([(200, 610), (1400, 610), (1480, 700), (120, 700)], WOOD)
    c.rect(120, 700, 1360, 200, TEAL)
    c.rect(120, 700, 1360, 16, "#9c845f")
    for n in range(9):
        c.rect(140 + n * 152, 716, 6, 184, DEEP)
    _papers(c, 640, 6, 200)
    plant(c, 800, 660, 130)


def _papers(c: Canvas, y: float, count: int, gap: float) -> None:
    for n in range(count):
        x = 800 + (n - (count - 1) / 2) * gap
        c.poly([(x - 34, y), (x + 34, y), (x + 44, y + 36), (x - 44, y + 36)], WHITE)
        c.rect(x - 22, y + 10, 44, 4, FOG)
        c.rect(x - 24, y + 20, 40, 4, FOG)


def classroom(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A speaker at the board, rows of listeners from behind."""
    c = Canvas(width, height, seed, (PAPER, "#f3f1ea", ICE)[seed % 3])
    c.band(600, CLAY)
    c.rect(330, 110, 940, 380, WOOD, 6)
    c.rect(350, 130, 900, 340, (DEEP, "#1d4a3a", TEAL)[seed % 3])
    for n, long in enumerate((420, 560, 340)):
        c.rect(640, 200 + n * 66, long * c.random.uniform(0.8, 1), 12, MIST, 6)
    c.ring(530, 260, 62, MIST, 7)
    c.line([(530, 198), (530, 322)], MIST, 5)
    for x in (70, 1330):
        window(c, x, 130, 200, 330)
    person(c, 420 if seed % 2 else 1180, 640, 400, arm=1 if seed % 2 else -1)
    for row, (y, size, gap, desk) in enumerate(((690, 28, 250, 26), (800, 36, 320, 32), (930, 46, 410, 40))):
        for n in range(-1, 8):
            x = n * gap + row * 40 - 60
            c.rect(x - gap * 0.4, y + size * 0.9, gap * 0.8, desk, WOOD, 4)
            c.rect(x - gap * 0.18, y + size * 0.9 - 8, gap * 0.2, 8, WHITE)
            for seat in (-0.2, 0.2):
                back(c, x + seat * gap, y, size)
    return c.done(title)
