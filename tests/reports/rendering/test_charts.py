"""Charts as geometry: nothing leaves its frame, lengths follow values, gaps stay gaps, words stay words."""

import re
from xml.etree import ElementTree

import pytest

from reports.document.nodes import ChartPoint, ChartSeries
from reports.rendering.charts import draw
from reports.rendering.charts.canvas import FONT, WIDTH, text_width, wrap
from reports.rendering.palette import PAPER, SERIES, contrast, luminance, series_colour
from reports.rendering.pdf import STYLES

from .sample import chart

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>window.__hit(1)</script>&\"'\x00\ud800"


def made(kind: str, labels: list[str], *rows: list[str], unit: str = "人", names: list[str] | None = None):
    names = names or [f"系列{n}" for n in range(len(rows))]
    series = tuple(
        ChartSeries(name, tuple(ChartPoint(v, f"{v}{unit}" if v else "—") for v in row))
        for name, row in zip(names, rows, strict=True)
    )
    return draw(chart(kind=kind, labels=tuple(labels), series=series, unit=unit))


def tree(drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.svg)


def bars(drawing) -> list[dict[str, float]]:
    """Rects of bars; swatches of the legend have no stroke."""
    return [
        {name: float(r.get(name)) for name in ("x", "y", "width", "height")}
        for r in tree(drawing).iter(f"{SVG}rect")
        if r.get("stroke")
    ]


def texts(drawing) -> list[str]:
    return [e.text or "" for e in tree(drawing).iter(f"{SVG}text")]


LONG = "机械加工技术与数控应用专业群（含云计算与人工智能方向）建设情况一览"
SHAPES = [
    ("bar", ["2022", "2023", "2024"], [["1520", "", "1843"]]),
    ("bar", ["甲", "乙"], [["-12.5", "30"], ["", "-3"]]),
    ("bar", [LONG, LONG + "二", "短"], [["820", "33", "-45"]]),
    ("bar", [f"第{n}项" for n in range(40)], [[str(n) for n in range(40)]]),
    ("bar", ["x" * 300], [["1"]]),
    ("bar", ["空"], [[""]]),
    ("bar", ["零"], [["0"]]),
    ("bar", ["大", "小"], [["99999999999999", "0.000001"]]),
    ("stacked", ["2023", "2024"], [["820", "1143"], ["700", "659"], ["-40", ""]]),
    ("stacked", [LONG] * 5, [["1"] * 5, ["2"] * 5]),
    ("line", ["2020", "2021", "2022"], [["95.1", "", "97.78"], ["55", "61", "66"], ["55.1", "61.1", "66.1"]]),
    ("line", ["2020"], [["10234"]]),
    ("line", [LONG] * 8, [["1"] * 8] * 6),
    ("pie", ["第一产业", LONG, "其他"], [["120", "834", "0"]]),
    ("pie", ["全部"], [["5"]]),
    ("pie", ["负", "正"], [["-5", "5"]]),
    ("pie", [LONG] * 20, [["5"] * 20]),
]


@pytest.mark.parametrize(("kind", "labels", "rows"), SHAPES)
def test_nothing_leaves_the_frame(kind, labels, rows):
    drawing = made(kind, labels, *rows)
    root = tree(drawing)
    assert root.get("viewBox") == f"0 0 {WIDTH} {re.sub(r'[.]?0*$', '', f'{drawing.height:.2f}')}"
    for box in bars(drawing):
        assert box["width"] >= 0 and box["height"] >= 0
        assert box["x"] >= 0 and box["x"] + box["width"] <= WIDTH
        assert box["y"] >= 0 and box["y"] + box["height"] <= drawing.height
    for text in root.iter(f"{SVG}text"):
        width = text_width(text.text or "", float(text.get("font-size")))
        share = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")]
        left = float(text.get("x")) - width * share
        assert left >= -0.5 and left + width <= WIDTH + 0.5, text.text
        assert FONT * 0.5 <= float(text.get("y")) <= drawing.height
    for numbers in (e.get("points") for e in root.iter() if e.get("points")):
        for pair in numbers.split():
            x, y = (float(part) for part in pair.split(","))
            assert 0 <= x <= WIDTH and 0 <= y <= drawing.height


def test_columns_are_as_high_as_their_values():
    one, two, three = bars(made("bar", ["a", "b", "c"], ["10", "20", "40"]))
    assert two["height"] == pytest.approx(2 * one["height"], rel=0.01)
    assert three["height"] == pytest.approx(4 * one["height"], rel=0.01)
    assert one["y"] + one["height"] == pytest.approx(three["y"] + three["height"], abs=0.02)


