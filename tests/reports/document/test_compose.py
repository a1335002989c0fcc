"""Facts to a numbered Document."""

import pytest

from reports.document.compose import compose
from reports.document.nodes import Case, Challenge, Measures, Number, Paragraph, Section, Table, Tiles
from reports.document.numbering import walk
from reports.facts import (
    BlockFacts,
    ChallengeFacts,
    FrontFacts,
    MeasureFacts,
    OfficialTableFacts,
    SectionFacts,
    TableRowFacts,
    ValueFacts,
)

from ..facts_builder import case, facts, metric, rate, section, text, value

PLACED = (metric(), metric("graduates_placed", name_zh="落实去向人数"), rate())


def figures(document):
    return [n for n in walk(document.sections) if isinstance(n, Number)]


def said(reference, *, values=(value(),), metrics=PLACED, **fields):
    """What a living number says in a report of these values."""
    whole = facts(
        narratives=(text(f'<p><data value="{reference}">旧文</data></p>'),),
        values=values,
        metrics=metrics,
        **fields,
    )
    (node,) = figures(compose(whole))
    return node


def test_living_number_prints_digits_and_unit():
    node = said("graduates_total")
    assert (node.value, node.text, node.problem) == ("1843", "1843人", "")


@pytest.mark.parametrize(
    ("stored", "reference", "expected"),
    [
        (value(number="98.5", given="98.50"), "graduates_total?unit=none", "98.50"),
        (value(number="100", bound="more_than", word="余"), "graduates_total", "100余人"),
        (value(number="90", bound="at_least", word="以上"), "graduates_total", "90人以上"),
        (value(number="2800"), "graduates_total?digits=2", "2800.00人"),
    ],
)
def test_printed_digits_and_bounds_stay(stored, reference, expected):
    assert said(reference, values=(stored,)).text == expected


def test_breakdown_and_period_find_their_own_row():
    values = (value(), value(number="7", breakdown="公办"), value(number="9", period="2023届"))
    assert said("graduates_total?breakdown=公办", values=values).value == "7"
    assert said("graduates_total?period=2023届", values=values).value == "9"


def test_a_computed_metric_is_printed_when_none_is_reported():
    from reports.derived import compute

    values = (value(), value("graduates_placed", "1802"))
    node = said("placement_rate", values=values, computed=compute(PLACED, values))
    assert node.text == "97.78%"


@pytest.mark.parametrize(
    ("show", "expected"),
    [("change", "减少157人"), ("change_percent", "下降7.85%"), ("change_points", "下降157个百分点")],
)
def test_changes_carry_their_direction(show, expected):
    assert said(f"graduates_total?show={show}", earlier=(value(number="2000"),)).text == expected


def test_no_change_says_so():
    assert said("graduates_total?show=change", earlier=(value(),)).text == "持平"


@pytest.mark.parametrize(
    "reference",
    ["no_such_metric", "graduates_placed", "graduates_total?show=change", "graduates_total?of=fold"],
)
def test_what_cannot_be_resolved_keeps_its_words_and_blocks(reference):
    whole = facts(narratives=(text(f'<p><data value="{reference}">旧文</data></p>'),), metrics=PLACED)
    document = compose(whole)
    (node,) = figures(document)
    assert node.text == "旧文"
    assert document.problems == (node.problem,)


def test_unnumbered_and_nested_sections():
    document = compose(
        facts(
            sections=(
                section("a", "甲"),
                SectionFacts("b", "乙", parent="a"),
                section("c", "丙", unnumbered=True),
            )
        )
    )
    assert [(s.label, s.title, s.level) for s in walk(document.sections) if isinstance(s, Section)] == [
        ("1", "甲", 1),
        ("1.1", "乙", 2),
        ("", "丙", 1),
    ]


def test_cases_stand_where_they_are_placed_and_count_through():
    document = compose(
        facts(sections=(section("a"), section("b")), cases=(case("x", "b"), case("y", "a"), case("z", "")))
    )
    assert [(n.label, n.key) for n in walk(document.sections) if isinstance(n, Case)] == [
        ("案例1", "y"),
        ("案例2", "x"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"narratives": (text("<p>甲</p>", "gone"),)},
        {"cases": (case("x", "gone"),)},
        {"narratives": (text("<p>甲</p>", "c"),), "sections": (section("c", kinds=("challenges",)),)},
    ],
)
def test_what_has_no_place_is_a_problem_not_silence(fields):
    assert len(compose(facts(**fields)).problems) == 1


def test_challenges_with_measures_and_measures_alone():
    document = compose(
        facts(
            sections=(section("c", kinds=("challenges", "measures")),),
            challenges=(
                ChallengeFacts("k", "师资不足", problem="<p>甲</p>", measures=(MeasureFacts("增编"),)),
            ),
            measures=(MeasureFacts("布局", "<p>乙</p>"),),
        )
    )
    challenge = next(n for n in walk(document.sections) if isinstance(n, Challenge))
    alone = next(n for n in walk(document.sections) if isinstance(n, Measures))
    assert (challenge.ordinal, challenge.title, challenge.measures[0].title) == ("一是", "师资不足", "增编")
    assert [m.title for m in alone.measures] == ["布局"]


def annex(**fields):
    table = OfficialTableFacts(
        "t1", "人才培养质量计分卡", "表1", rows=(TableRowFacts("graduates_total", "1"),)
    )
    blocks = (BlockFacts("annex_table", table="t1"),)
    whole = facts(
        sections=(SectionFacts("annex", "附表", annex=True, unnumbered=True, blocks=blocks),),
        tables=(table,),
        **fields,
    )
    return next(n for n in walk(compose(whole).sections) if isinstance(n, Table))


def cells(table):
    return [c.text for c in table.body[0].cells]


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ((value(number="18430"),), "18,430"),
        ((value(number="0"),), "0"),
        ((ValueFacts("graduates_total", status="missing"),), "未填报"),
        ((ValueFacts("graduates_total", status="not_applicable", reason="无毕业生"),), "不适用"),
        ((), "未填报"),
    ],
    ids=["thousands", "zero", "missing", "not applicable", "no row"],
)
def test_annex_table_prints_every_row_whatever_its_state(stored, expected):
    assert cells(annex(values=stored)) == ["1", "毕业生人数", "人", expected]


def test_annex_table_has_last_years_column_where_there_was_a_last_year():
    table = annex(earlier=(value(number="2000"),))
    assert cells(table) == ["1", "毕业生人数", "人", "1843", "2000"]
    assert table.label == "附表1"


def test_tiles_show_only_metrics_with_a_figure():
    blocks = (BlockFacts("tiles", metrics=("graduates_total", "graduates_placed")),)
    whole = facts(
        sections=(SectionFacts("a", "甲", blocks=blocks),), metrics=PLACED, earlier=(value(number="1800"),)
    )
    (tiles,) = [n for n in walk(compose(whole).sections) if isinstance(n, Tiles)]
    assert [(t.text, t.unit, t.change) for t in tiles.tiles] == [("1843", "人", "比上年增加43人")]


def test_statement_only_where_a_unit_answers_for_it():
    assert compose(facts()).front.statement == ()
    (words,) = compose(facts(front=FrontFacts("年报", statement_unit="示例校"))).front.statement
    assert isinstance(words, Paragraph)
    assert "真实性、完整性和准确性" in words.children[0].text
