"""Which characters no font of ours has: they would print as an empty box, so they are named before anything is signed."""

import unicodedata
from functools import cache

from fontTools.ttLib import TTCollection, TTFont

from .fangsong import font_file
from .fonts import FAMILIES, installed

AROUND = 8  # characters quoted on either side


def without_glyph(text: str) -> dict[str, str]:
    """Each character that cannot be printed, with the words around its first occurrence. Empty: all can."""
    known = _characters()
    found: dict[str, str] = {}
    if not known:  # no font can be asked; the start-up check warns of that
        return found
    for character in dict.fromkeys(text):
        if ord(character) not in known and not unicodedata.category(character).startswith(("C", "Z", "M")):
            at = text.index(character)
            found[character] = text[max(0, at - AROUND) : at + AROUND + 1].replace("\n", " ")
    return found


@cache
def _characters() -> frozenset[int]:
    """Every code point some font of the style sheet has; read once per process."""
    found: set[int] = set()
    files = {file for file, names in installed() or () if names & FAMILIES.keys() and "Bold" not in file}
    own = font_file()
    for path in sorted(files) + ([str(own)] if own else []):
        with TTCollection(path, lazy=True) if path.endswith(".ttc") else TTFont(path, lazy=True) as file:
            for font in file.fonts if isinstance(file, TTCollection) else (file,):
                found |= set(font["cmap"].getBestCmap())
    return frozenset(found)
