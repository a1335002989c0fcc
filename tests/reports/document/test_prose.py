"""House vocabulary to nodes."""

from reports.document.nodes import (
    Chart,
    CrossReference,
    Figure,
    ItemList,
    LineBreak,
    Link,
    ListItem,
    Number,
    Paragraph,
    Quote,
    Span,
    Subheading,
    Table,
    Text,
)
from reports.document.prose import parse_prose


class Echo:
    """A resolver that answers with what it was asked."""

    def number(self, reference, words):
        return Number(code=reference.partition("?")[0], reference=reference, value="1", text=words)

    def picture(self, key):
        return Figure(anchor=f"fig-{key}", key=key, caption=key, alt="")

    def chart(self, key):
        return Chart(f"fig-{key}", key, "bar", key, "说明", (), ())


def nodes(html, level=2):
    return parse_prose(html, Echo(), key="talent", level=level)


def paragraph(*children):
    return Paragraph(tuple(Text(c) if isinstance(c, str) else c for c in children))


def test_inline_elements():
    assert nodes(
        '<p>甲<strong>乙</strong><br>丙<a href="https://e.org">丁</a><a href="#tab-x-1">表</a></p>'
    ) == (
        paragraph(
            "甲",
            Span("strong", (Text("乙"),)),
            LineBreak(),
            "丙",
            Link("https://e.org", (Text("丁"),)),
            CrossReference("tab-x-1", "表"),
        ),
    )


def test_living_number_keeps_reference_and_words():
    (node,) = nodes('<p>共<data value="a_b?year=-1">12 人</data>。</p>')
    assert node == paragraph("共", Number("a_b", "a_b?year=-1", "1", "12 人"), "。")


def test_data_without_a_value_is_its_words():
    assert nodes("<p><data>12</data></p>") == (paragraph("12"),)


def test_whitespace_is_folded_and_empty_paragraphs_vanish():
    assert nodes("<p>  甲\n  乙 </p>\n<p> <br> </p>") == (paragraph("甲 乙"),)


def test_loose_text_becomes_paragraphs_in_order():
    assert nodes("甲<p>乙</p>丙") == (paragraph("甲"), paragraph("乙"), paragraph("丙"))


def test_headings_begin_below_the_sections_own():
    assert nodes("<h3>甲</h3><h4>乙</h4>", level=3) == (
        Subheading(4, (Text("甲"),)),
        Subheading(5, (Text("乙"),)),
    )


def test_no_heading_level_is_skipped():
    assert [n.level for n in nodes("<h4>甲</h4><h4>乙</h4><h3>丙</h3><h4>丁</h4>", level=3)] == [4, 4, 4, 5]


def test_headings_never_pass_level_six():
    assert [n.level for n in nodes("<h3>甲</h3><h4>乙</h4>", level=6)] == [6, 6]


def test_lists_and_quotes_nest():
    assert nodes("<ol><li>一<ul><li>二</li></ul></li></ol><blockquote><p>三</p></blockquote>") == (
        ItemList(
            True,
            (ListItem((paragraph("一"), ItemList(False, (ListItem((paragraph("二"),)),)))),),
        ),
        Quote((paragraph("三"),)),
    )


def test_a_picture_alone_is_a_figure_one_among_words_follows_them():
    assert [type(n) for n in nodes('<p><img src="picture:a"></p><p>甲<img src="chart:b">乙</p>')] == [
        Figure,
        Paragraph,
        Chart,
    ]


def test_table_keeps_caption_unit_note_head_and_total():
    (table,) = nodes(
        "<table><caption>人数<small>单位：人</small></caption><thead><tr><th>甲</th><th>乙</th></tr></thead>"
        "<tbody><tr><th scope='row'>一校</th><td>1,234</td></tr></tbody>"
        "<tfoot><tr><th scope='row'>合计</th><td>98.50%</td></tr></tfoot></table>"
        "<p><small>注：数据为秋季统计。</small></p>"
    )
    assert isinstance(table, Table)
    assert (table.anchor, table.caption, table.unit, table.note) == (
        "tab-talent-1",
        "人数",
        "人",
        "注：数据为秋季统计。",
    )
    assert [c.scope for c in table.head[0].cells] == ["col", "col"]
    assert [(c.number, c.unit) for c in table.body[0].cells] == [("", ""), ("1234", "")]
    assert table.foot[0].total
    assert (table.foot[0].cells[1].number, table.foot[0].cells[1].unit) == ("98.50", "%")


def test_a_note_away_from_a_table_is_a_paragraph():
    assert nodes("<p><small>注。</small></p>") == (paragraph("注。"),)


def test_a_table_without_thead_takes_its_leading_header_rows():
    (table,) = nodes(
        "<table><tbody><tr><th rowspan='2'>甲</th><th colspan='2'>乙</th></tr><tr><th>丙</th><th>丁</th></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
    )
    assert (len(table.head), len(table.body), table.columns) == (2, 1, 3)
    assert (table.head[0].cells[0].rowspan, table.head[0].cells[1].colspan) == (2, 2)


def test_second_table_of_a_text_has_the_second_anchor():
    html = "<table><tbody><tr><td>1</td></tr></tbody></table>" * 2
    assert [t.anchor for t in nodes(html)] == ["tab-talent-1", "tab-talent-2"]


def test_empty_text_gives_nothing():
    assert nodes("  \n ") == ()
