"""A table read from an upload: header, rows, and where each stands, whatever kind of file it came from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .gate import refused

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 5_000  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells as text. `lines` are the row numbers people see in their program, one per row.

    `notes` say what of the file was not read.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...] = ()


def sheet_of(name: str, grid: list[tuple[int, list[str]]]) -> Sheet:
    """Checks a grid of (line, cells): a header without gaps or doubles, rows that fit under it. Raises FileRefused."""
    filled = [(line, cells) for line, cells in grid if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        raise refused(name, _("no data was found under the header row"))
    if len(filled) - 1 > MAX_ROWS:
        raise refused(name, _("it has more than %(limit)s rows; split it") % {"limit": MAX_ROWS})
    header = [cell.strip().lstrip("\ufeff") for cell in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise refused(name, _("it has more than %(limit)s columns") % {"limit": MAX_COLUMNS})
    doubled = sorted({title for title in header if title and header.count(title) > 1})
    if doubled:
        raise refused(name, _("the column “%(title)s” stands twice; keep one") % {"title": doubled[0]})
    rows = tuple(_fitted(name, header, line, cells) for line, cells in filled[1:])
    return Sheet(name, tuple(header), rows, tuple(line for line, _cells in filled[1:]))


def _fitted(name: str, header: list[str], line: int, cells: list[str]) -> tuple[str, ...]:
    extra = [cell for cell in cells[len(header) :] if cell.strip()]
    if extra:
        raise refused(name, _("row %(line)s has cells beyond the last titled column") % {"line": line})
    long = next((cell for cell in cells if len(cell) > MAX_CELL), None)
    if long is not None:
        raise refused(
            name,
            _("a cell in row %(line)s has more than %(limit)s characters")
            % {"line": line, "limit": MAX_CELL},
        )
    cells = cells[: len(header)]
    return tuple(cell.strip() for cell in cells) + ("",) * (len(header) - len(cells))
