"""A catalogue file to rows of text, and cells to typed values; faults are noted by line.

`Row.text`, `.whole` and the others note a problem and go on, so that one reading finds all.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import CatalogueError, Problem

MAX_BYTES = 2_000_000
MAX_PROBLEMS = 200
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
YEAR = re.compile(r"(19|20)[0-9]{2}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class Row:
    """One line of a file. `problems` is shared by all rows of a reading."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem]

    def problem(self, rule: str, message: Any, /, **params: Any) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, self.line, rule, message, params))

    def text(self, column: str, *, most: int, required: bool = False) -> str:
        word = self.cells[column].strip()
        if required and not word:
            self.problem("empty", _("“%(column)s” is empty. Fill it in."), column=column)
        if len(word) > most:
            self.problem(
                "too-long",
                _("“%(column)s” has %(length)d characters. Shorten it to %(most)d."),
                column=column,
                length=len(word),
                most=most,
            )
        if CONTROL.search(word):
            self.problem(
                "control-character",
                _("“%(column)s” holds a line break or control character. Remove it."),
                column=column,
            )
        return word

    def match(self, column: str, pattern: str, allowed: Any, *, required: bool = True) -> str:
        word = self.cells[column].strip()
        if (word or required) and not re.fullmatch(pattern, word):
            self.problem(
                "wrong-form",
                _("“%(word)s” is not allowed in “%(column)s”: %(allowed)s."),
                word=word,
                column=column,
                allowed=allowed,
            )
        return word

    def choice(self, column: str, choices: Sequence[str], *, required: bool = True) -> str:
        word = self.cells[column].strip()
        if (word or required) and word not in choices:
            self.problem(
                "not-a-choice",
                _("“%(word)s” is not allowed in “%(column)s”. Use one of: %(choices)s."),
                word=word,
                column=column,
                choices=", ".join(choices),
            )
        return word

    def whole(self, column: str, low: int, high: int) -> int:
        word = self.cells[column].strip()
        if re.fullmatch("[0-9]{1,4}", word) and low <= int(word) <= high:
            return int(word)
        self.problem(
            "not-whole",
            _("“%(word)s” in “%(column)s” is not a whole number from %(low)d to %(high)d."),
            word=word,
            column=column,
            low=low,
            high=high,
        )
        return low

    def year(self, column: str) -> int | None:
        word = self.cells[column].strip()
        if not word or YEAR.fullmatch(word):
            return int(word) if word else None
        self.problem(
            "not-a-year",
            _("“%(word)s” in “%(column)s” is not a year. Write four digits or nothing."),
            word=word,
            column=column,
        )
        return None

    def day(self, column: str, *, last: bool = False) -> datetime.date | None:
        """An ISO date; a year alone is its first day, or its last with `last`."""
        word = self.cells[column].strip()
        if YEAR.fullmatch(word):
            word += "-12-31" if last else "-01-01"
        try:
            return datetime.date.fromisoformat(word) if word else None
        except ValueError:
            self.problem(
                "not-a-date",
                _("“%(word)s” in “%(column)s” is no date. Write 2024-09-01 or 2024."),
                word=word,
                column=column,
            )
            return None

    def decimal(self, column: str, *, required: bool = False) -> Decimal | None:
        word = self.cells[column].strip()
        if not word and not required:
            return None
        if DECIMAL.fullmatch(word) and len(re.sub(r"[-.]", "", word).strip("0")) <= 15:
            return Decimal(word)
        self.problem(
            "not-a-number",
            _(
                "“%(word)s” in “%(column)s” is no number. "
                "Write digits with at most six "
                "decimals, without spaces or separators."
            ),
            word=word,
            column=column,
        )
        return None


def read_rows(path: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    """The rows of a UTF-8 CSV file with exactly these columns, in any order; empty lines are passed over.

    Raises CatalogueError when the file as a whole cannot be read; a ragged line is noted and left out.
    """
    reader = csv.reader(io.StringIO(_decoded(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path.name, header, columns)
        last = reader.line_num
        for cells in reader:
            row = Row(path.name, last + 1, {}, problems)  # a quoted cell may run over several lines
            last = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                row.problem(
                    "ragged",
                    _(
                        "%(found)d cells where %(wanted)d are expected. Put text with commas "
                        "in double quotes."
                    ),
                    found=len(cells),
                    wanted=len(header),
                )
                continue
            row.cells = dict(zip(header, cells, strict=True))
            yield row
    except csv.Error:
        message = _("The quotes or cells of this line cannot be read. Check the double quotes.")
        raise CatalogueError([*problems, Problem(path.name, reader.line_num, "csv", message)]) from None


def _decoded(path: Path) -> str:
    def refuse(rule: str, message: Any) -> CatalogueError:
        return CatalogueError([Problem(path.name, 0, rule, message)])

    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        raise refuse("no-file", _("The file cannot be opened. Check its name and place.")) from None
    if len(data) > MAX_BYTES:
        raise refuse("too-big", _("The file is larger than 2 MB. Split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("not-utf8", _("The file is not UTF-8 text. Save it as “CSV UTF-8”.")) from None
    if "\0" in text:
        raise refuse("not-utf8", _("The file is not UTF-8 text. Save it as “CSV UTF-8”."))
    return text


def _check_header(file: str, header: list[str], columns: Sequence[str]) -> None:
    wrong = []
    for name in dict.fromkeys([*columns, *header]):
        if header.count(name) == 1 and name in columns:
            continue
        if name not in columns:
            message = _("The column “%(name)s” is not known. Remove it.")
        elif name in header:
            message = _("The column “%(name)s” stands twice. Keep one.")
        else:
            message = _("The column “%(name)s” is missing. Add it.")
        wrong.append(Problem(file, 1, "header", message, {"name": name}))
    if wrong:
        raise CatalogueError(wrong[:MAX_PROBLEMS])
