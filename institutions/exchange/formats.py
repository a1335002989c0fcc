"""The file formats offered to import and export: reading behind the gate, writing that no spreadsheet runs."""

import csv
import io
import re
from decimal import Decimal

import tablib
import xlsxwriter
from import_export.formats.base_formats import Format

from .delimited import read_delimited
from .sheet import Sheet
from .workbook import read_workbook

RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MARK = "'"
UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> str:
    """A csv cell that no program runs: texts that look like a formula get a leading apostrophe; numbers stay."""
    return MARK + text if text.startswith((*RUNS, MARK)) and not is_number(text) else text


def restored(text: str) -> str:
    """The inverse of `inert`."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith((*RUNS, MARK)) else text


def is_number(text: str) -> bool:
    body = text[1:] if text[:1] == "-" else text
    return body.isascii() and body.replace(".", "", 1).isdigit()


def _dataset(sheet: Sheet, read=str) -> tablib.Dataset:
    data = tablib.Dataset(headers=list(sheet.header))
    data.title = sheet.name
    for row in sheet.rows:
        data.append([read(cell) for cell in row])
    data.lines, data.notes = sheet.lines, sheet.notes  # row numbers and remarks for messages
    return data


class Gated(Format):
    """Both formats take bytes; the name for messages is put on by the form."""

    upload_name = ""

    def __init__(self, encoding=None):
        self.encoding = encoding  # told by the caller; the readers find it out themselves

    def is_binary(self):
        return True

    def can_import(self):
        return True

    def can_export(self):
        return True


class Workbook(Gated):
    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def get_title(self):
        return "xlsx"

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return self.CONTENT_TYPE

    def create_dataset(self, in_stream):
        return _dataset(read_workbook(in_stream, self.upload_name or "xlsx"))

    def export_data(self, dataset, **kwargs):
        target = io.BytesIO()
        book = xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet()
        for column, title in enumerate(dataset.headers or ()):
            sheet.write_string(0, column, str(title))
        for line, row in enumerate(dataset, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):  # at most 15 digits: a double keeps them
                    sheet.write_number(line, column, float(cell))
                elif cell not in (None, ""):
                    sheet.write_string(line, column, printable(str(cell)))
        book.close()
        return target.getvalue()


class Delimited(Gated):
    def get_title(self):
        return "csv"

    def get_extension(self):
        return "csv"

    def get_content_type(self):
        return "text/csv; charset=utf-8"

    def create_dataset(self, in_stream):
        return _dataset(read_delimited(in_stream, self.upload_name or "csv"), restored)

    def export_data(self, dataset, **kwargs):
        target = io.StringIO(newline="")
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow(dataset.headers or ())
        for row in dataset:
            writer.writerow([inert("" if cell is None else str(cell)) for cell in row])
        return b"\xef\xbb\xbf" + printable(target.getvalue()).encode()


def printable(text: str) -> str:
    """With a blank for the code points no XML can hold; control characters are written as escapes that readers undo."""
    return UNWRITABLE.sub(" ", text)


FORMATS = [Workbook, Delimited]
