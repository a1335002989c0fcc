"""Paragraphs that are nearly those of last year, or of another school: shingles of five characters, Jaccard on sets. Pure.

Digits count as one and the same, so a paragraph with new figures alone is still found. Shingles that many schools use
(policy phrases) are left out; that is learnt only where enough schools are compared.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.comparison import words_of

SHINGLE = 5
MIN_LENGTH = 40  # characters of a paragraph that is compared at all
NEARLY = 0.5  # Jaccard from which two paragraphs count as nearly equal: two thirds of the shingles of each are shared
COMMON_SHARE = 0.3  # a shingle in more than this share of the schools is a phrase of everybody
MIN_SCHOOLS = 10  # schools from which common phrases are learnt
NOISE = re.compile(r"[\s\W_]+")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`place` is an anchor of the document, `title` what stands there."""

    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One other content: of which report, and whether it is the same subject's last year."""

    label: str
    last_year: bool
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph of the report and the one it nearly equals; `share` is the Jaccard similarity, 0 to 1."""

    here: Paragraph
    there: Paragraph
    source: str
    last_year: bool
    share: float


@dataclass(frozen=True, slots=True)
class _Hit:
    source: int
    paragraph: Paragraph
    shared: frozenset[str]  # its shingles that the report has too
    size: int


def paragraphs_of(facts: dict[str, Any]) -> tuple[Paragraph, ...]:
    """The paragraphs of texts, cases and challenges of canonical Facts as read from JSON, long enough to compare."""
    return tuple(p for p in _all_paragraphs(facts) if len(p.text) >= MIN_LENGTH)


def _all_paragraphs(facts: dict[str, Any]) -> Iterator[Paragraph]:
    titles = {section["key"]: section["title"] for section in facts.get("sections", ())}
    for text in facts.get("narratives", ()):
        key = text["section"]
        yield from _lines(f"sec-{key}", titles.get(key, key), text["html"])
    for case in facts.get("cases", ()):
        for part in case.get("parts", ()):
            yield from _lines(f"case-{case['key']}", case["title"], part["html"])
    for challenge in facts.get("challenges", ()):
        texts = [challenge.get("problem", ""), challenge.get("causes", "")]
        texts += [measure.get("html", "") for measure in challenge.get("measures", ())]
        yield from _lines(f"challenge-{challenge['key']}", challenge["title"], *texts)


def _lines(place: str, title: str, *texts: str) -> Iterator[Paragraph]:
    for html in texts:
        for line in words_of(html).splitlines():
            yield Paragraph(place, title, line)


def shingles(text: str) -> frozenset[str]:
    """Runs of five characters, without spaces and punctuation, any number as 0."""
    plain = DIGITS.sub("0", NOISE.sub("", text))
    return frozenset(plain[n : n + SHINGLE] for n in range(max(1, len(plain) - SHINGLE + 1)))


def recycled(own: Iterable[Paragraph], sources: Iterable[Source]) -> list[Match]:
    """The best match of each paragraph of `own`, in its order; paragraphs without one are left out.

    One pass over the others: of each of their paragraphs only what the report shares is kept.
    """
    mine = [(paragraph, shingles(paragraph.text)) for paragraph in own]
    where: dict[str, list[int]] = {}
    for number, (_paragraph, found) in enumerate(mine):
        for shingle in found:
            where.setdefault(shingle, []).append(number)
    sources = list(sources)
    hits = list(_hits(where.keys(), sources))
    common = _common(hits, sources)
    best: dict[int, Match] = {}
    for hit in hits:
        _compare(hit, mine, where, common, sources[hit.source], best)
    return [best[number] for number in sorted(best)]


def _hits(known, sources: list[Source]) -> Iterator[_Hit]:
    for number, source in enumerate(sources):
        for paragraph in source.paragraphs:
            found = shingles(paragraph.text)
            shared = frozenset(found & known)
            if shared:
                yield _Hit(number, paragraph, shared, len(found))


def _common(hits: list[_Hit], sources: list[Source]) -> frozenset[str]:
    """Shingles that more than 30 % of the other schools use."""
    schools = sum(not source.last_year for source in sources)
    if schools < MIN_SCHOOLS:
        return frozenset()
    used: dict[int, set[str]] = {}
    for hit in hits:
        if not sources[hit.source].last_year:
            used.setdefault(hit.source, set()).update(hit.shared)
    counts = Counter(shingle for found in used.values() for shingle in found)
    return frozenset(shingle for shingle, count in counts.items() if count > COMMON_SHARE * schools)


def _compare(hit: _Hit, mine, where, common: frozenset[str], source: Source, best: dict[int, Match]) -> None:
    # last year's own text is compared whole: everybody's phrases are no excuse for it
    left_out = frozenset() if source.last_year else common
    shared = hit.shared - left_out
    counts = Counter(number for shingle in shared for number in where[shingle])
    for number, count in counts.items():
        paragraph, found = mine[number]
        whole = len(found - left_out) + hit.size - len(hit.shared & left_out) - count
        share = count / whole if whole else 0.0
        if share >= NEARLY and (number not in best or share > best[number].share):
            best[number] = Match(paragraph, hit.paragraph, source.label, source.last_year, round(share, 3))
