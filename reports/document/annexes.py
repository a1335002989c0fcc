"""Blocks the system makes from metrics: headline tiles, tables of metrics, the official annex tables."""

from institutions.formatting import figure, quantity, status_text, unit_text
from institutions.references import Reference
from reports.facts import BlockFacts, Facts, FoldFacts, MetricFacts, ValueFacts

from .figures import FactsResolver, Unresolved, as_reading, bare, coverage
from .nodes import Block, Cell, Number, Row, Table, Text, Tile, Tiles

TILE_CHANGES = {"%": "change_points"}


def tiles(facts: Facts, codes: tuple[str, ...]) -> tuple[Block, ...]:
    """One tile for each metric that has a figure."""
    resolver = FactsResolver(facts)
    found = []
    for code in codes:
        metric = facts.metric_by_code.get(code)
        node = resolver.number(code, "")
        if metric is None or node.problem:
            continue
        fold = resolver.fold_of(Reference(code))
        digits = Reference(code, unit="none")
        found.append(
            Tile(
                code=code,
                name=metric.name_zh,
                value=node.value,
                text=resolver.fold_text(fold, metric, digits)
                if fold
                else resolver.number(str(digits), "").text,
                unit=metric.unit,
                change="" if fold else _change(resolver, metric),
                definition=metric.definition,
                coverage=coverage(fold) if fold else "",
            )
        )
    return (Tiles(tuple(found)),) if found else ()


def _change(resolver: FactsResolver, metric: MetricFacts) -> str:
    try:
        show = TILE_CHANGES.get(metric.unit, "change")
        return "比上年" + resolver._change(Reference(metric.code, show=show), metric)[1]
    except Unresolved:
        return ""


def metric_table(facts: Facts, block: BlockFacts, anchor: str) -> tuple[Block, ...]:
    """A table of chosen metrics, in the columns of the official tables."""
    rows = tuple(
        _row(facts, facts.metric_by_code[code], str(n))
        for n, code in enumerate(block.metrics, start=1)
        if code in facts.metric_by_code
    )
    return (Table(anchor=anchor, caption=block.title, head=(_head(facts),), body=rows, system=True),)


def annex_table(facts: Facts, code: str) -> tuple[Block, ...]:
    """An official table with every row, reported or not; last year's column where there was a last year."""
    table = next((t for t in facts.tables if t.code == code), None)
    if table is None:
        return ()
    rows = tuple(
        _row(facts, facts.metric_by_code[row.metric], row.number)
        for row in table.rows
        if row.metric in facts.metric_by_code
    )
    return (
        Table(
            anchor=f"tab-{code.replace('_', '-')}",
            caption=table.title,
            head=(_head(facts),),
            body=rows,
            note=table.note,
            label=f"附{table.label}",  # the body numbers its own tables from 表1 on
            system=True,
            official=code,
        ),
    )


def _head(facts: Facts) -> Row:
    titles = ["序号", "指标", "单位", facts.year.printed_label.strip("（）") or facts.year.round_key]
    if facts.earlier:
        titles.append("上年")
    return Row(tuple(Cell((Text(title),), header=True, scope="col") for title in titles))


def _row(facts: Facts, metric: MetricFacts, number: str) -> Row:
    cells = [
        Cell((Text(number),)),
        Cell((Text(metric.name_zh),), header=True, scope="row"),
        Cell((Text(metric.unit),)),
        _figure_cell(
            metric, facts.value(metric.code), facts.computed_value(metric.code), fold=facts.fold(metric.code)
        ),
    ]
    if facts.earlier:
        cells.append(
            _figure_cell(
                metric,
                facts.earlier_value(metric.code),
                facts.earlier_computed_value(metric.code),
                reference=f"{metric.code}?year=-1",
            )
        )
    return Row(tuple(cells))


def _figure_cell(
    metric: MetricFacts,
    reading: ValueFacts | None,
    computed,
    *,
    reference: str = "",
    fold: FoldFacts | None = None,
) -> Cell:
    """The reported figure, else the computed one, else the fold of the schools, else its status in words; the unit
    stands in its column."""
    if reading is not None and reading.status == "reported":
        value = reading.value
        text = figure(reading, metric, unit="", grouped=True)
        if reading.given_unit and reading.given_unit != metric.unit:
            text = unit_text(text, reading.given_unit)  # another unit than the column's must be said
    elif computed is not None and computed.value is not None and reading is None:
        value, text = computed.value, quantity(computed.value, metric, unit="none", grouped=True)
    elif fold is not None and fold.value is not None and (reading is None or reading.status == "missing"):
        value = fold.value
        text = figure(as_reading(fold), metric, unit="", grouped=True) + coverage(fold)
    else:
        return Cell((Text(status_text(reading.status if reading else "missing")),))
    node = Number(
        code=metric.code,
        reference=reference or metric.code,
        value=bare(value),
        text=text,
        unit=metric.unit,
    )
    return Cell((node,), number=node.value, unit=metric.unit, code=metric.code)
