"""What readers type into the search field, made fit for a query; and names that come near it when nothing fits."""

import unicodedata
from collections.abc import Iterable

MAX_CHARS = 60
BLANKS = {"Cc", "Cs", "Zl", "Zp", "Zs"}
MAX_WORDS = 5
NEAR = 0.4  # share of common signs and pairs of signs from which a name counts as near
CLOSE = 0.75  # and the share of the nearest one's score: words like 职业学校 are common to all


def typed(value: str) -> str:
    """One line without control and invisible signs, at most 60 characters: as it is shown again in the field."""
    kinds = ((c, unicodedata.category(c)) for c in value)
    plain = "".join("" if kind == "Cf" else " " if kind in BLANKS else c for c, kind in kinds)
    return " ".join(plain.split())[:MAX_CHARS].strip()


def words_of(text: str) -> list[str]:
    """The words to look for. Marks part words, so that 阿卜杜拉·买买提 is found whichever middle dot was typed."""
    parted = "".join(" " if unicodedata.category(c)[0] in "PZ" else c for c in text)
    return parted.split()[:MAX_WORDS]


def near(text: str, names: Iterable[tuple[int, str]], *, most: int = 8) -> list[int]:
    """Keys of the names most like a text with a slip in it, nearest first. A pure comparison of short names."""
    asked = _pieces(text)
    best: dict[int, float] = {}
    for key, name in names:
        pieces = _pieces(name)
        common = len(asked & pieces)
        # of the asked, so that a short name is found in a long one
        best[key] = max(best.get(key, 0.0), common / max(len(asked), 1) - 0.001 * len(pieces - asked))
    enough = max([NEAR, *(CLOSE * score for score in best.values())])
    ranked = sorted((-score, key) for key, score in best.items() if score >= enough)
    return [key for _score, key in ranked[:most]]


def _pieces(text: str) -> set[str]:
    signs = [c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum()]
    return set(signs) | {a + b for a, b in zip(signs, signs[1:], strict=False)}
