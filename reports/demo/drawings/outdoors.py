"""Drawings of the open air: sports, community, farmland."""

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
    OCHRE,
    PAPER,
    PINE,
    SAND,
    SKIES,
    SLATE,
    SPRING,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
)
from .pieces import SKIN, arc, bench, cloud, person, tree, window


def sports(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """A running track with lanes and runners, a stand behind."""
    c = Canvas(width, height, seed, SKIES[seed % 4])
    cloud(c, 300 + seed * 131 % 900, 150, 90)
    for n in range(4):
        c.rect(200 + n * 30, 300 + n * 42, 1200 - n * 60, 44, (STONE, FOG)[n % 2])
        for seat in range(26):
            x = 250 + n * 30 + seat * (1100 - n * 60) / 25
            c.oval(x, 298 + n * 42, 13, fill=c.pick((TEAL, LAKE, GOLD, SLATE)))
    c.poly([(160, 250), (1440, 250), (1380, 200), (220, 200)], TEAL)
    for x in (230, 1360):
        c.rect(x, 250, 12, 220, SLATE)
    c.band(468, GRASS)
    for n in range(0, 3000, 220):
        c.poly([(n - 800, 468), (n - 690, 468), (n - 900, 600), (n - 1040, 600)], "#8fb296")
    c.band(600, "#b98d6a")
    for n in range(6):
        c.band(600 + n * n * 8 + n * 40, WHITE, 606 + n * n * 8 + n * 40 + n)
    for n in range(4):
        _runner(c, 300 + n * 310 + c.random.randint(-40, 40), 690 + n * 78, 250 + n * 26)
    return c.done(title)


def _runner(c: Canvas, x: float, y: float, tall: float) -> None:
    u, shirt = tall / 8, c.pick((TEAL, DEEP, GOLD, WHITE))
    c.line([(x, y - u * 3.8), (x + u * 1.4, y - u * 2.4), (x + u * 0.9, y - u * 0.5)], SLATE, u * 0.7)
    c.line([(x, y - u * 3.8), (x - u * 0.9, y - u * 2), (x - u * 2.4, y - u * 1.7)], SLATE, u * 0.7)
    c.line([(x + u * 0.5, y - u * 6), (x - u * 0.9, y - u * 5), (x - u * 1.7, y - u * 5.6)], SKIN, u * 0.5)
    c.line([(x + u * 0.5, y - u * 6), (x + u * 1.5, y - u * 4.9), (x + u * 2.4, y - u * 5.7)], SKIN, u * 0.5)
    c.line([(x + u * 0.45, y - u * 6), (x, y - u * 3.9)], shirt, u * 1.7)
    c.oval(x + u * 0.42, y - u * 5.9, u * 0.86, fill=shirt)
    c.oval(x + u * 0.02, y - u * 4, u * 0.86, fill=shirt)
    c.oval(x + u * 0.8, y - u * 7.3, u * 0.66, u * 0.74, SKIN)
    c.poly(arc(x + u * 0.75, y - u * 7.4, u * 0.7, u * 0.7), "#2a2e33")


def community(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """Low houses around a green, a large tree, a bench and two people talking."""
    c = Canvas(width, height, seed, SKIES[seed % 4])
    cloud(c, 260, 150, 80)
    cloud(c, 1250, 210, 100)
    c.hills(430, 50, SPRING, seed * 71)
    for n in range(4):
        x, tall = 90 + n * 370, 230 + (n * 7 + seed * 5) % 3 * 50
        c.rect(x, 620 - tall, 300, tall, (PAPER, SAND, WHITE)[(n + seed) % 3])
        c.poly([(x - 26, 620 - tall), (x + 326, 620 - tall), (x + 270, 540 - tall), (x + 30, 540 - tall)],
               (SLATE, TEAL, STONE)[(n + seed) % 3])  # fmt: skip
        for k in range(3):
            window(c, x + 24 + k * 92, 650 - tall, 68, 84, MIST, LINE)
        c.rect(x + 122, 510, 60, 110, WOOD, 4)
    c.band(620, GRASS)
    c.poly([(620, 620), (760, 620), (1180, 1000), (380, 1000)], CLAY)
    tree(c, 330, 850, 520, "#5c8a6c")
    bench(c, 440, 860, 260)
    person(c, 850, 880, 300, arm=0.4)
    person(c, 1060, 890, 300)
    tree(c, 1430, 760, 300)
    c.rect(1180, 640, 200, 130, WHITE, 6)
    for x in (1196, 1352):
        c.rect(x, 770, 12, 80, SLATE)
    for n in range(3):
        c.rect(1204, 664 + n * 30, 150 - n * 28, 10, (TEAL, FOG, FOG)[n])
    return c.done(title)


def farmland(*, title: str = "", seed: int = 0, width: int = 1600, height: int = 1000) -> Image.Image:
    """Strips of field below hills and a farmhouse; sheep in front (even seeds) or fruit trees (odd seeds)."""
    c = Canvas(width, height, seed, SKIES[seed % 4])
    c.oval(1240, 190, 76, fill=GOLD)
    c.hills(370, 90, MIST, seed * 83)
    c.hills(450, 60, LAKE, seed * 41 + 300)
    c.band(500, SPRING)
    strips = (GRASS, GOLD, "#9dbd97", CREAM, PINE, "#c9b176")
    for n in range(-8, 20):
        near, far = 800 + (n - 6) * 330, 800 + (n - 6) * 130
        c.poly([(far, 500), (far + 130, 500), (near + 330, 760), (near, 760)], strips[(n + seed) % 6])
        for k in range(1, 4):
            c.line([(far + k * 32, 500), (near + k * 82, 760)], "#e8e4d4", 3)
    c.rect(240, 410, 260, 150, WHITE)
    c.poly([(210, 410), (530, 410), (480, 330), (260, 330)], SLATE)
    c.rect(350, 470, 60, 90, WOOD)
    window(c, 262, 440, 66, 60)
    window(c, 430, 440, 56, 60)
    tree(c, 560, 570, 200)
    c.band(755, GRASS)
    if seed % 2 == 0:
        for n in range(6):
            _sheep(c, 220 + n * 235 + c.random.randint(-40, 40), 830 + n % 2 * 80, 0.9 + n % 2 * 0.25)
    else:
        for n in range(7):
            _fruit_tree(c, 110 + n * 230, 900 + n % 2 * 50)
    return c.done(title)


def _sheep(c: Canvas, x: float, y: float, size: float) -> None:
    for foot in (-46, -22, 26, 50):
        c.rect(x + foot * size, y + 20 * size, 10 * size, 52 * size, SLATE)
    for dx, dy, r in ((-44, 0, 34), (44, 0, 34), (0, -14, 42), (0, 14, 40), (-24, -20, 32), (26, -20, 32)):
        c.oval(x + dx * size, y + dy * size, r * size, fill=PAPER)
    c.oval(x + 84 * size, y - 22 * size, 24 * size, 20 * size, STONE)
    c.oval(x + 68 * size, y - 38 * size, 12 * size, 8 * size, STONE)


def _fruit_tree(c: Canvas, x: float, y: float) -> None:
    tree(c, x, y, 240, "#5c8a6c")
    for n in range(7):
        dx, dy = c.random.randint(-70, 70), c.random.randint(-50, 50)
        c.oval(x + dx, y - 170 + dy, 10, fill=(GOLD, OCHRE)[n % 2])
