"""Each rule with cases where it speaks and cases where it must stay silent."""

import pytest

from reports.audit import RULES, audit
from reports.derived import compute

from ..facts_builder import facts, metric, rate, section, text, value

PARTS = (metric(), metric("graduates_placed"), rate())


def found(rule, **fields):
    return [f for f in audit(facts(**fields)) if f.rule == rule]


def with_rate(reported, **fields):
    values = (value(), value("graduates_placed", "1802"), value("placement_rate", reported, **fields))
    return {"values": values, "metrics": PARTS, "computed": compute(PARTS, values)}


@pytest.mark.parametrize("reported", ["97.78", "97.8", "98", "97.775"])
def test_f1_silent_within_the_printed_digits(reported):
    assert found("F1", **with_rate(reported)) == []


def test_f1_speaks_when_the_rate_is_wrong():
    (finding,) = found("F1", **with_rate("97.87"))
    assert finding.params == {
        "name": "就业率",
        "reported": "97.87%",
        "computed": "97.78%",
        "formula": "毕业生人数 ÷ 毕业生人数 × 100",
    }


def test_f1_judges_by_the_digits_as_given():
    assert found("F1", **with_rate("97.8", given="97.80")) != []


def test_f1_silent_on_bounded_figures():
    assert found("F1", **with_rate("90", bound="at_least", word="以上")) == []


WHOLE = metric(
    "schools_total",
    checks="= schools_public + schools_private; <= schools_limit",
    name_zh="学校数",
    unit="所",
)
SCHOOLS = (WHOLE, metric("schools_public"), metric("schools_private"), metric("schools_limit"))


def schools(total, public, private, limit=None):
    rows = [
        ("schools_total", total),
        ("schools_public", public),
        ("schools_private", private),
        ("schools_limit", limit),
    ]
    return {"values": tuple(value(code, n) for code, n in rows if n is not None), "metrics": SCHOOLS}


@pytest.mark.parametrize("numbers", [("15", "8", "7"), ("15", "8", None), ("15", "8", "7", "15")])
def test_f2_silent_where_parts_make_the_whole_or_one_is_missing(numbers):
    assert found("F2", **schools(*numbers)) == []


@pytest.mark.parametrize(("numbers", "comparison"), [(("16", "8", "7"), "="), (("15", "8", "7", "14"), "≤")])
def test_f2_speaks_on_a_broken_identity_or_bound(numbers, comparison):
    (finding,) = found("F2", **schools(*numbers))
    assert finding.params["comparison"] == comparison
    assert finding.place == "value:schools_total"


def table(*rows, total, head=("学校", "人数")):
    def row(cells, tag="td"):
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    html = (
        f"<table><caption>各校</caption><thead>{row(head, 'th')}</thead>"
        f"<tbody>{''.join(row(r) for r in rows)}</tbody><tfoot>{row(total)}</tfoot></table>"
    )
    return {"narratives": (text(html),), "sections": (section(),)}


@pytest.mark.parametrize(
    "fields",
    [
        table(("甲", "1"), ("乙", "2"), total=("合计", "3")),
        table(("甲", "1"), ("乙", "若干"), total=("合计", "9")),
        table(("甲", "50%"), ("乙", "60%"), total=("合计", "55%")),
        table(("甲", "50"), ("乙", "60"), total=("合计", "55"), head=("学校", "就业率")),
        table(("甲", "1"), ("乙", "2"), total=("合计", "")),
    ],
    ids=["right", "words", "percentages", "rates without sign", "empty total"],
)
def test_t1_silent(fields):
    assert found("T1", **fields) == []


def test_t1_speaks_when_the_total_is_off():
    (finding,) = found("T1", **table(("甲", "1,000"), ("乙", "2"), total=("合计", "1,003")))
    assert finding.params == {"table": "表1 各校", "column": "人数", "total": "1,003", "sum": "1002"}
    assert finding.place == "tab-talent-1"


def test_rule_ids_are_unique_and_sentences_take_their_parameters():
    assert len({rule.id for rule in RULES}) == len(RULES) == 4


def test_a_finding_keeps_its_key_when_the_numbers_move():
    (first,) = found("F1", **with_rate("97.87"))
    (second,) = found("F1", **with_rate("96.00"))
    assert first.key == second.key
