"""The data file: canonical, complete, and the same figures as the page."""

import json
from decimal import Decimal

from lxml import html

from reports.document.compose import compose
from reports.facts import ComputedFacts
from reports.rendering.data import data_bytes, report_data
from reports.rendering.html import render_body
from tests.reports.facts_builder import facts, metric, rate, text, value

from .sample import sample_document


def test_a_reported_figure_is_told_with_value_period_and_printed_words():
    found = facts(values=(value(number="1843", bound="about", word="约", note="含春季"),))
    data = report_data(found, compose(found))
    assert data["values"] == [
        {
            "code": "graduates_total",
            "breakdown": "",
            "period": "2025届",
            "status": "reported",
            "value": "1843",
            "high": "",
            "bound": "about",
            "word": "约",
            "given": "",
            "given_unit": "",
            "unit": "人",
            "text": "约1843人",
            "reason": "",
            "note": "含春季",
            "source": "",
        }
    ]


def test_missing_is_not_zero():
    found = facts(
        values=(value(number=None, status="missing"), value("zero", "0")), metrics=(metric(), metric("zero"))
    )
    told = {
        v["code"]: (v["status"], v["value"], v["text"]) for v in report_data(found, compose(found))["values"]
    }
    assert told == {"graduates_total": ("missing", "", "未填报"), "zero": ("reported", "0", "0人")}


def test_computed_figures_keep_all_their_digits():
    found = facts(
        metrics=(metric(), rate()),
        computed=(ComputedFacts("placement_rate", Decimal("97.776722"), ("graduates_total",)),),
    )
    (told,) = report_data(found, compose(found))["computed"]
    assert told == {
        "code": "placement_rate",
        "value": "97.776722",
        "unit": "%",
        "text": "97.78%",
        "parts": ["graduates_total"],
    }


def test_tables_are_told_cell_by_cell():
    first = report_data(facts(), sample_document())["tables"][0]
    assert (first["label"], first["caption"], first["unit"]) == ("表1", "毕业生去向", "单位：人")
    assert first["head"] == [[{"text": "去向"}, {"text": "人数"}, {"text": "占比"}]]
    assert first["body"][0] == [
        {"text": "升学"},
        {"text": "1143", "value": "1143", "unit": "", "code": ""},
        {"text": "62.02%"},
    ]


def test_shown_figures_are_those_of_the_page_in_its_order():
    document = sample_document()
    page = html.fragment_fromstring(render_body(document)).iter("data")
    shown = report_data(facts(), document)["shown"]
    assert [(e.get("itemprop"), e.get("value")) for e in page] == [(s["code"], s["value"]) for s in shown]
    assert len(shown) == 2 + 1 + 1 + 2 + 70


def test_a_number_with_a_problem_is_shown_as_none():
    found = facts(narratives=(text('<p><data value="no_such">12人</data></p>'),))
    assert report_data(found, compose(found))["shown"] == []


def test_bytes_are_canonical():
    found = facts()
    content = data_bytes(found, compose(found))
    assert content == data_bytes(facts(), compose(facts()))
    again = json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert content == again.encode()