def test_negative_columns_hang_below_the_line_where_positive_ones_stand():
    up, down = bars(made("bar", ["a", "b"], ["10", "-10"]))
    assert up["y"] + up["height"] == pytest.approx(down["y"], abs=0.02)


def test_segments_of_a_stack_lie_on_one_another():
    low, high = bars(made("stacked", ["a"], ["30"], ["10"]))
    assert high["y"] + high["height"] == pytest.approx(low["y"], abs=0.02)
    assert low["height"] == pytest.approx(3 * high["height"], rel=0.01)


def test_a_missing_point_leaves_a_gap_with_a_dash():
    drawing = made("bar", ["a", "b", "c"], ["10", "", "40"])
    assert len(bars(drawing)) == 2
    assert texts(drawing).count("—") == 1


def test_a_line_breaks_at_a_missing_point():
    root = tree(made("line", ["a", "b", "c", "d", "e"], ["1", "2", "", "4", "5"]))
    assert [len(e.get("points").split()) for e in root.iter(f"{SVG}polyline")] == [2, 2]


def test_every_value_is_printed_or_the_data_table_is_asked_for():
    rows = [["820", "1143"], ["3", "659"]]
    drawing = made("stacked", ["2023", "2024"], *rows)
    assert drawing.crowded and "3" not in texts(drawing)
    roomy = made("bar", ["2023", "2024"], *rows)
    assert not roomy.crowded and {"820", "1143", "3", "659"} <= set(texts(roomy))


def test_the_unit_stands_once_and_percent_stays_with_its_number():
    assert "单位：人" in texts(made("bar", ["a"], ["12"])) and "12" in texts(made("bar", ["a"], ["12"]))
    assert "12%" in texts(made("bar", ["a"], ["12"], unit="%"))


def test_slices_of_a_pie_close_the_circle():
    paths = [e.get("d") for e in tree(made("pie", ["a", "b"], ["1", "3"])).iter(f"{SVG}path")]
    start = [re.search(r"L([\d.]+) ([\d.]+)A", d).groups() for d in paths]
    end = [re.search(r"1 ([\d.]+) ([\d.]+)Z", d).groups() for d in paths]
    assert end == [*start[1:], start[0]]
    assert [re.search(r"A105 105 0 ([01])", d)[1] for d in paths] == ["0", "1"]


def test_what_cannot_be_a_pie_is_drawn_as_bars():
    assert len(bars(made("pie", ["a", "b"], ["-5", "5"]))) == 2


def test_hostile_words_stay_words():
    drawing = draw(chart(title=HOSTILE, summary=HOSTILE, labels=(HOSTILE,), anchor="fig-\"'><script>"))
    assert [e.tag for e in tree(drawing).iter() if e.tag == f"{SVG}script"] == []
    assert tree(drawing).find(f"{SVG}title").text == "</title><script>window.__hit(1)</script>&\"'"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+9999", "viele"])
def test_what_is_no_finite_number_is_missing(value):
    assert bars(made("bar", ["a", "b"], [value, "1"])) == bars(made("bar", ["a", "b"], ["", "1"]))


def test_the_title_and_summary_name_the_drawing():
    root = tree(draw(chart()))
    assert root.get("aria-labelledby") == "fig-trend-title fig-trend-desc"
    assert [root[0].text, root[1].text] == ["近三年毕业生人数", "毕业生人数逐年增加。"]


def test_wrapping_loses_no_word_within_its_lines_and_says_so_beyond():
    assert "".join(wrap(LONG, 100, lines=9)) == LONG
    assert wrap(LONG, 100, lines=2)[-1].endswith("…")
    assert all(text_width(line) <= 100 for line in wrap(LONG, 100, lines=2))


def test_colours_keep_apart_from_paper_and_from_their_neighbours_in_grey():
    assert all(contrast(colour, PAPER) >= 3 for colour in SERIES)
    grey = [luminance(colour) for colour in SERIES]
    assert all(contrast(a, b) >= 1.5 for a, b in zip(SERIES, SERIES[1:]))
    assert len({round(value, 2) for value in grey}) == len(SERIES)
    assert len({series_colour(n) for n in range(12)}) == 12


def test_the_tokens_hold_the_same_colours():
    tokens = (STYLES / "tokens.css").read_text("utf-8")
    assert re.findall(r"--chart-\d: (#[0-9a-f]{6})", tokens) == list(SERIES)
