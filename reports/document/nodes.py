"""The Document: a tree of frozen nodes that page, paper, text and data files share.

No node knows where it is shown. Every node class has one template, `reports/document/nodes/<template>.html`.
Numbers and anchors are given by `numbering`; text is plain text, never HTML.
"""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    template: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """strong, em, sub or sup."""

    tag: str
    children: tuple["Inline", ...]
    template: ClassVar[str] = "span"


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    children: tuple["Inline", ...]
    template: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A link within the report; `text` is the number the system gave (表3)."""

    anchor: str
    text: str
    template: ClassVar[str] = "cross_reference"


@dataclass(frozen=True, slots=True)
class LineBreak:
    template: ClassVar[str] = "line_break"


@dataclass(frozen=True, slots=True)
class Number:
    """A living number resolved: `value` is the bare machine value ('' if none), `text` what people read.

    `problem` is '' or a sentence saying why nothing could be resolved; it shows in the draft and blocks publication.
    """

    code: str
    reference: str
    value: str
    text: str
    unit: str = ""
    period: str = ""
    breakdown: str = ""
    problem: str = ""
    template: ClassVar[str] = "number"


Inline = Text | Span | Link | CrossReference | LineBreak | Number


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]
    template: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Quote:
    children: tuple["Block", ...]
    template: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class Subheading:
    """An unnumbered heading inside a section; `level` is the absolute heading level 2–6."""

    level: int
    children: tuple[Inline, ...]
    template: ClassVar[str] = "subheading"


@dataclass(frozen=True, slots=True)
class ListItem:
    children: tuple["Block", ...]
    template: ClassVar[str] = "list_item"


@dataclass(frozen=True, slots=True)
class ItemList:
    ordered: bool
    items: tuple[ListItem, ...]
    template: ClassVar[str] = "item_list"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. `number` is the bare value if the whole cell is one number, with its unit; else ''."""

    children: tuple[Inline, ...]
    header: bool = False
    scope: str = ""  # col, row, colgroup, rowgroup
    colspan: int = 1
    rowspan: int = 1
    number: str = ""
    unit: str = ""
    code: str = ""  # metric, where the system made the cell
    template: ClassVar[str] = "cell"

    @property
    def text(self) -> str:
        return plain_text(self.children)


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`head` rows repeat on each page. `number` is 0 until numbering gives it; `label` is 表3."""

    anchor: str
    caption: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    foot: tuple[Row, ...] = ()
    unit: str = ""
    note: str = ""
    number: int = 0
    label: str = ""
    system: bool = False  # made from metrics: thousands are separated; typed ones keep their digits
    official: str = ""  # code of the official table it prints
    template: ClassVar[str] = "table"

    @property
    def columns(self) -> int:
        rows = self.head + self.body + self.foot
        return max((sum(cell.colspan for cell in row.cells) for row in rows), default=0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture. `file` '' prints a labelled placeholder; `src` is resolved by the shell, never here."""

    anchor: str
    key: str
    caption: str
    alt: str
    file: str = ""
    width: int = 0
    height: int = 0
    source: str = ""
    number: int = 0
    label: str = ""
    template: ClassVar[str] = "figure"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point: bare value or '' (missing), and its printed text."""

    value: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    name: str
    points: tuple[ChartPoint, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    anchor: str
    key: str
    kind: str
    title: str
    summary: str
    labels: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    unit: str = ""
    source: str = ""
    number: int = 0
    label: str = ""
    template: ClassVar[str] = "chart"


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure: value, unit, change in words ('' if last year's is not known), definition."""

    code: str
    name: str
    value: str
    text: str
    unit: str
    change: str = ""
    definition: str = ""
    coverage: str = ""  # （17/19 所）, where the figure is a fold of schools


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]
    template: ClassVar[str] = "tiles"


@dataclass(frozen=True, slots=True)
class CasePart:
    heading: str
    level: int
    children: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Case:
    anchor: str
    key: str
    title: str
    level: int
    byline: str
    theme: str
    summary: str
    parts: tuple[CasePart, ...]
    number: int = 0
    label: str = ""
    template: ClassVar[str] = "case"


@dataclass(frozen=True, slots=True)
class Measure:
    ordinal: str  # 一是, 二是 …
    title: str
    children: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    anchor: str
    ordinal: str
    title: str
    level: int
    problem: tuple["Block", ...]
    causes: tuple["Block", ...]
    measures: tuple[Measure, ...]
    owner: str = ""
    due: str = ""
    outcome: str = ""
    template: ClassVar[str] = "challenge"


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures that belong to no challenge."""

    measures: tuple[Measure, ...]
    template: ClassVar[str] = "measures"


@dataclass(frozen=True, slots=True)
class Problem:
    """A visible error in a draft: what is wrong, where, what to do. Blocks publication."""

    text: str
    template: ClassVar[str] = "problem"


Block = (
    Paragraph
    | Quote
    | Subheading
    | ItemList
    | Table
    | Figure
    | Chart
    | Tiles
    | Case
    | Challenge
    | Measures
    | Problem
)


@dataclass(frozen=True, slots=True)
class Section:
    """`label` is what stands before the title (1.2, （二）, 2.), '' if unnumbered; level 1 is a chapter."""

    key: str
    anchor: str
    title: str
    level: int
    label: str = ""
    annex: bool = False
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    template: ClassVar[str] = "section"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    anchor: str
    label: str
    title: str
    level: int = 1
    children: tuple["ContentsEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """Cover, document information, statement, preface, lead. Empty texts are left out."""

    title: str
    subtitle: str
    subject: str
    publisher: str
    printed_date: str
    printed_label: str
    completed_on: str
    published_on: str
    website: str
    information: tuple[tuple[str, str], ...] = ()
    statement: tuple[Paragraph, ...] = ()
    statement_unit: str = ""
    statement_signatory: str = ""
    statement_date: str = ""
    preface: tuple[Block, ...] = ()
    preface_signature: str = ""
    preface_date: str = ""
    lead: tuple[Block, ...] = ()
    demonstration: bool = False
    coverage: str = ""  # which schools a region report was folded from
    correction_note: str = ""
    corrections: tuple[Table, ...] = ()  # printed on paper; the public page shows them around the body


@dataclass(frozen=True, slots=True)
class Document:
    lang: str
    front: Front
    sections: tuple[Section, ...]
    contents: tuple[ContentsEntry, ...] = ()
    tables: tuple[ContentsEntry, ...] = ()
    figures: tuple[ContentsEntry, ...] = ()
    cases: tuple[ContentsEntry, ...] = ()
    problems: tuple[str, ...] = field(default=())


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """The words of inline nodes, line breaks as spaces."""
    parts = []
    for node in inlines:
        if isinstance(node, Text | Number | CrossReference):
            parts.append(node.text)
        elif isinstance(node, LineBreak):
            parts.append(" ")
        else:
            parts.append(plain_text(node.children))
    return "".join(parts)
