"""Which characters no font of ours has: they would print as an empty box, so they are named before anything is signed."""

import shutil
import subprocess
import unicodedata
from functools import cache

from fontTools.ttLib import TTCollection, TTFont

from .checks import FAMILIES
from .fangsong import font_file

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
    own = font_file()
    for path in [*_installed(), *([str(own)] if own else [])]:
        with TTCollection(path, lazy=True) if path.endswith(".ttc") else TTFont(path, lazy=True) as file:
            for font in file.fonts if isinstance(file, TTCollection) else (file,):
                found |= set(font["cmap"].getBestCmap())
    return frozenset(found)


def _installed() -> list[str]:
    """Files of the families the style sheet names; one file holds several families."""
    program = shutil.which("fc-list")
    if program is None:
        return []
    listed = subprocess.run(  # noqa: S603
        [program, "--format", "%{file}\t%{family}\n"], capture_output=True, text=True, timeout=20, check=False
    )
    rows = [line.partition("\t") for line in listed.stdout.splitlines()]
    files = {path for path, _tab, names in rows if FAMILIES.keys() & {n.strip() for n in names.split(",")}}
    return sorted(path for path in files if "Bold" not in path and path.endswith((".ttc", ".ttf", ".otf")))
