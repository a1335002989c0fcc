"""Reads a csv: one encoding for the whole file or none, commas, quotes that close, rows that fit the header."""

import csv
import io

from django.utils.translation import gettext as _

from .gate import MAX_BYTES, refused
from .sheet import MAX_CELL, Sheet, sheet_of

MARKS = (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")


def read_delimited(content: bytes, name: str) -> Sheet:
    """The rows of a csv. Raises FileRefused naming the line."""
    if len(content) > MAX_BYTES:
        raise refused(name, _("it is larger than %(limit)s MB; split it") % {"limit": MAX_BYTES >> 20})
    text = _decoded(content, name)
    if "\0" in text:
        raise refused(name, _("it holds NUL characters; it is damaged or not a text file"))
    csv.field_size_limit(MAX_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    grid = []
    try:
        for cells in reader:
            grid.append((reader.line_num, cells))
    except csv.Error as error:
        raise refused(
            name,
            _("line %(line)s cannot be read (%(error)s); check its quotation marks")
            % {"line": reader.line_num, "error": error},
        ) from error
    sheet = sheet_of(name, grid)
    if len(sheet.header) == 1 and any(mark in sheet.header[0] for mark in ";\t，、|"):
        raise refused(name, _("its columns are not parted by commas; save it as “CSV (comma)”"))
    return sheet


def _decoded(content: bytes, name: str) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB18030; never a replacement character."""
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    for candidate in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            return content.decode(candidate)
        except UnicodeDecodeError:
            continue
    raise refused(name, _("its characters cannot be read in one encoding; save it as “CSV UTF-8”"))
