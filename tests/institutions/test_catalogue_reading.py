"""What a catalogue file may not hold: each fault is named by its line, all at once."""

import csv

import pytest
from django.utils import translation

from institutions.catalogue.definitions import KnownMetric
from institutions.catalogue.errors import CatalogueError
from institutions.catalogue.metric_rows import COLUMNS
from institutions.catalogue.read import read_metrics
from institutions.catalogue.tables import read_codes, read_regions, read_thresholds
from institutions.expressions import parse

TABLES = {"t1_scorecard", "t2_satisfaction"}
GOOD = {
    "code": "students",
    "name_zh": "学生数",
    "name_en": "Students",
    "chapter": "overview",
    "tables": "t1_scorecard:5.1",
    "unit": "人",
    "value_type": "integer",
    "decimals": "0",
    "period": "autumn_count",
    "definition_zh": "学生的人数。",
    "aggregation": "sum",
    "low": "0",
    "applies_to": "all",
    "confidence": "seen",
}
RATE = {"unit": "%", "value_type": "percentage", "decimals": "2", "aggregation": "recompute"}


@pytest.fixture
def write(tmp_path):
    def write(*rows, columns=COLUMNS, name="metrics.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def faults(path, **options):
    with pytest.raises(CatalogueError) as caught:
        read_metrics(path, tables=TABLES, **options)
    return [(p.line, p.rule) for p in caught.value.problems]


def test_good_rows_are_read(write):
    rate = GOOD | RATE | {"code": "rate", "name_zh": "比例", "formula": "students / students * 100"}
    (students, share), warnings = read_metrics(write(GOOD | {"aliases": "在校生; 学生"}, rate), tables=TABLES)
    assert (students.aliases, str(students.places[0].number), students.low, students.high) == (
        ("在校生", "学生"),
        "5.1",
        0,
        None,
    )
    assert (share.tree, str(share.aggregation), warnings) == (
        parse("students / students * 100"),
        "recompute",
        (),
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unit": "万园"}, "unknown-unit"),
        ({"unit": ""}, "unknown-unit"),
        ({"value_type": "growth"}, "not-a-choice"),
        ({"value_type": "percentage"}, "unit-type"),
        ({"unit": "%"}, "unit-type"),
        ({"value_type": "text"}, "unit-type"),
        ({"value_type": "ratio"}, "unit-type"),
        ({"decimals": "2"}, "decimals"),
        ({"decimals": "x"}, "not-whole"),
        ({"decimals": "-1"}, "not-whole"),
        ({"decimals": "７"}, "not-whole"),
        ({"value_type": "decimal", "decimals": "9"}, "not-whole"),
        ({"code": "学生"}, "wrong-form"),
        ({"code": ""}, "wrong-form"),
        ({"code": "1st"}, "wrong-form"),
        ({"name_zh": ""}, "empty"),
        ({"name_en": " "}, "empty"),
        ({"definition_zh": ""}, "empty"),
        ({"name_zh": "长" * 81}, "too-long"),
        ({"name_zh": "学生\n数"}, "control-character"),
        ({"chapter": "prologue"}, "not-a-choice"),
        ({"period": "year"}, "not-a-choice"),
        ({"applies_to": "everyone"}, "not-a-choice"),
        ({"tables": "t9_secret:1"}, "unknown-table"),
        ({"tables": "t1_scorecard:a"}, "row-number"),
        ({"tables": "t1_scorecard:٥"}, "row-number"),
        ({"tables": "t1_scorecard:1.2.3"}, "row-number"),
        ({"tables": "t1_scorecard:1;t1_scorecard:2"}, "table-twice"),
        ({"low": "1,000"}, "not-a-number"),
        ({"low": "NaN"}, "not-a-number"),
        ({"low": "1e3"}, "not-a-number"),
        ({"low": "0.1234567"}, "not-a-number"),
        ({"low": "9", "high": "8"}, "range"),
        ({"valid_from": "2024年"}, "not-a-year"),
        ({"valid_from": "2024", "valid_to": "2020"}, "years"),
        ({"aggregation": "average"}, "aggregation"),
        ({"aggregation": "recompute"}, "recompute"),
        ({"formula": "students * 2"}, "recompute"),
        ({"aggregation": "weighted:nobody"}, "unknown-code"),
        ({"checks": "<= nobody"}, "unknown-code"),
        ({"checks": "students"}, "expression"),
        ({"aliases": "学生;学生"}, "alias-twice"),
        ({"aliases": "学生数"}, "alias-twice"),
        ({"aliases": "长" * 61}, "too-long"),
    ],
)
def test_each_fault_is_named_with_its_line(write, change, rule):
    other = GOOD | {"code": "other", "name_zh": "别的"}
    assert (3, rule) in faults(write(other, GOOD | change))


