"""Import and export: behind the gate, within one's scope, all rows or none; numbers read as forms read them."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from institutions.models import Institution, Metric, MetricValue, YearRecord

from . import hostile

LIST = "/admin/institutions/metricvalue/"
HEADER = ["学校代码", "年度", "指标代码", "分组", "值"]


def sheet(*rows, header=HEADER) -> bytes:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def preview(client, content, name="数据.xlsx", path=LIST):
    chosen = "0" if name.endswith(("xlsx", "xls")) else "1"
    return client.post(path + "import/", {"import_file": SimpleUploadedFile(name, content), "format": chosen})


def confirm(client, response, path=LIST):
    form = response.context["confirm_form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(path + "process_import/", data)


def state():
    return sorted(
        MetricValue.objects.values_list(
            "record__institution__public_code", "breakdown", "value", "note", "revision"
        )
    )


def test_preview_stores_nothing_and_confirming_stores_all(as_user, world):
    client = as_user("filler_a1")
    before = state()
    response = preview(
        client,
        sheet(
            ["school-a1", "2025", "graduates_total", "", 120],
            ["school-a1", "2025", "graduates_total", "公办", 20],
        ),
    )
    assert response.status_code == 200
    assert state() == before
    assert confirm(client, response).status_code == 302
    rows = {
        v.breakdown: (v.value, v.revision, v.changed_by.username)
        for v in MetricValue.objects.filter(record=world.schools["a1"].record)
    }
    assert rows == {"": (120, 2, "filler_a1"), "公办": (20, 1, "filler_a1")}


def test_rows_of_other_schools_are_refused_and_nothing_of_them_is_shown(as_user, world):
    client = as_user("filler_a1")
    before = state()
    rows = [["school-a1", "2025", "graduates_total", "", 1], ["school-b1", "2025", "graduates_total", "", 2]]
    response = preview(client, sheet(*rows))
    text = response.content.decode()
    assert "school-b1" in text
    assert [c for c in world.foreign_canaries("a1") if c in text] == []
    assert response.context.get("confirm_form") is None
    assert state() == before


def test_ids_states_and_foreign_keys_in_the_file_change_nothing(as_user, world):
    client = as_user("filler_a1")
    foreign = MetricValue.objects.get(record=world.schools["b1"].record)
    header = ["id", "record", "revision", "locked", "状态码", *HEADER]
    row = [
        foreign.pk,
        world.schools["b1"].record.pk,
        99,
        1,
        "published",
        "school-a1",
        "2025",
        "graduates_total",
        "",
        5,
    ]
    response = preview(client, sheet(row, header=header))
    confirm(client, response)
    foreign.refresh_from_db()
    assert (foreign.value, foreign.record) == (100, world.schools["b1"].record)
    assert MetricValue.objects.get(record=world.schools["a1"].record).value == 5


def test_one_bad_row_keeps_all_out_and_is_named(as_user, world):
    client = as_user("filler_a1")
    before = state()
    rows = [
        ["school-a1", "2025", "graduates_total", "公办", 1],
        ["school-a1", "2025", "graduates_total", "民办", "很多"],
    ]
    response = preview(client, sheet(*rows))
    assert "很多" in response.content.decode()
    assert response.context.get("confirm_form") is None
    assert state() == before


def test_a_figure_twice_in_one_file_is_refused(as_user, world):
    rows = [["school-a1", "2025", "graduates_total", "公办", n] for n in (1, 2)]
    response = preview(as_user("filler_a1"), sheet(*rows))
    assert response.context.get("confirm_form") is None


def test_importing_the_same_file_again_changes_nothing(as_user, world):
    client = as_user("filler_a1")
    content = sheet(["school-a1", "2025", "graduates_total", "", 120])
    confirm(client, preview(client, content))
    before = state()
    confirm(client, preview(client, content))
    assert state() == before


def test_a_locked_record_refuses_imports(as_user, world):
    YearRecord.objects.update(locked=True)
    before = state()
    response = preview(as_user("operator"), sheet(["school-a1", "2025", "graduates_total", "", 5]))
    assert response.context.get("confirm_form") is None
    assert state() == before


def test_a_missing_column_is_named(as_user, world):
    response = preview(as_user("filler_a1"), sheet(["school-a1", 1], header=["学校代码", "值"]))
    assert "年度" in response.content.decode()


@pytest.mark.parametrize("who", ["reviewer_a", "nobody"])
def test_who_may_not_write_may_not_import(who, as_user):
    assert as_user(who).get(LIST + "import/").status_code == 403


# hostile files through the real view


@pytest.mark.parametrize("name", hostile.named("xlsx") + hostile.named("csv"))
def test_hostile_files_are_answered_and_store_nothing_wrong(name, as_user, world):
    client = as_user("filler_a1")
    before = state()
    response = preview(client, hostile.files()[name], name=name.rpartition("/")[2])
    assert response.status_code == 200
    if response.context.get("confirm_form") is None:
        assert state() == before
    assert Institution.objects.count() == 4
    assert [c for c in world.foreign_canaries("a1") if c in response.content.decode()] == []


# numbers


def metric_of(kind: str) -> Metric:
    kinds = {"count": "integer", "ratio": "ratio", "percent": "percentage"}
    return Metric.objects.create(
        code=f"m_{kind}",
        name_zh=kind,
        name_en=kind,
        chapter="talent",
        unit="人" if kind == "count" else "%",
        value_type=kinds.get(kind, "decimal"),
        high=100 if kind == "percent" else None,
        decimals=2,
        period_kind="class",
        aggregation="sum",
        applies_to="all",
    )


@pytest.mark.parametrize("item", hostile.strings("numbers"), ids=lambda item: item["id"])
def test_every_number_string_has_the_same_fate_by_form_and_by_import(item, as_user, world):
    client = as_user("filler_a1")
    metric = metric_of(item["kind"])
    form = {
        "record": world.schools["a1"].record.pk,
        "metric": metric.pk,
        "status": "reported",
        "value": item["value"],
        "bound": "exact",
    }
    posted = client.post(LIST + "add/", form)
    by_form = MetricValue.objects.filter(metric=metric).values_list("value", flat=True).first()
    MetricValue.objects.filter(metric=metric).delete()
    if "\0" not in item["value"]:
        target = io.StringIO()
        csv.writer(target).writerows([HEADER, ["school-a1", "2025", metric.code, "", item["value"]]])
        response = preview(client, target.getvalue().encode("utf-8", "surrogatepass"), name="a.csv")
        assert response.status_code == 200
        if response.context.get("confirm_form") is not None:
            confirm(client, response)
        assert MetricValue.objects.filter(metric=metric).values_list("value", flat=True).first() == by_form
    assert posted.status_code in (200, 302)
    accepted = item["accept"]
    if isinstance(accepted, int | float):
        assert by_form == Decimal(str(accepted))
    elif accepted in (None, "blank"):
        assert by_form is None


# exports


def export(client, kind):
    response = client.post(
        LIST + "export/",
        {"format": kind, "resource": "0", **{f"metricvalueresource_{n}": "on" for n in FIELDS}},
    )
    assert response.status_code == 200
    return response.content


FIELDS = [
    "subject", "round", "metric", "metric_name", "unit", "breakdown", "period", "status", "value", "high", "bound",
    "word", "given", "given_unit", "reason", "note",
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "own"),
    [
        ("filler_a1", {"school-a1"}),
        ("reviewer_a", {"school-a1", "school-a2"}),
        ("operator", {"school-a1", "school-a2", "school-b1", "school-b2"}),
    ],
)
def test_an_export_holds_the_rows_of_the_list_and_no_other(who, own, as_user, world):
    text = export(as_user(who), "1").decode("utf-8-sig")
    assert {row["学校代码"] for row in csv.DictReader(io.StringIO(text))} == own


def test_export_of_forged_ids_adds_nothing(as_user, world):
    ids = list(MetricValue.objects.values_list("pk", flat=True))
    response = as_user("filler_a1").post(
        LIST, {"action": "export_admin_action", "_selected_action": ids, "file_format": "1", "format": "1"}
    )
    assert [c for c in world.foreign_canaries("a1") if c in response.content.decode("utf-8", "replace")] == []


DANGEROUS = ["=1+1", "+1", "@SUM(A1)", "\t=1", "-1+1", "＝1", "'=1", "正常"]


def test_exports_are_inert_and_come_back_unchanged(as_user, world):
    client = as_user("filler_a1")
    record = world.schools["a1"].record
    for n, text in enumerate(DANGEROUS):
        MetricValue.objects.create(
            record=record, metric=world.metric, breakdown=f"组{n}", value=Decimal(n), note=text.strip()
        )
    before = state()
    book = openpyxl.load_workbook(io.BytesIO(export(client, "0")))
    assert {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    content = export(client, "1")
    assert content.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "＝"))]
    for kind, name in (("0", "a.xlsx"), ("1", "a.csv")):
        response = preview(client, export(client, kind), name=name)
        confirm(client, response)
        assert state() == before


def test_control_characters_do_not_break_an_export(as_user, world):
    MetricValue.objects.filter(record=world.schools["a1"].record).update(note="甲\x01\x0b乙")
    book = openpyxl.load_workbook(io.BytesIO(export(as_user("filler_a1"), "0")))
    assert book.active.max_row == 2
