"""The catalogue in the database: counts, idempotence, changes, and nothing half stored."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutions.catalogue.load import load_all, load_metrics
from institutions.catalogue.metric_rows import COLUMNS
from institutions.catalogue.read import FOLDER
from institutions.models import Metric, OfficialTable, Region, TablePlacement, Threshold

pytestmark = pytest.mark.django_db
ROW = {
    "code": "dormitory_beds",
    "name_zh": "宿舍床位数",
    "name_en": "Dormitory beds",
    "chapter": "overview",
    "unit": "个",
    "value_type": "integer",
    "decimals": "0",
    "period": "autumn_count",
    "definition_zh": "学生宿舍的床位数。",
    "aggregation": "sum",
    "applies_to": "all",
    "confidence": "known",
}


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "beds.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_the_shipped_catalogue_loads_and_loading_again_changes_nothing():
    first, _warnings = load_all()
    second, _warnings = load_all()
    assert {kind: set(outcome) for kind, outcome in first.items()} == {kind: {"new"} for kind in first}
    assert second == {kind: {"same": outcome["new"]} for kind, outcome in first.items()}
    assert Metric.objects.count() == first["metrics"]["new"] == 291


def test_rows_of_a_table_come_in_printed_order():
    load_all()
    rows = TablePlacement.objects.filter(table__code="t1_scorecard").order_by("position")
    assert [row.number for row in rows] == [
        "1",
        "2",
        "2.1",
        "2.2",
        "3",
        "4",
        "5",
        "5.1",
        "5.2",
        "5.3",
        "6",
        "7",
    ]


def test_regions_know_their_path_and_successor():
    load_all()
    county = Region.objects.get(code="621022")
    assert county.path == "/620000/621000/621022/"
    assert Region.objects.get(code="500227").successor.name == "璧山区"


def test_thresholds_are_stored_in_the_metrics_unit():
    load_all()
    threshold = Threshold.objects.get(school_kind="secondary_general", metric__code="equipment_value")
    assert (threshold.value, threshold.metric.unit) == (300, "万元")


def test_one_file_adds_then_changes_then_keeps(write):
    assert load_metrics(write(ROW))[0] == {"new": 1}
    assert load_metrics(write(ROW | {"name_en": "Beds"}))[0] == {"changed": 1}
    assert load_metrics(write(ROW | {"name_en": "Beds", "aliases": "床位"}))[0] == {"changed": 1}
    assert load_metrics(write(ROW | {"name_en": "Beds", "aliases": "床位"}))[0] == {"same": 1}
    metric = Metric.objects.get()
    assert (metric.name_en, [a.text for a in metric.aliases.all()]) == ("Beds", ["床位"])


def test_a_place_taken_out_of_the_file_leaves_the_table(write):
    OfficialTable.objects.create(code="t9_local", title_zh="本地表", title_en="Local")
    load_metrics(write(ROW | {"tables": "t9_local:3"}))
    assert TablePlacement.objects.get().number == "3"
    assert load_metrics(write(ROW))[0] == {"changed": 1}
    assert not TablePlacement.objects.exists()


def test_a_file_may_lean_on_stored_metrics(write):
    load_all()
    rate = ROW | {
        "unit": "个/生",
        "value_type": "decimal",
        "decimals": "2",
        "aggregation": "recompute",
        "formula": "training_stations / students_fulltime",
    }
    assert load_metrics(write(rate))[0] == {"new": 1}


def test_a_shipped_file_can_be_loaded_alone():
    assert load_metrics(FOLDER / "metrics.csv")[0] == {"new": 201}


def test_each_shipped_file_alone_changes_nothing_after_all():
    load_all()
    for name, rows in (("metrics.csv", 201), ("metrics-extra.csv", 90)):
        assert load_metrics(FOLDER / name)[0] == {"same": rows}


def test_a_failure_while_writing_leaves_nothing_behind(write, monkeypatch):
    def fail(*args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("institutions.catalogue.load._sync_places", fail)
    with pytest.raises(RuntimeError):
        load_metrics(write(ROW))
    assert not Metric.objects.exists()


def test_a_wording_of_a_stored_metric_is_warned_of(write):
    load_metrics(write(ROW))
    _outcome, warnings = load_metrics(
        write(ROW | {"code": "beds", "name_zh": "床位", "aliases": "宿舍床位数"})
    )
    assert [(w.line, w.params["codes"]) for w in warnings] == [(2, "dormitory_beds, beds")]


def test_the_command_prints_counts(write):
    out = StringIO()
    call_command("load_catalogue", str(write(ROW)), stdout=out)
    assert out.getvalue().count("1") == 1
    assert out.getvalue().count("0") == 2


def test_a_file_with_one_fault_is_refused_whole(write):
    with pytest.raises(CommandError, match="万园"):
        call_command("load_catalogue", str(write(ROW, ROW | {"code": "b", "name_zh": "乙", "unit": "万园"})))
    assert not Metric.objects.exists()


def test_the_command_explains_itself(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("load_catalogue", "--help")
    assert left.value.code == 0
    assert "FILE" in capsys.readouterr().out
