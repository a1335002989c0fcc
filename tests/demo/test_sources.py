"""The three reports against their sources: values, tables cell by cell, counts."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from institutions.catalogue.units import convert
from reports.document.nodes import Case, Challenge, Figure, Measures, Number, Table, plain_text
from reports.document.numbering import walk

DATA = Path(__file__).resolve().parent.parent / "data"
NAMES = {"001": "qingyang", "003": "bishan", "004": "liaocheng"}
COUNTS = {  # cases, figures, typed tables, challenges, measures alone
    "qingyang": (4, 13, 2, 4, 5),
    "bishan": (18, 0, 0, 3, 0),
    "liaocheng": (2, 1, 7, 3, None),
}


def seed_rows():
    with (DATA / "seed-values.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["code"]]


def numbers_of(text: str) -> list[Decimal]:
    return [Decimal(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize(
    "row", seed_rows(), ids=lambda r: f"{r['seed'][:3]}-{r['chapter']}-{r['code']}-{r['value']}"
)
def test_every_coded_value_of_the_sources_is_stored_or_typed(row, facts_of, document_of):
    """As the value of record, a breakdown or another period of it; else as a typed number in the text."""
    name = NAMES[row["seed"][:3]]
    wanted = numbers_of(row["value"].removesuffix(":1"))  # a ratio is stored by its first term
    assert wanted, row
    stored = [v for v in facts_of(name).values if v.metric == row["code"]]
    for value in stored:
        if matches(value, wanted, row["unit"]):
            return
    typed = {n for node in walk(document_of(name).sections) for n in typed_numbers(node)}
    assert set(wanted) <= typed, f"{row['code']} {row['value']}{row['unit']} is neither stored nor typed"


def matches(value, wanted: list[Decimal], unit: str) -> bool:
    shown = [Decimal(value.given)] if re.fullmatch(r"\d+(\.\d+)?", value.given) else []
    held = [n for n in (value.value, value.high) if n is not None]
    return wanted in (shown, held) or (bool(held) and all(n in held + shown for n in wanted))


def typed_numbers(node) -> list[Decimal]:
    children = getattr(node, "children", ())
    words = plain_text(tuple(c for c in children if not isinstance(c, Number))) if is_inline(children) else ""
    return numbers_of(words)


def is_inline(children) -> bool:
    return bool(children) and all(hasattr(c, "template") and c.template in INLINE for c in children)


INLINE = {"text", "span", "link", "cross_reference", "line_break", "number"}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_of_cases_figures_tables_challenges(name, document_of):
    nodes = list(walk(document_of(name).sections))

    def count(kind):
        return sum(isinstance(node, kind) for node in nodes)

    measures = sum(len(node.measures) for node in nodes if isinstance(node, Measures))
    cases, figures, tables, challenges, alone = COUNTS[name]
    assert (count(Case), count(Figure), count(Table), count(Challenge)) == (
        cases,
        figures,
        tables,
        challenges,
    )
    if alone is not None:
        assert measures == alone


def grid(table: Table) -> list[list[str]]:
    """The cells of a table as a plain grid; positions under a span stay empty."""
    rows: list[list[str | None]] = []
    taken: dict[tuple[int, int], str] = {}
    width = table.columns
    for y, row in enumerate((*table.head, *table.body, *table.foot)):
        line: list[str | None] = [taken.get((y, x)) for x in range(width)]
        x = 0
        for cell in row.cells:
            while x < width and line[x] is not None:
                x += 1
            for dy in range(cell.rowspan):
                for dx in range(cell.colspan):
                    taken[y + dy, x + dx] = ""
            for dx in range(cell.colspan):
                line[x + dx] = ""
            line[x] = squeezed(cell.text)
            x += cell.colspan
        rows.append(line)
    return [[cell or "" for cell in line] for line in rows]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def source_grids():
    return sorted(path.stem for path in (DATA / "tables").glob("*.tsv"))


@pytest.mark.parametrize("stem", source_grids())
def test_every_table_of_the_sources_stands_cell_for_cell(stem, document_of):
    seed, number = stem.split("-")
    tables = [n for n in walk(document_of(NAMES[seed]).sections) if isinstance(n, Table) and not n.system]
    lines = (DATA / "tables" / f"{stem}.tsv").read_text("utf-8").splitlines()
    expected = [[squeezed(cell) for cell in line.split("\t")] for line in lines]
    width = max(map(len, expected))
    expected = [line + [""] * (width - len(line)) for line in expected]
    assert grid(tables[int(number) - 1]) == expected


@pytest.mark.parametrize(("number", "rows"), [("3", 33), ("4", 22), ("5", 22), ("6", 17)])
def test_long_tables_have_all_their_rows(number, rows, document_of):
    table = [n for n in walk(document_of("liaocheng").sections) if isinstance(n, Table)][int(number) - 1]
    assert len(table.body) == rows


def test_units_convert_as_the_sources_print_them():
    assert convert(Decimal(9403), "万元", "元") == Decimal(94030000)
