"""Reads the first sheet of an .xlsx: one hardened pass over its XML that counts and notes, then the reader.

python-calamine aborts the process on a far corner cell and tells neither formulas nor hidden rows, so the pass before
it must refuse those files; after the pass the reader is safe to use.
"""

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.sax import parseString
from django.utils.translation import gettext as _

from .gate import open_package, refused
from .sheet import MAX_COLUMNS, MAX_ROWS, Sheet, sheet_of

ADDRESS = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
MAX_CELLS = 400_000
MAX_DEPTH = 60
MAX_MERGED = 10_000  # cells one merge may cover
NAMED = 5  # addresses a message lists


class _Pass(ContentHandler):
    """What one streaming pass over a sheet's XML learns: counts, stray cells, formulas, hidden rows."""

    def __init__(self):
        self.depth = self.cells = 0
        self.stray: list[str] = []
        self.formulas: list[str] = []
        self.hidden_rows: list[str] = []
        self.errors: list[str] = []
        self.merges: list[str] = []
        self.address = ""

    def startElement(self, name, attrs):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SAXException("too deep")
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attrs)
            case "f":
                self.formulas.append(self.address)
            case "row" if attrs.get("hidden") in ("1", "true"):
                self.hidden_rows.append(attrs.get("r", "?"))
            case "mergeCell":
                self.merges.append(attrs.get("ref", ""))

    def endElement(self, name):
        self.depth -= 1

    def _cell(self, attrs):
        self.cells += 1
        self.address = attrs.get("r", "")
        found = ADDRESS.match(self.address)
        if self.address and (not found or int(found[2]) > MAX_ROWS + 1 or column(found[1]) > MAX_COLUMNS):
            self.stray.append(self.address)
        if attrs.get("t") == "e":
            self.errors.append(self.address)
        if self.cells > MAX_CELLS:
            raise SAXException("too many cells")


def column(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def read_workbook(content: bytes, name: str) -> Sheet:
    """The first visible sheet. Raises FileRefused naming sheet and cells."""
    parts = open_package(content, name, required="xl/workbook.xml")
    for part, data in parts.items():
        if part.endswith((".xml", ".rels")) and not part.startswith("xl/worksheets/sheet"):
            _inspect(data, name, part)
    for part, data in parts.items():
        if part.startswith("xl/worksheets/sheet"):
            _judge(_inspect(data, name, part), name, part.rpartition("/")[2])
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        visible = [
            s.name for s in book.sheets_metadata if s.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        if not visible:
            raise refused(name, _("it has no visible sheet"))
        grid = book.get_sheet_by_name(visible[0]).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise refused(name, _("it is damaged; open it and save it anew")) from error
    sheet = sheet_of(name, [(line, [cell_text(c) for c in row]) for line, row in enumerate(grid, start=1)])
    return replace(sheet, notes=tuple(_unread(book, visible[0])))


def _unread(book: python_calamine.CalamineWorkbook, read: str) -> Iterator[str]:
    """The sheets left aside, by name: nothing is passed over in silence."""
    for sheet in book.sheets_metadata:
        if sheet.name == read:
            continue
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            yield _("The hidden sheet “%(name)s” was not read.") % {"name": sheet.name}
        elif any(any(row) for row in book.get_sheet_by_name(sheet.name).to_python()):
            yield _("Only the first sheet is read; “%(name)s” was not.") % {"name": sheet.name}


def _inspect(data: bytes, name: str, part: str) -> _Pass:
    seen = _Pass()
    try:
        parseString(data, seen, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except (SAXException, DefusedXmlException, ValueError, RecursionError) as error:
        raise refused(
            name, _("its part %(part)s is damaged, too large or unsafe; save it anew") % {"part": part}
        ) from error
    return seen


def _judge(seen: _Pass, name: str, part: str) -> None:
    merged = [ref for ref in seen.merges if _covers(ref) > MAX_MERGED]
    for cells, why in (
        (seen.stray, _("cells far outside the table")),
        (merged, _("a merge over too many cells")),
        (seen.errors, _("cells with an error value")),
        (seen.formulas, _("formulas; paste them as values")),
        (seen.hidden_rows, _("hidden rows; show or delete them")),
    ):
        if cells:
            raise refused(
                name,
                _("sheet %(part)s has %(why)s: %(cells)s")
                % {"part": part, "why": why, "cells": ", ".join(cells[:NAMED])},
            )


def _covers(reference: str) -> int:
    corners = [ADDRESS.match(corner) for corner in reference.split(":")]
    if len(corners) != 2 or None in corners:
        return MAX_MERGED + 1
    first, last = corners
    return (column(last[1]) - column(first[1]) + 1) * (int(last[2]) - int(first[2]) + 1)


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a point, others with the digits the program shows, dates as ISO."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
