"""Outline files: every fault named with file, place and remedy; the shipped ones hold."""

from pathlib import Path

import pytest

from institutions.catalogue.read import read_catalogue
from reports.facts import BlockFacts
from reports.models import Outline, OutlineSection
from reports.outlines.load import SHIPPED, store_outline
from reports.outlines.read import OutlineError, read_outline

HEAD = 'key = "k"\nkind = "school"\ntitle = "提纲"\nnumbering = "decimal"\n'
SECTION = '[[section]]\nkey = "a"\ntitle = "甲"\n'


@pytest.fixture
def read(tmp_path):
    def from_text(text):
        path = tmp_path / "k.toml"
        path.write_text(text, "utf-8")
        return read_outline(path, metrics={"graduates_total"}, tables={"t1_scorecard"})

    return from_text


def test_sections_are_read_depth_first_with_default_blocks(read):
    outline = read(
        HEAD
        + SECTION
        + '[[section.section]]\nkey = "b"\ntitle = "乙"\n[[section]]\nkey = "c"\ntitle = "丙"\nblocks = []\n'
    )
    assert [(s.key, s.parent, len(s.blocks)) for s in outline.sections] == [
        ("a", "", 2),
        ("b", "a", 2),
        ("c", "", 0),
    ]
    assert outline.sections[0].blocks == (BlockFacts("narrative"), BlockFacts("cases"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key = ", "TOML"),
        (HEAD, "section"),
        (HEAD.replace("decimal", "roman") + SECTION, "roman"),
        (HEAD + SECTION + SECTION, "a"),
        (HEAD + SECTION.replace('"a"', '"A b"'), "A b"),
        (HEAD + SECTION + 'blocks = [{kind = "tiles", metrics = ["no_such"]}]\n', "no_such"),
        (HEAD + SECTION + 'blocks = [{kind = "carousel"}]\n', "carousel"),
        (HEAD + SECTION + 'blocks = [{kind = "tiles"}]\n', "metrics"),
        (HEAD + SECTION + 'blocks = [{kind = "annex_table", table = "t9"}]\n', "t9"),
        (HEAD + SECTION + 'colour = "red"\n', "colour"),
    ],
    ids=["broken", "empty", "numbering", "doubled", "key", "metric", "kind", "need", "table", "field"],
)
def test_each_fault_is_named_with_its_file(read, text, says):
    with pytest.raises(OutlineError) as error:
        read(text)
    assert "k.toml" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_outlines_hold(path: Path):
    catalogue = read_catalogue()
    outline = read_outline(
        path, metrics={m.code for m in catalogue.metrics}, tables={t.code for t in catalogue.tables}
    )
    assert outline.key == path.stem


@pytest.mark.django_db
def test_a_changed_file_makes_a_new_version_an_equal_one_does_not(read):
    first = store_outline(read(HEAD + SECTION))
    assert store_outline(read(HEAD + SECTION)) == first
    second = store_outline(read(HEAD + SECTION.replace("甲", "乙")))
    assert (second.version, Outline.objects.count(), OutlineSection.objects.count()) == (2, 2, 2)
