"""A flat-colour canvas for the demonstration's drawings: 1600 × 1000 units, any size in pixels, one palette.

Shapes are drawn at twice the size and reduced once, which smooths their edges. The seed varies colours and
places; the same seed gives the same picture.
"""

import math
import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 1600, 1000
FAR = 6000  # units beyond any edge, for what runs across the whole picture
OVERSAMPLE = 2
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

INK, SLATE, STONE, FOG, LINE = "#1b1f24", "#4a525b", "#8b949d", "#c3c9cf", "#d5d9de"
PAPER, WHITE, SAND, CLAY, WOOD = "#fbfaf7", "#ffffff", "#efe9dc", "#d8cdb8", "#b79f7c"
DEEP, TEAL, LAKE, MIST, ICE = "#083f4a", "#0b5563", "#5b929c", "#a9c9ce", "#e3f1f3"
OCHRE, GOLD, CREAM = "#a87a2c", "#d8b365", "#fff3d6"
PINE, GRASS, SPRING = "#1d5c3a", "#7fa686", "#dcebe0"

CLOTHES = (TEAL, LAKE, SLATE, DEEP, STONE, OCHRE)
HAIR = ("#2a2e33", "#33383e", "#3d3a36")
SKIES = (ICE, "#eef3f0", "#f4f0e6", "#e9eef2")

Points = Sequence[tuple[float, float]]


class Canvas:
    def __init__(self, width: int, height: int, seed: int, ground: str = PAPER):
        self.random = random.Random(seed)
        self.seed = seed
        self.size = (width, height)
        self.scale = min(width / WIDE, height / HIGH) * OVERSAMPLE
        self.left = (width * OVERSAMPLE - WIDE * self.scale) / 2
        self.top = (height * OVERSAMPLE - HIGH * self.scale) / 2
        self.image = Image.new("RGB", (width * OVERSAMPLE, height * OVERSAMPLE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.scale, self.top + y * self.scale

    def rect(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        self.draw.rounded_rectangle((self.at(x, y), self.at(x + w, y + h)), radius * self.scale, fill)

    def oval(self, x: float, y: float, rx: float, ry: float | None = None, fill: str = TEAL) -> None:
        ry = rx if ry is None else ry
        self.draw.ellipse((self.at(x - rx, y - ry), self.at(x + rx, y + ry)), fill)

    def poly(self, points: Points, fill: str) -> None:
        self.draw.polygon([self.at(*point) for point in points], fill)

    def line(self, points: Points, fill: str, width: float = 6) -> None:
        self.draw.line([self.at(*p) for p in points], fill, max(1, round(width * self.scale)), joint="curve")

    def ring(self, x: float, y: float, r: float, fill: str, width: float = 6) -> None:
        box = (self.at(x - r, y - r), self.at(x + r, y + r))
        self.draw.ellipse(box, outline=fill, width=max(1, round(width * self.scale)))

    def band(self, y: float, fill: str, bottom: float = FAR) -> None:
        """From edge to edge, down to `bottom` units (default: beyond the lower edge)."""
        self.rect(-FAR, y, 2 * FAR, bottom - y, fill)

    def hills(self, y: float, rise: float, fill: str, shift: float = 0) -> None:
        """A soft skyline around height `y`, filled to the lower edge."""
        top = [
            (x, y - rise * (math.sin((x + shift) / 260) + 0.5 * math.sin((x + shift) / 110 + 1)))
            for x in range(-FAR // 2, FAR, 20)
        ]
        self.poly([*top, (FAR, FAR), (-FAR // 2, FAR)], fill)

    def pick(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def label(self, text: str, y: float = 930) -> None:
        """A short line of text on a plate; without the font file the drawing stays without it."""
        if not text or not FONT.exists():
            return
        font = ImageFont.truetype(str(FONT), round(36 * self.scale), index=2)
        half = self.draw.textlength(text, font=font) / self.scale / 2 + 36
        self.rect(WIDE / 2 - half, y - 34, half * 2, 68, WHITE, 8)
        self.draw.text(self.at(WIDE / 2, y), text, INK, font, anchor="mm")

    def done(self, title: str = "") -> Image.Image:
        self.label(title)
        return self.image.resize(self.size, Image.Resampling.LANCZOS)