def test_formula_faults(write):
    rate = GOOD | RATE | {"code": "rate", "name_zh": "比例"}
    assert faults(write(GOOD, rate | {"formula": "nobody / students"})) == [(3, "formula-unknown-code")]
    assert faults(write(GOOD, rate | {"formula": "__import__('os')"})) == [(3, "expression")]
    back = rate | {"code": "back", "name_zh": "反比", "formula": "rate / 2"}
    assert faults(write(GOOD, rate | {"formula": "back * 2"}, back)) == [(3, "formula-cycle")]


def test_a_cycle_through_stored_metrics_is_found(write):
    stored = KnownMetric("stored", "已存", parse("rate * 2"))
    rate = GOOD | RATE | {"code": "rate", "name_zh": "比例", "formula": "stored / 2"}
    (rule,) = {rule for _line, rule in faults(write(rate), known=[stored])}
    assert rule == "formula-cycle"


def test_doubles_are_refused(write):
    assert faults(write(GOOD, GOOD)) == [(3, "duplicate-code")]
    assert faults(write(GOOD, GOOD | {"code": "pupils"})) == [(3, "duplicate-name")]


def test_a_shared_alias_is_only_a_warning(write):
    rows = (GOOD | {"aliases": "在校生"}, GOOD | {"code": "other", "name_zh": "别的", "aliases": "在校生"})
    metrics, warnings = read_metrics(write(*rows), tables=TABLES)
    assert len(metrics) == 2
    assert [(w.line, w.rule, w.params["codes"]) for w in warnings] == [(3, "shared-alias", "students, other")]


def test_all_faults_are_gathered(write):
    rows = (GOOD | {"unit": "万园"}, GOOD | {"code": "b", "name_zh": "乙", "period": "x", "low": "y"})
    assert faults(write(*rows)) == [(2, "unknown-unit"), (3, "not-a-choice"), (3, "not-a-number")]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "header"),
        (b"\xff\xfe\x00c", "not-utf8"),
        ("编码".encode("gbk"), "not-utf8"),
        ((",".join(COLUMNS) + "\nx\0\n").encode(), "not-utf8"),
        (b"code;name_zh\n", "header"),
        ((",".join(COLUMNS) + ",code\n").encode(), "header"),
        ((",".join(COLUMNS) + ",price\n").encode(), "header"),
        ((",".join(COLUMNS) + "\na,b\n").encode(), "ragged"),
        ((",".join(COLUMNS) + '\n"a"b,c\n').encode(), "csv"),
        ((",".join(COLUMNS) + '\n"never closed').encode(), "csv"),
        ((",".join(COLUMNS) + "\n" + "x" * 140_000).encode(), "csv"),
        (b"x" * 2_000_001, "too-big"),
    ],
)
def test_files_that_are_no_such_table_are_refused(tmp_path, data, rule):
    path = tmp_path / "metrics.csv"
    path.write_bytes(data)
    assert {r for _line, r in faults(path)} == {rule}


def test_a_missing_file_is_refused(tmp_path):
    assert faults(tmp_path / "nowhere.csv") == [(0, "no-file")]


