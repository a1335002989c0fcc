"""The figures of a report as CSV and XLSX for readers: one row per figure, inert in every spreadsheet program.

Repeatable bytes: the same Facts give the same files.
"""

import io
from datetime import datetime

import tablib
import xlsxwriter

from institutions.exchange.formats import Delimited, printable
from reports.document.nodes import Document
from reports.facts import Facts

from .data import report_data

COLUMNS = (
    ("code", "指标代码"),
    ("name", "指标"),
    ("breakdown", "分项"),
    ("period", "时期"),
    ("value", "数值"),
    ("high", "上限"),
    ("unit", "单位"),
    ("bound", "限定"),
    ("status", "状态"),
    ("text", "印刷文字"),
    ("reason", "原因"),
    ("note", "备注"),
)
NUMBERS = frozenset({"value", "high"})
MADE = datetime(2000, 1, 1)  # a fixed day: nothing in the file tells when it was made


def figure_rows(facts: Facts, document: Document) -> list[dict[str, str]]:
    """Reported, then computed figures, then the schools' folds, as the data file says them."""
    data = report_data(facts, document)
    names = {metric["code"]: metric["name"] for metric in data["metrics"]}
    return [
        {key: row.get(key, "") for key, _title in COLUMNS} | {"name": names.get(row["code"], "")}
        for row in [*data["values"], *data["computed"], *data.get("folds", ())]
    ]


def csv_bytes(rows: list[dict[str, str]]) -> bytes:
    """UTF-8 with mark, so that Excel and WPS read it; texts that look like formulas are marked."""
    table = tablib.Dataset(headers=[title for _key, title in COLUMNS])
    for row in rows:
        table.append([row[key] for key, _title in COLUMNS])
    return Delimited().export_data(table)


def xlsx_bytes(rows: list[dict[str, str]], title: str) -> bytes:
    """Values are numbers (at most 15 digits: exact), everything else is text; there is no formula."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": printable(title)[:250], "created": MADE})
    sheet = book.add_worksheet("数据")
    bold = book.add_format({"bold": True})
    for column, (_key, heading) in enumerate(COLUMNS):
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows, start=1):
        for column, (key, _heading) in enumerate(COLUMNS):
            if key in NUMBERS and row[key]:
                sheet.write_number(line, column, float(row[key]))
            elif row[key]:
                sheet.write_string(line, column, printable(str(row[key])))
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()
