"""Numbers given by the system: sections, tables, figures, cases through the report; cross-references filled in.

Two schemes: decimal 1 / 1.1 / 1.1.1 and Chinese 一、 / （一） / 1. The scheme is the outline's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from .nodes import Case, Chart, ContentsEntry, CrossReference, Figure, Section, Table

DIGITS = "零一二三四五六七八九"
CASE_WORD, TABLE_WORD, FIGURE_WORD = "案例", "表", "图"


def chinese_number(number: int) -> str:
    """1–99 in Chinese numerals, as headings count."""
    if not 0 < number < 100:
        raise ValueError(f"{number} is outside 1–99")
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def section_label(path: tuple[int, ...], scheme: str) -> str:
    """The label before a title: (1, 2) is 1.2 or （二）."""
    if scheme == "decimal":
        return ".".join(str(part) for part in path)
    last = path[-1]
    return {1: f"{chinese_number(last)}、", 2: f"（{chinese_number(last)}）"}.get(len(path), f"{last}.")


def number_sections(
    sections: tuple[Section, ...], scheme: str, above: tuple[int, ...] = ()
) -> tuple[Section, ...]:
    """Labels for all sections; those marked with label '-' stay without and do not count."""
    numbered, count = [], 0
    for section in sections:
        if section.label == "-":
            inner = number_sections(section.sections, scheme, above)
            numbered.append(replace(section, label="", sections=inner))
            continue
        count += 1
        path = (*above, count)
        inner = number_sections(section.sections, scheme, path)
        numbered.append(replace(section, label=section_label(path, scheme), sections=inner))
    return tuple(numbered)


def number_objects(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Tables, figures (pictures and charts in one row) and cases counted in reading order; official ones keep theirs."""
    counts: dict[str, int] = defaultdict(int)

    def give(node: Any) -> Any:
        if isinstance(node, Table) and not node.official:
            return _numbered(node, TABLE_WORD, counts)
        if isinstance(node, Figure | Chart):
            return _numbered(node, FIGURE_WORD, counts)
        return _numbered(node, CASE_WORD, counts) if isinstance(node, Case) else node

    return transform(sections, give)


def _numbered(node: Any, word: str, counts: dict[str, int]) -> Any:
    counts[word] += 1
    return replace(node, number=counts[word], label=f"{word}{counts[word]}")


def fill_cross_references(sections: Any) -> tuple[Any, tuple[str, ...]]:
    """The tree with every cross-reference saying the number of its target, and the anchors that lead nowhere."""
    labels = {
        node.anchor: _spoken(node)
        for node in walk(sections)
        if hasattr(node, "anchor") and not isinstance(node, CrossReference)
    }
    missing: list[str] = []

    def fill(node: Any) -> Any:
        if not isinstance(node, CrossReference):
            return node
        if node.anchor not in labels:
            missing.append(node.anchor)
            return node
        return replace(node, text=labels[node.anchor] or node.text)

    return transform(sections, fill), tuple(missing)


def _spoken(node: Any) -> str:
    """How the text names a target: 表3, 图2, 案例1, 第1.2节."""
    if isinstance(node, Section):
        return f"第{node.label.strip('、（）.')}{'章' if node.level == 1 else '节'}" if node.label else ""
    return getattr(node, "label", "")


def transform(thing: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of a tree of frozen nodes, `change` applied parents first, in reading order. Unchanged parts are shared."""
    if isinstance(thing, tuple):
        items = tuple(transform(item, change) for item in thing)
        return thing if all(a is b for a, b in zip(items, thing, strict=True)) else items
    if not is_dataclass(thing):
        return thing
    thing = change(thing)
    changed = {}
    for f in fields(thing):
        value = getattr(thing, f.name)
        if isinstance(value, tuple) or is_dataclass(value):
            new = transform(value, change)
            if new is not value:
                changed[f.name] = new
    return replace(thing, **changed) if changed else thing


def walk(thing: Any) -> Iterator[Any]:
    """All nodes of a tree, parents first, in reading order."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from walk(item)
    elif is_dataclass(thing):
        yield thing
        for f in fields(thing):
            value = getattr(thing, f.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from walk(value)


def contents_of(sections: tuple[Section, ...]) -> tuple[ContentsEntry, ...]:
    return tuple(
        ContentsEntry(s.anchor, s.label, s.title, s.level, contents_of(s.sections)) for s in sections
    )


def list_of(sections: tuple[Section, ...], *kinds: type) -> tuple[ContentsEntry, ...]:
    """One list of the front matter: tables, figures or cases with their labels."""
    return tuple(
        ContentsEntry(node.anchor, node.label, getattr(node, "caption", None) or getattr(node, "title", ""))
        for node in walk(sections)
        if isinstance(node, kinds)
    )
