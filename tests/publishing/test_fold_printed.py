"""Where a fold prints: prose, tiles, tables, data; and the rule that sets the own figure against it."""

import json
from decimal import Decimal

import pytest

from reports.audit import audit, sentence
from reports.comparison import changes
from reports.document.annexes import tiles
from reports.document.compose import compose
from reports.document.nodes import Number, Table, Tiles
from reports.document.numbering import walk
from reports.facts import BlockFacts, FoldFacts, MemberFacts, SectionFacts
from reports.rendering.data import data_bytes
from reports.rendering.html import render_body
from reports.rendering.spreadsheets import figure_rows
from tests.reports.facts_builder import facts, metric, text, value

FOLD = FoldFacts("graduates_total", value=Decimal(150), given=2, of=3, missing=("c",))
MEMBERS = (
    MemberFacts("a", "甲校", "ZB-A", "f"),
    MemberFacts("b", "乙校", "ZB-B", "f"),
    MemberFacts("c", "丙校"),
)
BLOCKS = (
    BlockFacts("narrative"),
    BlockFacts("tiles", metrics=("graduates_total",)),
    BlockFacts("metrics", metrics=("graduates_total",)),
)


def region(reference="graduates_total", *, values=(), folds=(FOLD,), **fields):
    return facts(
        kind="county",
        sections=(SectionFacts("talent", "人才培养", blocks=BLOCKS),),
        narratives=(text(f'<p><data value="{reference}">旧文</data></p>'),),
        values=values,
        folds=folds,
        members=MEMBERS,
        **fields,
    )


def said(whole):
    return next(n for n in walk(compose(whole).sections) if isinstance(n, Number))


def test_without_an_own_figure_the_fold_is_printed_with_its_coverage():
    node = said(region())
    assert (node.value, node.text, node.problem) == ("150", "150人（2/3 所）", "")


def test_a_figure_the_region_marked_missing_is_none():
    node = said(region(values=(value(number=None, status="missing"),)))
    assert node.text == "150人（2/3 所）"


def test_what_the_region_reports_itself_stands():
    assert said(region(values=(value(number="160"),))).text == "160人"
    assert said(region(values=(value(number=None, status="not_applicable", reason="无"),))).text == "不适用"


def test_the_fold_can_be_asked_for_beside_the_own_figure():
    assert said(region("graduates_total?of=fold", values=(value(number="160"),))).text == "150人（2/3 所）"


def test_a_fold_that_does_not_exist_says_why():
    hollow = FoldFacts("graduates_total", of=3, reason="shared", missing=("a", "b", "c"))
    node = said(region("graduates_total?of=fold", values=(value(),), folds=(hollow,)))
    assert node.problem and "重复" in node.problem
    assert said(region("graduates_total?of=fold;year=-1", values=(value(),))).problem


def test_a_bounded_fold_keeps_its_word():
    over = FoldFacts("graduates_total", value=Decimal(150), bound="more_than", given=3, of=3)
    assert said(region(folds=(over,))).text == "超150人（3/3 所）"


def test_tiles_keep_number_and_coverage_apart():
    (block,) = tiles(region(), ("graduates_total",))
    assert isinstance(block, Tiles)
    assert (block.tiles[0].text, block.tiles[0].coverage) == ("150", "（2/3 所）")
    (own,) = tiles(region(values=(value(number="160"),)), ("graduates_total",))
    assert (own.tiles[0].text, own.tiles[0].coverage) == ("160", "")


def test_rows_of_tables_show_the_fold_where_the_region_has_none():
    def cell(whole):
        table = next(n for n in walk(compose(whole).sections) if isinstance(n, Table))
        return table.body[0].cells[3].text

    assert cell(region()) == "150（2/3 所）"
    assert cell(region(values=(value(number="160"),))) == "160"
    assert cell(region(folds=())) == "未填报"


def test_the_report_says_which_schools_it_was_folded_from():
    body = render_body(compose(region()))
    assert "本报告汇总 2/3 所学校的质量年报；未报送：丙校。" in body
    assert "本报告汇总" not in render_body(compose(facts()))


def test_the_data_carry_fold_coverage_and_who_is_missing():
    whole = region()
    data = json.loads(data_bytes(whole, compose(whole)))
    assert [(f["value"], f["given"], f["of"], f["missing"]) for f in data["folds"]] == [("150", 2, 3, ["c"])]
    assert [m["edition"] for m in data["members"]] == ["ZB-A", "ZB-B", ""]
    assert [r["text"] for r in figure_rows(whole, compose(whole)) if r["status"] == "folded"] == [
        "150人（2/3 所）"
    ]
    plain = facts()
    assert "folds" not in json.loads(data_bytes(plain, compose(plain)))


@pytest.mark.parametrize(
    ("own", "fold"),
    [
        (value(number="150"), FOLD),
        (value(number="150.4", given="150.4"), FoldFacts("graduates_total", value=Decimal("150.44"))),
        (value(number="140", bound="more_than"), FOLD),
        (value(number="160", bound="at_most"), FOLD),
        (value(number="140", high=Decimal(160)), FOLD),
        (value(number="160"), FoldFacts("graduates_total", value=Decimal(150), bound="at_least")),
        (value(number=None, status="missing"), FOLD),
        (value(number="9"), FoldFacts("graduates_total", reason="shared")),
    ],
)
def test_r1_is_silent_where_one_number_fits_both(own, fold):
    assert [f for f in audit(region(values=(own,), folds=(fold,))) if f.rule == "R1"] == []


@pytest.mark.parametrize(
    ("own", "fold"),
    [
        (value(number="151"), FOLD),
        (value(number="160", bound="more_than"), FOLD),
        (value(number="140", bound="at_most"), FOLD),
        (value(number="140"), FoldFacts("graduates_total", value=Decimal(150), bound="at_least")),
    ],
)
def test_r1_names_both_figures_and_the_coverage(own, fold):
    whole = region(values=(own,), folds=(fold,), metrics=(metric(),))
    (found,) = [f for f in audit(whole) if f.rule == "R1"]
    assert (found.severity, found.place) == ("must_explain", "value:graduates_total")
    assert "150" in found.params["folded"] and (found.params["given"], found.params["of"]) == (
        fold.given,
        fold.of,
    )
    assert found.params["reported"] in sentence(found) and found.params["folded"] in sentence(found)


def test_another_fold_is_a_changed_figure():
    before = region()
    after = region(folds=(FoldFacts("graduates_total", value=Decimal(151), given=3, of=3),))
    (change,) = [c for c in changes(before, after) if c.kind == "fold"]
    assert (change.old, change.new) == ("150人（2/3 所）", "151人（3/3 所）")
    assert changes(before, before) == ()
