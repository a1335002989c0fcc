"""Typed tables and the system's own: merged heads kept, cells that are one number know it, totals marked."""

import re
from collections.abc import Callable, Iterable

from lxml import etree

from .nodes import Cell, Inline, LineBreak, Number, Row, Table, Text, plain_text

ONE_NUMBER = re.compile(
    r"^([-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*([%％]|[㐀-鿿㎡]{1,4}(?:/[㐀-鿿]{1,2})?)?$"
)
UNIT_LINE = re.compile(r"^[（(]?单位[：:]\s*(.+?)[）)]?$")
TOTAL_WORDS = ("合计", "总计", "小计", "共计", "总数")

Inlines = Callable[[etree._Element], tuple[Inline, ...]]


def table_node(element: etree._Element, *, anchor: str, note: str, inlines: Inlines) -> Table:
    """A <table> of the house vocabulary. Rows outside thead and tfoot are body; leading all-header rows are head."""
    caption, unit = _caption(element, inlines)
    head = _rows(element.iterfind("thead/tr"), inlines)
    body = _rows((*element.iterfind("tbody/tr"), *element.iterfind("tr")), inlines)
    if not head:
        head, body = _split_head(body)
    foot = tuple(Row(row.cells, total=True) for row in _rows(element.iterfind("tfoot/tr"), inlines))
    return Table(anchor=anchor, caption=caption, head=head, body=body, foot=foot, unit=unit, note=note)


def _caption(element: etree._Element, inlines: Inlines) -> tuple[str, str]:
    """Title and unit ('' where the table states none)."""
    caption = element.find("caption")
    if caption is None:
        return "", ""
    unit = ""
    for small in caption.iterfind("small"):
        words = plain_text(inlines(small)).strip()
        found = UNIT_LINE.match(words)
        unit = found.group(1) if found else words
    title = "".join(
        [caption.text or "", *(
            (child.tail or "") if child.tag == "small" else "".join(child.itertext()) + (child.tail or "")
            for child in caption
        )]
    )  # fmt: skip
    return " ".join(title.split()), unit


def _rows(elements: Iterable[etree._Element], inlines: Inlines) -> tuple[Row, ...]:
    rows = []
    for element in elements:
        cells = tuple(_cell(child, inlines) for child in element if child.tag in ("td", "th"))
        if cells:
            rows.append(Row(cells, total=cells[0].text.strip() in TOTAL_WORDS))
    return tuple(rows)


def _cell(element: etree._Element, inlines: Inlines) -> Cell:
    header = element.tag == "th"
    children = inlines(element) or tuple(node for child in element for node in (*inlines(child), LineBreak()))
    number, unit, code = one_number(children)
    return Cell(
        children=children,
        header=header,
        scope=(element.get("scope") or "col") if header else "",
        colspan=int(element.get("colspan", 1)),
        rowspan=int(element.get("rowspan", 1)),
        number="" if header else number,
        unit="" if header else unit,
        code=code,
    )


def one_number(children: tuple[Inline, ...]) -> tuple[str, str, str]:
    """(bare value, unit, metric code) where the cell is one number and nothing else, else empty texts."""
    if len(children) == 1 and isinstance(children[0], Number):
        return children[0].value, children[0].unit, children[0].code
    if not all(isinstance(child, Text) for child in children):
        return "", "", ""
    found = ONE_NUMBER.match(plain_text(children).strip())
    if not found:
        return "", "", ""
    return found.group(1).replace(",", "").replace("−", "-"), (found.group(2) or "").replace("％", "%"), ""


def _split_head(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Leading rows made of header cells alone are the head, unless the table has no other rows."""
    count = 0
    while count < len(rows) and all(cell.header for cell in rows[count].cells):
        count += 1
    return (rows[:count], rows[count:]) if count < len(rows) else ((), rows)
