"""What paper needs beyond the page, done on the parsed HTML before layout and on the laid-out boxes after it.

A table that runs over a page end says 续表 above its continued part. CSS cannot know whether a repeated table head is
the first or a later one, so every captioned table gets one more row in its head, laid out under its caption, and
after layout that row is emptied where the table begins. One pass; docs/pdf.md tells more.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

CONTINUED = "续"  # before the label: 续表3, 续附表2
SVG = "{http://www.w3.org/2000/svg}"


def prepare_tree(root: Element) -> None:
    """Adds the rows for continued tables and completes what the PDF reads aloud."""
    for table in root.iter("table"):
        if table.get("data-label"):
            _add_continued_row(table)
    for svg in root.iter(f"{SVG}svg"):
        _describe(svg)
    for figure in root.iter("figure"):
        _describe_pictures(figure)


def _add_continued_row(table: Element) -> None:
    head = table.find("thead")
    if head is None:
        head = Element("thead")
        after_caption = next((i + 1 for i, child in enumerate(table) if child.tag == "caption"), 0)
        table.insert(after_caption, head)
    row = Element("tr", {"class": "continued"})
    cell = SubElement(row, "td", {"colspan": str(_columns(table))})
    cell.text = CONTINUED + table.get("data-label", "")
    unit = table.find("caption/small")
    if unit is not None:
        SubElement(cell, "small", {"class": "unit"}).text = unit.text
    head.insert(0, row)


def _columns(table: Element) -> int:
    return max((sum(int(cell.get("colspan", "1")) for cell in row) for row in table.iter("tr")), default=1)


def _describe(svg: Element) -> None:
    """The PDF reads the title alone, so the summary joins it."""
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    if title is not None and desc is not None and desc.text:
        title.text = f"{title.text or ''}。{desc.text}"


def _describe_pictures(figure: Element) -> None:
    """Tagged PDF allows no figure without words: a decorative picture is read by its caption."""
    caption = figure.find("figcaption")
    words = "".join(caption.itertext()).strip() if caption is not None else ""
    for image in figure.iter("img"):
        if not image.get("alt"):
            image.set("alt", words or "图")


def empty_first_continued_rows(document: Document) -> int:
    """Empties 续表 where a table begins; returns how many continued parts remain marked."""
    seen: set[int] = set()
    remaining = 0
    for page in document.pages:
        for row in _continued_rows(page._page_box):
            if id(row.element) in seen:
                remaining += 1
                continue
            seen.add(id(row.element))
            row.element_tag = None
            for cell in row.children:
                cell.children = []
                cell.element_tag = None
    return remaining


def _continued_rows(box: boxes.Box) -> Iterator[boxes.TableRowBox]:
    if isinstance(box, boxes.TableRowBox):
        if box.element is not None and box.element.get("class") == "continued":
            yield box
        return
    for child in getattr(box, "children", ()):
        # Absolutely placed boxes stand in a placeholder.
        yield from _continued_rows(getattr(child, "_box", child))
