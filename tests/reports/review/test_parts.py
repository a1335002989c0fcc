"""Every place belongs to one part of the report: by the section that shows it first."""

import pytest

from reports.facts import (
    BlockFacts,
    CaseFacts,
    ChallengeFacts,
    NarrativeFacts,
    OfficialTableFacts,
    SectionFacts,
    TableRowFacts,
)
from reports.review.parts import FIGURES, FRONT, Parts
from tests.reports import facts_builder as make

SECTIONS = (
    SectionFacts("one", "第一章", blocks=(BlockFacts("tiles", metrics=("tile",)),)),
    SectionFacts("one-a", "第一节", parent="one", blocks=(BlockFacts("chart", chart="trend"),)),
    SectionFacts("two", "第二章", blocks=(BlockFacts("challenges"),)),
    SectionFacts("annex", "附表", annex=True, blocks=(BlockFacts("annex_table", table="t1"),)),
)


@pytest.fixture
def parts():
    facts = make.facts(
        sections=SECTIONS,
        tables=(OfficialTableFacts("t1", "表", rows=(TableRowFacts("tile"), TableRowFacts("row"))),),
        narratives=(NarrativeFacts("one-a", '<p><img src="picture:view"></p>'),),
        cases=(CaseFacts("story", "案例", "two"),),
        challenges=(ChallengeFacts("hard", "挑战"),),
    )
    return Parts(facts)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("sec-one", "one"), ("sec-one-a", "one"), ("tab-one-a-2", "one"), ("fig-trend", "one"), ("fig-view", "one"),
        ("value:tile", "one"), ("value:row", "annex"), ("value:unknown", FIGURES), ("case-story", "two"),
        ("tab-story-1", "two"), ("challenge-hard", "two"), ("measures", "two"), ("front:title", FRONT),
        ("outline", FRONT), ("sec-gone", FRONT), ("", FRONT),
    ],
)  # fmt: skip
def test_each_place_lies_in_one_part(parts, place, part):
    assert parts.of(place) == part


def test_parts_are_the_chapters_in_their_order_between_front_and_other_figures(parts):
    assert [part.key for part in parts.all] == [FRONT, "one", "two", "annex", FIGURES]
    assert [s.key for s in parts.all[1].sections] == ["one", "one-a"]


def test_what_only_the_older_content_has_is_looked_up_there():
    older = make.facts(sections=SECTIONS, cases=(CaseFacts("old", "旧案例", "two"),))
    newer = make.facts(sections=SECTIONS)
    assert Parts(newer, older).of("case-old") == "two"
