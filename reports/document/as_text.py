"""A Document as plain text, for the terminal and for comparing: the tree with indents, numbers as they print."""

from collections.abc import Iterator
from typing import Any

from .nodes import (
    Case,
    Challenge,
    Chart,
    Document,
    Figure,
    ItemList,
    Measure,
    Measures,
    Paragraph,
    Problem,
    Quote,
    Row,
    Section,
    Subheading,
    Table,
    Tiles,
    plain_text,
)


def as_text(document: Document) -> str:
    front = document.front
    lines = [front.title, *filter(None, (front.subtitle, front.publisher, front.printed_date))]
    for blocks in (front.statement, front.preface, front.lead):
        lines += _blocks(blocks, 1)
    for section in document.sections:
        lines += _section(section)
    if document.problems:
        lines += ["", "！", *document.problems]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"{'#' * section.level} {section.label} {section.title}".replace("  ", " ")
    yield from _blocks(section.blocks, section.level)
    for inner in section.sections:
        yield from _section(inner)


def _blocks(blocks: tuple[Any, ...], depth: int) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, depth)


def _block(block: Any, depth: int) -> Iterator[str]:
    pad = "  " * depth
    match block:
        case Paragraph() | Subheading():
            yield pad + plain_text(block.children)
        case Quote():
            yield from _blocks(block.children, depth + 1)
        case ItemList():
            for item in block.items:
                yield from _blocks(item.children, depth + 1)
        case Table():
            yield f"{pad}[{block.label} {block.caption}]{f'（{block.unit}）' if block.unit else ''}"
            for row in (*block.head, *block.body, *block.foot):
                yield pad + _row(row)
            if block.note:
                yield pad + block.note
        case Figure():
            yield f"{pad}[{block.label} {block.caption}]"
        case Chart():
            yield f"{pad}[{block.label} {block.title}] {block.summary}"
        case Tiles():
            for tile in block.tiles:
                yield f"{pad}{tile.name} {tile.text}{tile.unit} {tile.change}".rstrip()
        case Case():
            yield f"{pad}[{block.label}] {block.title} {block.byline}".rstrip()
            for part in block.parts:
                yield f"{pad}  {part.heading}"
                yield from _blocks(part.children, depth + 2)
        case Challenge():
            yield f"{pad}{block.ordinal}{block.title}"
            yield from _blocks((*block.problem, *block.causes), depth + 1)
            for measure in block.measures:
                yield from _measure(measure, depth + 1)
        case Measures():
            for measure in block.measures:
                yield from _measure(measure, depth)
        case Problem():
            yield f"{pad}！{block.text}"


def _measure(measure: Measure, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{measure.ordinal}{measure.title}"
    yield from _blocks(measure.children, depth + 1)


def _row(row: Row) -> str:
    return " | ".join(cell.text.strip() for cell in row.cells)
