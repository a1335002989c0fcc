"""Every kind of node as HTML: right elements, escaped words, both languages."""

import inspect
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from lxml import html

from reports.document import nodes
from reports.document.nodes import (
    CrossReference,
    ItemList,
    LineBreak,
    Link,
    ListItem,
    Number,
    Problem,
    Quote,
    Section,
    Span,
    Subheading,
    Text,
)
from reports.rendering.html import render_body

from .sample import (
    TILES,
    case,
    challenge,
    chart,
    figure,
    front,
    graduates,
    p,
    sample_document,
    t,
    table,
)

HOSTILE = "<script>window.__hit(1)</script>\"'><img src=x onerror=alert(1)>"


def body(*blocks, **fields) -> html.HtmlElement:
    section = Section("one", "sec-one", "章节", 1, "1", blocks=blocks)
    document = sample_document(sections=(section,), contents=(), tables=(), figures=(), cases=(), **fields)
    return html.fragment_fromstring(render_body(document))


def markup(*blocks) -> str:
    """What a section holds after its heading, blanks between elements left out."""
    section = body(*blocks).get_element_by_id("sec-one")
    return "".join(html.tostring(e, encoding="unicode", with_tail=False) for e in section[1:])


def flat(text: str) -> str:
    return "".join(line.strip() for line in text.splitlines())


INLINE = [
    (Text("a < b & c"), "a &lt; b &amp; c"),
    (Span("strong", t("要点")), "<strong>要点</strong>"),
    (Span("sup", t("2")), "<sup>2</sup>"),
    (Link("https://example.org/?a=1&b=2", t("网站")), '<a href="https://example.org/?a=1&amp;b=2">网站</a>'),
    (Link("javascript:alert(1)", t("网站")), "网站"),
    (Link("file:///etc/hostname", t("网站")), "网站"),
    (CrossReference("tab-one-1", "表1"), '<a class="cross-reference" href="#tab-one-1">表1</a>'),
    (LineBreak(), "<br>"),
    (
        graduates(),
        '<data class="figure" itemprop="graduates_total" value="1843" data-unit="人">1843人</data>',
    ),
]


@pytest.mark.parametrize(("node", "expected"), INLINE, ids=lambda x: type(x).__name__)
def test_an_inline_node_stands_in_the_running_text_without_blanks(node, expected):
    assert markup(p("前", node, "后")) == f"<p>前{expected}后</p>"


BLOCKS = [
    (Subheading(4, t("小标题")), '<h4 class="subheading">小标题</h4>'),
    (Quote((p("引文"),)), "<blockquote><p>引文</p></blockquote>"),
    (ItemList(True, (ListItem((p("甲"),)),)), "<ol><li><p>甲</p></li></ol>"),
    (
        ItemList(False, (ListItem((p("甲"),)), ListItem((p("乙"),)))),
        "<ul><li><p>甲</p></li><li><p>乙</p></li></ul>",
    ),
    (Problem("缺少图片"), '<p class="problem" role="note"><strong>待改正：</strong> 缺少图片</p>'),
]


@pytest.mark.parametrize(("node", "expected"), BLOCKS, ids=lambda x: type(x).__name__)
def test_a_block_node_has_its_element(node, expected):
    assert flat(markup(node)) == expected


def test_a_number_without_figure_shows_its_problem_and_is_no_figure():
    found = body(p(Number("x_total", "x_total", "", "12人", problem="没有这个指标")))
    assert found.xpath("//strong[@class='problem']")[0].text_content() == "12人没有这个指标"
    assert found.xpath("//section[@id='sec-one']//data") == []


def test_a_table_has_caption_scopes_parts_and_a_region_to_scroll():
    found = body(table()).xpath("//div[@class='table-scroll']")[0]
    assert (found.get("role"), found.get("tabindex"), found.get("aria-labelledby")) == (
        "region",
        "0",
        "tab-talent-1-caption",
    )
    (grid,) = found
    assert [part.tag for part in grid] == ["caption", "thead", "tbody", "tfoot"]
    assert grid.find("caption").text_content() == "表1 毕业生去向 单位：人"
    assert [(c.tag, c.get("scope")) for c in grid.find("thead/tr")] == [("th", "col")] * 3
    assert [(c.tag, c.get("scope"), c.get("class")) for c in grid.find("tbody/tr")] == [
        ("th", "row", None),
        ("td", None, "numeric"),
        ("td", None, None),
    ]
    assert grid.find("tfoot/tr").get("class") == "total"
    assert found.getnext().text == "注：占比以毕业生总数为分母。"


def test_a_picture_has_words_size_and_the_callers_address():
    image = body(figure()).xpath("//figure/img")[0]
    assert dict(image.attrib) == {
        "src": "pictures/workshop",
        "alt": "一排数控机床，学生在操作",
        "width": "480",
        "height": "320",
        "loading": "lazy",
    }
    assert image.getnext().text_content() == "图1 校内实训车间 来源：本校拍摄"


def test_a_missing_picture_leaves_a_labelled_place():
    found = body(figure(file="")).xpath("//figure")[0]
    assert found.xpath(".//img") == []
    assert found.xpath("p[@class='placeholder']/strong")[0].text == "图片待补"


