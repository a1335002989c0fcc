"""FangSong for the running text: FandolFang, of which only Han characters and their marks are used.

Its letters and digits do not go with the tables, which are set in Song. A unicode-range in the style sheet would make
the engine believe that the font has every character of the range and leave holes, so the font itself is told less.
"""

import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

FILE = "FandolFang-Regular.otf"
FIRST_HAN = 0x2E80
BLANKS = {0x20, 0xA0}  # the engine takes blanks from the first font of the list


def font_file() -> Path | None:
    """Where the setup has put it; None: the text is set in Song."""
    path = Path(settings.FONTS_ROOT) / FILE
    return path if path.is_file() else None


@lru_cache(maxsize=1)
def han_only(path: Path) -> bytes:
    """The font without its characters below U+2E80, blanks apart; outlines untouched, the same bytes every time."""
    with TTFont(path, lazy=True) as font:
        for table in font["cmap"].tables:
            if hasattr(table, "cmap"):
                table.cmap = {c: glyph for c, glyph in table.cmap.items() if c >= FIRST_HAN or c in BLANKS}
        told = DefaultTable("cmap")
        told.data = font["cmap"].compile(font)
    # In a second reading nothing but this table is touched: the outlines would take seconds to write anew.
    stream = io.BytesIO()
    with TTFont(path, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        font["cmap"] = told
        font.save(stream)
    return stream.getvalue()
