"""House vocabulary to nodes. Pure: what a figure, picture or chart is comes from a Resolver.

Whitespace is folded as a browser would; text outside any block becomes a paragraph; a picture alone in its paragraph
becomes a numbered figure, one among words is set after the paragraph.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from lxml import etree, html

from .nodes import (
    Block,
    Chart,
    CrossReference,
    Figure,
    Inline,
    ItemList,
    LineBreak,
    Link,
    ListItem,
    Number,
    Paragraph,
    Problem,
    Quote,
    Span,
    Subheading,
    Text,
    plain_text,
)
from .tables import table_node

SPACES = re.compile(r"[ \t\r\n\f]+")
BLOCKS = {"p", "h3", "h4", "ul", "ol", "blockquote", "table", "li"}
CROSS_REFERENCE = re.compile(r"^#(sec|tab|fig|case)-")
PARSER = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)


class Resolver(Protocol):
    """What prose asks of the report around it."""

    def number(self, reference: str, words: str) -> Number: ...

    def picture(self, key: str) -> Figure | Problem: ...

    def chart(self, key: str) -> Chart | Problem: ...


def parse_prose(source: str, resolver: Resolver, *, key: str, level: int = 2) -> tuple[Block, ...]:
    """The blocks of one text. `key` names the place (for table anchors), `level` is its heading's level."""
    if not source.strip():
        return ()
    root = html.fragment_fromstring(source, create_parent="div", parser=PARSER)
    return tuple(_Reader(resolver, key, level).blocks(root))


class _Reader:
    def __init__(self, resolver: Resolver, key: str, level: int):
        self.resolver, self.key, self.level, self.tables = resolver, key, level, 0
        self.has_h3 = (
            False  # an h4 before any h3 stands for one: no level may be skipped, whatever was written
        )

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The children of a block container; loose inline content is gathered into paragraphs."""
        loose = etree.Element("p")
        loose.text = parent.text
        children = list(parent)
        for index, child in enumerate(children):
            if child.tag in BLOCKS:
                yield from self.paragraph(loose)
                following = children[index + 1] if index + 1 < len(children) else None
                yield from self.block(child, following)
                loose = etree.Element("p")
                loose.text = child.tail
            else:
                loose.append(child)  # lxml moves the tail along
        yield from self.paragraph(loose)

    def block(self, element: etree._Element, following: etree._Element | None) -> Iterator[Block]:
        match element.tag:
            case "p":
                if not _is_note(element) or not _follows_table(element):
                    yield from self.paragraph(element)
            case "h3" | "h4":
                children = self.inlines(element)
                if plain_text(children).strip():
                    self.has_h3 = self.has_h3 or element.tag == "h3"
                    deeper = element.tag == "h4" and self.has_h3
                    yield Subheading(min(self.level + 1 + deeper, 6), children)
            case "ul" | "ol":
                items = tuple(ListItem(tuple(self.blocks(item))) for item in element.iterfind("li"))
                if items:
                    yield ItemList(element.tag == "ol", items)
            case "blockquote":
                yield Quote(tuple(self.blocks(element)))
            case "table":
                self.tables += 1
                note = following if following is not None and _is_note(following) else None
                yield table_node(
                    element,
                    anchor=f"tab-{self.key}-{self.tables}",
                    note=plain_text(self.inlines(note)).strip() if note is not None else "",
                    inlines=self.inlines,
                )
            case _:
                yield from self.blocks(element)

    def paragraph(self, element: etree._Element) -> Iterator[Block]:
        figures = [self.figure(image.get("src", "")) for image in element.iter("img")]
        children = _trimmed(self.inlines(element))
        if children:
            yield Paragraph(children)
        yield from (figure for figure in figures if figure is not None)

    def figure(self, source: str) -> Figure | Chart | Problem | None:
        kind, _, key = source.partition(":")
        if kind == "picture":
            return self.resolver.picture(key)
        return self.resolver.chart(key) if kind == "chart" else None

    def inlines(self, element: etree._Element) -> tuple[Inline, ...]:
        found: list[Inline] = []
        _add_text(found, element.text)
        for child in element:
            found.extend(self.inline(child))
            _add_text(found, child.tail)
        return tuple(found)

    def inline(self, element: etree._Element) -> tuple[Inline, ...]:
        match element.tag:
            case "br":
                return (LineBreak(),)
            case "strong" | "em" | "sub" | "sup":
                children = self.inlines(element)
                return (Span(element.tag, children),) if children else ()
            case "a":
                return self.link(element)
            case "data" if element.get("value"):
                words = SPACES.sub(" ", "".join(element.itertext())).strip()
                return (self.resolver.number(element.get("value"), words),)
            case "img":
                return ()
            case _:
                return self.inlines(element)

    def link(self, element: etree._Element) -> tuple[Inline, ...]:
        target, children = element.get("href", ""), self.inlines(element)
        if CROSS_REFERENCE.match(target):
            return (CrossReference(target[1:], plain_text(children)),)
        return (Link(target, children),) if target and children else children


def _add_text(found: list[Inline], text: str | None) -> None:
    folded = SPACES.sub(" ", text) if text else ""
    if folded:
        found.append(Text(folded))


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Without blank text and line breaks at both ends."""

    def blank(node: Inline) -> bool:
        return isinstance(node, LineBreak) or (isinstance(node, Text) and not node.text.strip())

    nodes = list(children)
    while nodes and blank(nodes[0]):
        nodes.pop(0)
    while nodes and blank(nodes[-1]):
        nodes.pop()
    if nodes and isinstance(nodes[0], Text):
        nodes[0] = Text(nodes[0].text.lstrip(" "))
    if nodes and isinstance(nodes[-1], Text):
        nodes[-1] = Text(nodes[-1].text.rstrip(" "))
    return tuple(nodes)


def _is_note(element: etree._Element) -> bool:
    """A paragraph that holds one <small> and nothing else."""
    return (
        element.tag == "p"
        and len(element) == 1
        and element[0].tag == "small"
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
    )


def _follows_table(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is not None and before.tag == "table"