def test_byte_order_mark_empty_lines_and_column_order_do_not_matter(tmp_path):
    columns = list(reversed(COLUMNS))
    line = ",".join(GOOD.get(name, "") for name in columns)
    path = tmp_path / "metrics.csv"
    path.write_bytes(("\ufeff" + ",".join(columns) + "\r\n\r\n" + line + "\r\n").encode())
    metrics, _warnings = read_metrics(path, tables=TABLES)
    assert [(m.code, m.line) for m in metrics] == [("students", 3)]


def test_a_message_names_file_line_fault_and_remedy(write):
    with pytest.raises(CatalogueError) as caught:
        read_metrics(write(GOOD, GOOD | {"code": "b", "name_zh": "乙", "unit": "万园"}), tables=TABLES)
    with translation.override("en"):
        assert str(caught.value) == (
            "metrics.csv, line 3: The unit “万园” is not in the table of units. Use one of: "
            "万人 万人次 万册 万平方米 万㎡ 万元 万元/生 万学时."
        )


def read_small(reader, path, *args):
    problems = []
    result = reader(path, *args, problems)
    return result, [(p.line, p.rule) for p in problems]


def test_region_faults(write):
    columns = ("code", "name_zh", "name_en", "level", "parent", "valid_from", "valid_to", "successor")
    rows = [
        {"code": "100000", "name_zh": "甲省", "name_en": "A", "level": "province"},
        {"code": "100100", "name_zh": "乙市", "name_en": "B", "level": "city", "parent": "100200"},
        {"code": "100200", "name_zh": "丙市", "name_en": "C", "level": "city", "parent": "100100"},
        {"code": "100300", "name_zh": "丁市", "name_en": "D", "level": "city", "successor": "999999"},
        {"code": "100000", "name_zh": "戊省", "name_en": "E", "level": "province", "valid_from": "May"},
    ]
    _regions, found = read_small(read_regions, write(*rows, columns=columns, name="regions.csv"))
    assert sorted(found) == [
        (3, "parent"),
        (4, "parent"),
        (5, "parent"),
        (5, "unknown-region"),
        (6, "duplicate"),
        (6, "not-a-date"),
    ]


def test_a_year_alone_opens_and_closes_a_region(write):
    columns = ("code", "name_zh", "name_en", "level", "parent", "valid_from", "valid_to", "successor")
    row = {
        "code": "100000",
        "name_zh": "甲省",
        "name_en": "A",
        "level": "province",
        "valid_from": "2014",
        "valid_to": "2019",
    }
    (region,), _found = read_small(read_regions, write(row, columns=columns))
    assert (region.valid_from.isoformat(), region.valid_to.isoformat()) == ("2014-01-01", "2019-12-31")


def test_thresholds_come_in_the_metrics_unit(write):
    columns = (
        "standard",
        "school_kind",
        "region",
        "metric",
        "comparison",
        "value",
        "unit",
        "valid_from",
        "valid_to",
        "source",
        "confidence",
    )
    row = {
        "standard": "s",
        "school_kind": "k",
        "metric": "money",
        "comparison": "at_least",
        "value": "300",
        "unit": "万元",
        "source": "令",
    }
    path = write(
        row,
        row,
        row | {"school_kind": "m", "unit": "人"},
        row | {"metric": "nothing", "value": ""},
        columns=columns,
    )
    thresholds, found = read_small(read_thresholds, path, {"money": "元"}, set())
    assert thresholds[0].value == 3000000
    assert found == [(3, "duplicate"), (4, "unit"), (5, "not-a-number"), (5, "unknown-code")]


def test_code_list_entries_may_repeat_in_another_year(write):
    columns = ("list", "code", "name_zh", "name_en", "valid_from", "valid_to", "source")
    row = {"list": "l", "code": "1", "name_zh": "一", "name_en": "One", "valid_from": "2010"}
    path = write(row, row | {"valid_from": "2021"}, row, columns=columns)
    _codes, found = read_small(read_codes, path)
    assert found == [(4, "duplicate")]
