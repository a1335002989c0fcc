"""Canonical JSON: the same facts give the same bytes, and come back equal."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.facts import Facts

from .facts_builder import case, facts, metric, section, text, value


def test_json_comes_back_equal():
    whole = facts(
        values=(value(number="98.50", given="98.50"), value("a", None, status="missing")),
        metrics=(metric(), metric("a", low=Decimal("0"), high=None)),
        narratives=(text("<p>甲</p>"),),
        cases=(case(),),
        sections=(section(), section("b", parent="talent")),
    )
    assert Facts.from_json(whole.to_json()) == whole


def test_fingerprint_changes_with_one_digit():
    assert (
        facts(values=(value(number="1843"),)).fingerprint()
        != facts(values=(value(number="1844"),)).fingerprint()
    )


def test_fingerprint_is_the_sha256_of_sorted_json():
    text_of = facts().to_json()
    assert (
        json.dumps(json.loads(text_of), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text_of
    )


def test_decimals_are_written_without_exponent():
    assert '"value":"0.0000001"' in facts(values=(value(number="1E-7"),)).to_json()


def test_unknown_field_is_refused():
    broken = json.loads(facts().to_json()) | {"surprise": 1}
    with pytest.raises(ValueError, match="surprise"):
        Facts.from_json(json.dumps(broken))


def test_lookup_tells_missing_from_unknown():
    whole = facts(values=(value(number=None, status="missing"),))
    assert whole.value("graduates_total").status == "missing"
    assert whole.value("graduates_placed") is None
    assert replace(whole, values=()).value("graduates_total") is None
