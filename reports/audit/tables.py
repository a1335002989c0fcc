"""Rules on tables: a total row must be the sum of the rows above it."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from reports.document.nodes import Cell, Document, Row, Table
from reports.document.numbering import walk
from reports.facts import Facts

from .finding import MUST_FIX, Found
from .rule import rule

NOT_ADDED = ("率", "均", "比", "%")  # columns of rates and means have no sum


@rule(
    "T1",
    severity=MUST_FIX,
    title=_("A total row differs from the sum of its rows"),
    sentence=_("%(table)s, column “%(column)s”: the total says %(total)s, the rows add up to %(sum)s."),
)
def table_totals(facts: Facts, document: Document) -> Iterator[Found]:
    """Each column of the last total row against the sum of the body rows.

    Only tables without merged body cells are judged; a column counts where every body cell is a number of one unit
    that may be added (no percentages, no rates), and the total cell is a number too.
    """
    for table in walk(document.sections):
        if not isinstance(table, Table) or table.official:
            continue
        rows, total = _rows_and_total(table)
        if total is None or len(rows) < 2 or not _is_plain((*rows, total)):
            continue
        for index, cell in enumerate(total.cells):
            column = [row.cells[index] for row in rows]
            added = _sum(column)
            stated = _number(cell)
            name = _column_name(table, index)
            if added is None or stated is None or added == stated or any(w in name for w in NOT_ADDED):
                continue
            yield Found(
                rule="T1",
                severity=MUST_FIX,
                place=table.anchor,
                about=f"{table.caption}:{index}",
                params={
                    "table": f"{table.label} {table.caption}".strip(),
                    "column": name,
                    "total": cell.text.strip(),
                    "sum": format(added, "f"),
                },
            )


def _rows_and_total(table: Table) -> tuple[tuple[Row, ...], Row | None]:
    if table.foot:
        return table.body, table.foot[-1]
    if table.body and table.body[-1].total:
        return table.body[:-1], table.body[-1]
    return table.body, None


def _is_plain(rows: tuple[Row, ...]) -> bool:
    """No merged cell and the same number of cells in each row; subtotals within the body are not judged."""
    cells = [cell for row in rows for cell in row.cells]
    same = len({len(row.cells) for row in rows}) == 1
    inner_totals = any(row.total for row in rows[:-1])
    return same and not inner_totals and all(c.colspan == 1 and c.rowspan == 1 for c in cells)


def _sum(column: list[Cell]) -> Decimal | None:
    """The sum of a column of numbers with one unit that adds; None where any cell is no number, or a percentage."""
    if len({cell.unit for cell in column}) != 1 or column[0].unit == "%":
        return None
    numbers = [_number(cell) for cell in column]
    return None if None in numbers else sum(numbers, Decimal(0))


def _number(cell: Cell) -> Decimal | None:
    try:
        return Decimal(cell.number) if cell.number else None
    except InvalidOperation:
        return None


def _column_name(table: Table, index: int) -> str:
    head = table.head[-1].cells if table.head else ()
    return head[index].text.strip() if index < len(head) else str(index + 1)
