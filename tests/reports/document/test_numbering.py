"""Numbers of sections, tables, figures, cases, and cross-references."""

import pytest

from reports.document.nodes import (
    Case,
    CrossReference,
    Figure,
    Paragraph,
    Section,
    Table,
    Text,
)
from reports.document.numbering import (
    chinese_number,
    fill_cross_references,
    list_of,
    number_objects,
    number_sections,
    section_label,
    walk,
)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_chinese_number(number, expected):
    assert chinese_number(number) == expected


@pytest.mark.parametrize("number", [0, -1, 100])
def test_chinese_number_outside_its_range_is_refused(number):
    with pytest.raises(ValueError):
        chinese_number(number)


@pytest.mark.parametrize(
    ("path", "decimal", "chinese"),
    [((1,), "1", "一、"), ((1, 2), "1.2", "（二）"), ((1, 2, 3), "1.2.3", "3.")],
)
def test_section_label_in_both_schemes(path, decimal, chinese):
    assert (section_label(path, "decimal"), section_label(path, "chinese")) == (decimal, chinese)


def sect(key, *inner, label="", blocks=(), level=1):
    return Section(
        key=key, anchor=f"sec-{key}", title=key, level=level, label=label, sections=inner, blocks=blocks
    )


def table(anchor, official=""):
    return Table(anchor=anchor, caption="甲", head=(), body=(), official=official)


def figure(key):
    return Figure(anchor=f"fig-{key}", key=key, caption="乙", alt="")


def test_unnumbered_sections_do_not_count():
    numbered = number_sections((sect("a"), sect("x", label="-"), sect("b", sect("c", level=2))), "decimal")
    assert [(s.key, s.label) for s in walk(numbered) if isinstance(s, Section)] == [
        ("a", "1"),
        ("x", ""),
        ("b", "2"),
        ("c", "2.1"),
    ]


def test_objects_count_through_the_report_each_in_its_own_row():
    case = Case("case-k", "k", "丙", 3, "", "", "", ())
    tree = (sect("a", blocks=(table("t1"), figure("p"), case)), sect("b", blocks=(table("t2"), figure("q"))))
    numbered = number_objects(tree)
    labels = [n.label for n in walk(numbered) if isinstance(n, Table | Figure | Case)]
    assert labels == ["表1", "图1", "案例1", "表2", "图2"]
    assert [e.label for e in list_of(numbered, Table)] == ["表1", "表2"]


def test_official_tables_keep_their_own_label():
    numbered = number_objects((sect("a", blocks=(table("t", official="t1_scorecard"),)),))
    assert next(n for n in walk(numbered) if isinstance(n, Table)).label == ""


def test_cross_references_say_the_number_of_their_target():
    words = Paragraph((Text("见"), CrossReference("tab-a-1", "某表"), CrossReference("sec-b", "")))
    tree = number_objects(
        number_sections((sect("a", blocks=(words, table("tab-a-1"))), sect("b")), "decimal")
    )
    filled, missing = fill_cross_references(tree)
    assert [n.text for n in walk(filled) if isinstance(n, CrossReference)] == ["表1", "第2章"]
    assert missing == ()


def test_a_cross_reference_to_nowhere_is_reported_and_keeps_its_words():
    tree = (sect("a", blocks=(Paragraph((CrossReference("fig-gone", "图九"),)),)),)
    filled, missing = fill_cross_references(tree)
    assert missing == ("fig-gone",)
    assert [n.text for n in walk(filled) if isinstance(n, CrossReference)] == ["图九"]