def test_a_chart_has_drawing_caption_and_its_data_beside():
    found = body(chart()).xpath("//figure")[0]
    assert found.xpath("local-name(div[@class='chart-scroll']/*)") == "svg"
    assert found.find("figcaption").text_content() == "图2 近三年毕业生人数 来源：学籍系统"
    rows = [[cell.text_content() for cell in row] for row in found.xpath("details//tbody/tr")]
    assert rows == [["2022年", "1520人"], ["2023年", "—"], ["2024年", "1843人"]]
    assert [d.get("value") for d in found.xpath("details//data")] == ["1520", "1843"]


def test_tiles_are_a_list_of_figures():
    found = body(TILES).xpath("//ul[@class='tiles']/li")
    values = [(li.find(".//data").get("itemprop"), li.find(".//data").get("value")) for li in found]
    assert values == [("graduates_total", "1843"), ("placement_rate", "97.78")]
    assert found[0].xpath("span[@class='tile-change']")[0].text == "比上年增加53人"


def test_a_case_is_an_article_named_by_its_heading():
    found = body(case()).xpath("//article[@id='case-one']")[0]
    assert found.get("aria-labelledby") == "case-one-title"
    assert [(h.tag, h.text_content()) for h in found.xpath("h4|h5")] == [
        ("h4", "案例1 把课堂搬进车间"),
        ("h5", "主要做法"),
    ]


def test_a_challenge_tells_problem_causes_measures_owner_and_outcome():
    found = body(challenge()).xpath("//section[@class='challenge']")[0]
    words = [" ".join(e.text_content().split()) for e in found.xpath("h3|p|div")]
    assert words == [
        "一是双师型教师不足",
        "双师型教师占比仍低于要求。",
        "原因分析",
        "企业实践机会有限。",
        "改进举措",
        "一是扩大企业实践 每年安排三十名教师下企业。",
        "责任单位：教务处 期限：2026年12月",
        "落实情况：已有二十六名教师完成。",
    ]


def test_headings_go_down_one_level_at_a_time_from_one_title():
    levels = [
        int(h.tag[1])
        for h in html.fragment_fromstring(render_body(sample_document())).iter(
            "h1", "h2", "h3", "h4", "h5", "h6"
        )
    ]
    assert levels.count(1) == 1 and levels[0] == 1
    assert [b for a, b in zip(levels, levels[1:]) if b > a + 1] == []


def test_every_link_inside_has_its_target_and_no_id_stands_twice():
    found = html.fragment_fromstring(render_body(sample_document()))
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in found.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_each_kind_of_node_has_a_template_and_no_template_is_left_over():
    kinds = {c.template for _n, c in inspect.getmembers(nodes, inspect.isclass) if hasattr(c, "template")}
    folder = Path(settings.BASE_DIR) / "templates/reports/document/nodes"
    assert {path.stem for path in folder.glob("*.html")} == kinds | {"measure"}


HOSTILE_BLOCKS = [
    p(
        HOSTILE,
        Link("https://example.org/" + HOSTILE, t(HOSTILE)),
        Number(HOSTILE, "", HOSTILE, HOSTILE, unit=HOSTILE),
    ),
    table(anchor=HOSTILE, caption=HOSTILE, unit=HOSTILE, note=HOSTILE, label=HOSTILE),
    figure(key=HOSTILE, caption=HOSTILE, alt=HOSTILE, source=HOSTILE, label=HOSTILE),
    chart(title=HOSTILE, summary=HOSTILE, labels=(HOSTILE,), source=HOSTILE, unit=HOSTILE, anchor=HOSTILE),
    case(title=HOSTILE, byline=HOSTILE, theme=HOSTILE, summary=HOSTILE),
    challenge(title=HOSTILE, owner=HOSTILE, due=HOSTILE, outcome=HOSTILE),
    Problem(HOSTILE),
]


@pytest.mark.parametrize("block", HOSTILE_BLOCKS, ids=lambda b: type(b).__name__)
def test_hostile_words_stay_words(block):
    found = body(block, front=front(title=HOSTILE, publisher=HOSTILE, information=((HOSTILE, HOSTILE),)))
    assert found.xpath("//script | //*[@onerror] | //img[@src='x']") == []
    assert "window.__hit(1)" in found.text_content()


def test_a_demonstration_says_so_and_a_real_report_does_not():
    notice = "演示：数字取自公开资料或为演示虚构，文字为演示而新写，不是该单位的正式发布。"
    assert [e.text for e in body().xpath("//p[@class='demonstration']")] == [notice]
    assert body(front=front(demonstration=False)).xpath("//p[@class='demonstration']") == []


def test_in_english_fixed_words_are_english_and_marked_while_the_content_stays_chinese():
    with translation.override("en"):
        found = html.fragment_fromstring(render_body(sample_document()))
    assert found.get("lang") == "zh-Hans"
    title = found.get_element_by_id("contents-title")
    assert (title.text, title.get("lang")) == ("Contents", "en")
    assert found.xpath("//h1")[0].text == "示例市工业职业学校职业教育质量年度报告"
    english = {e.text_content() for e in found.xpath("//*[@lang='en']")}
    assert {"Preface", "List of tables", "Data of this chart", "Source:", "Causes", "Measures"} <= english


def test_in_chinese_nothing_is_marked_as_another_language():
    found = html.fragment_fromstring(render_body(sample_document()))
    assert found.xpath("//@lang") == ["zh-Hans"]
