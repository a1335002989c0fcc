"""Import and export: behind the file gate, within one's scope, as previewed or not at all; exports inert and whole."""

import csv
import io
import os
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import Institution, MetricValue, YearRecord
from tests import builders as make

from .pages import differences, found, state, text_of, url

VALUES, SCHOOLS = url(MetricValue, "changelist"), url(Institution, "changelist")
HEADER = ["学校代码", "年度", "指标代码", "分组", "值"]
SCHOOL_HEADER = ["学校代码", "学校名称", "举办者"]
COLUMNS = {
    VALUES: [
        "subject", "round", "metric", "metric_name", "unit", "breakdown", "period", "status", "value", "high", "bound",
        "word", "given", "given_unit", "reason", "note",
    ],
    SCHOOLS: [
        "public_code", "name", "name_en", "type_code", "ownership", "sponsor", "address", "website", "contact",
    ],
}  # fmt: skip


def sheet(*rows, header=HEADER) -> bytes:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(client, content, name="数据.xlsx", path=VALUES, **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(path + "import/", {"resource": "0", "import_file": file} | fields)


def confirmation(response) -> dict:
    form = response.context["confirm_form"]
    return {name: form[name].value() or "" for name in form.fields}


def confirm(client, response, path=VALUES):
    return client.post(path + "process_import/", confirmation(response))


def counts(response) -> tuple[int, int, int, int]:
    """new, changed, same, refused"""
    preview = response.context["preview"]
    return preview.new, preview.changed, preview.same, preview.refused


def refusals(response) -> list[tuple[int | None, str]]:
    assert response.context.get("confirm_form") is None
    return [(refusal.line, refusal.column) for refusal in response.context["preview"].refusals]


def export(client, kind, path=VALUES, query=""):
    resource = {VALUES: "metricvalueresource", SCHOOLS: "institutionresource"}[path]
    chosen = {f"{resource}_{name}": "on" for name in COLUMNS[path]}
    response = client.post(f"{path}export/{query}", {"format": kind, "resource": "0"} | chosen)
    assert "attachment" in response.headers["Content-Disposition"]
    return response.content


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def held() -> list[str]:
    folder = Path(settings.VAR) / "imports"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


# preview and confirmation


def test_a_preview_stores_nothing_and_confirming_stores_all(as_user, world):
    client, before = as_user("filler_a1"), state()
    make.make_metric("teachers_total")
    before = state()
    response = upload(
        client,
        sheet(
            ["school-a1", "2025", "graduates_total", "", 120],
            ["school-a1", "2025", "graduates_total", "公办", 20],
            ["school-a1", "2025", "teachers_total", "", "98"],
        ),
    )
    assert response.status_code == 200
    assert counts(response) == (2, 1, 0, 0)
    assert differences(before) == {}
    assert confirm(client, response).status_code == 302
    own = MetricValue.objects.filter(record=world.schools["a1"].record)
    assert {(v.metric.code, v.breakdown): (v.value, v.revision, v.changed_by.username) for v in own} == {
        ("graduates_total", ""): (120, 2, "filler_a1"),
        ("graduates_total", "公办"): (20, 1, "filler_a1"),
        ("teachers_total", ""): (98, 1, "filler_a1"),
    }
    assert held() == []


def test_importing_the_same_file_again_changes_nothing(as_user, world):
    client = as_user("filler_a1")
    content = sheet(["school-a1", "2025", "graduates_total", "", 120])
    confirm(client, upload(client, content))
    before = state()
    second = upload(client, content)
    assert counts(second) == (0, 0, 1, 0)
    confirm(client, second)
    assert differences(before) == {}


def test_refused_rows_are_named_by_line_and_column_and_nothing_is_stored(as_user, world):
    make.make_metric("share", value_type="percentage", unit="%", high=100)
    client, before = as_user("filler_a1"), state()
    response = upload(
        client,
        sheet(
            ["school-a1", "2025", "graduates_total", "", "很多"],  # of a stored figure
            ["school-a1", "2025", "graduates_total", "民办", "九成"],
            ["school-a1", "2025", "graduates_total", "公办", 1],
            [],
            ["school-a1", "2025", "no_such_metric", "", 1],
            ["school-b1", "2025", "graduates_total", "", 1],
            ["school-a1", "2025", "graduates_total", "公办", 2],
            ["school-a1", "2025", "graduates_total", "男", -3],
            ["school-a1", "2025", "graduates_total", "女", None],
            ["school-a1", "2025", "share", "", 100.5],
        ),
    )
    assert refusals(response) == [
        (2, "值"),
        (3, "值"),
        (6, "指标代码"),
        (7, "学校代码"),
        (8, "学校代码"),
        (9, "值"),
        (10, ""),
        (11, "值"),
    ]
    assert counts(response) == (1, 0, 0, 8)
    text = text_of(response)
    assert "很多" in text and "school-b1" in text
    assert differences(before) == {}
    assert held() == []


def test_rows_of_others_are_refused_without_a_word_of_what_is_stored(as_user, world):
    client, before = as_user("filler_a1"), state()
    places = [*world.schools, "x9"]
    rows = [[f"school-{key}", "2025", "graduates_total", "", 2] for key in places if key != "a1"]
    response = upload(client, sheet(*rows))
    assert refusals(response) == [(line, "学校代码") for line in range(2, len(rows) + 2)]
    sentences = {r.sentence.replace(rows[r.line - 2][0], "…") for r in response.context["preview"].refusals}
    assert len(sentences) == 1  # an unknown school answers as a foreign one does
    assert found(response, world.foreign_canaries("a1")) == []
    assert differences(before) == {}


@pytest.mark.parametrize("who", ["lead_a1", "administrator_a", "auditor_a", "bureau_filler_a"])
def test_a_role_that_does_not_write_for_a_school_cannot_import_its_rows(who, as_user, world):
    before = state()
    response = upload(as_user(who), sheet(["school-a2", "2025", "graduates_total", "", 2]))
    assert response.status_code == 403 or refusals(response) == [(2, "学校代码")]
    assert differences(before) == {}


def test_ids_states_and_foreign_keys_in_the_file_change_nothing(as_user, world):
    client, foreign = as_user("filler_a1"), world.schools["b1"].one(MetricValue)
    header = [
        "id",
        "record",
        "revision",
        "locked",
        "status",
        "state",
        "DELETE",
        "删除",
        "changed_by",
        *HEADER,
    ]
    forged = [foreign.pk, foreign.record_id, 99, 1, "missing", "published", 1, "是", 1]
    response = upload(client, sheet([*forged, "school-a1", "2025", "graduates_total", "", 5], header=header))
    assert counts(response) == (0, 1, 0, 0)
    assert "DELETE" in response.context["preview"].notes[0]
    confirm(client, response)
    foreign.refresh_from_db()
    own = MetricValue.objects.get(record=world.schools["a1"].record)
    assert (foreign.value, foreign.record_id) == (100, world.schools["b1"].record.pk)
    assert (own.value, own.revision, own.status) == (5, 2, "reported")
    assert not YearRecord.objects.filter(locked=True).exists()


def test_a_locked_record_refuses_imports(as_user, world):
    YearRecord.objects.update(locked=True)
    before = state()
    for who in ("filler_a1", "operator"):
        response = upload(as_user(who), sheet(["school-a1", "2025", "graduates_total", "", 5]))
        assert refusals(response) == [(2, "学校代码")]
    assert differences(before) == {}


def test_a_missing_column_is_named_once(as_user, world):
    response = upload(
        as_user("filler_a1"), sheet(["school-a1", 1], ["school-a1", 2], header=["学校代码", "值"])
    )
    (refusal,) = response.context["preview"].refusals
    assert refusal.line is None and "年度" in refusal.sentence
    assert counts(response)[3] == 2


def test_absent_columns_leave_what_is_stored(as_user, world):
    own = world.schools["a1"].one(MetricValue)
    client = as_user("filler_a1")
    confirm(client, upload(client, sheet(["school-a1", "2025", "graduates_total", "", 5])))
    before, _ = own.note, own.refresh_from_db()
    assert (own.value, own.note) == (5, before)


@pytest.mark.parametrize("change", ["value", "lock", "role"])
def test_what_changed_after_the_preview_is_asked_anew(change, as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    response = upload(client, sheet(["school-a1", "2025", "graduates_total", "", 5]))
    if change == "value":
        MetricValue.objects.filter(pk=own.pk).update(value=7)
    elif change == "lock":
        YearRecord.objects.update(locked=True)
    else:
        world.users["filler_a1"].memberships.update(institution=world.schools["b1"].institution)
    before = state()
    answer = confirm(client, response)
    assert answer.headers["Location"].endswith("/import/")
    assert differences(before) == {}


def test_a_confirmation_counts_once(as_user, world):
    client = as_user("filler_a1")
    response = upload(client, sheet(["school-a1", "2025", "graduates_total", "", 5]))
    sent = confirmation(response)
    assert client.post(VALUES + "process_import/", sent).headers["Location"] == VALUES
    before = state()
    assert client.post(VALUES + "process_import/", sent).headers["Location"].endswith("/import/")
    assert differences(before) == {}


@pytest.mark.parametrize("forged", ["another", "name", "path", "empty", "list", "format", "old"])
def test_a_confirmation_is_bound_to_person_file_and_hour(forged, as_user, world):
    client = as_user("filler_a1")
    response = upload(client, sheet(["school-a1", "2025", "graduates_total", "", 5]))
    sent, path, before = confirmation(response), VALUES, state()
    match forged:
        case "another":
            client = as_user("lead_a1")
        case "name":
            sent["import_file_name"] = held()[0]
        case "path":
            sent["import_file_name"] = "../../../etc/passwd"
        case "empty":
            sent = {}
        case "list":
            client, path = as_user("operator"), SCHOOLS
        case "format":
            sent["format"] = "7"
        case "old":
            for name in held():
                os.utime(Path(settings.VAR) / "imports" / name, (time.time() - 4000,) * 2)
            upload(client, sheet(["school-a1", "2025", "graduates_total", "", 6]))  # clears what is old
    answer = client.post(path + "process_import/", sent)
    assert answer.headers["Location"].endswith("/import/")
    assert differences(before) == {}


def test_sheets_left_aside_are_named(as_user, world):
    book = openpyxl.Workbook()
    for row in (HEADER, ["school-a1", "2025", "graduates_total", "", 5]):
        book.active.append(row)
    book.create_sheet("第二张").append(["x"])
    book.create_sheet("藏起来").sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    notes = upload(as_user("filler_a1"), target.getvalue()).context["preview"].notes
    assert len(notes) == 2
    assert "第二张" in notes[0] and "藏起来" in notes[1]


@pytest.mark.parametrize(("chosen", "taken"), [("", True), ("0", True), ("1", False)])
def test_the_file_name_tells_the_format(chosen, taken, as_user):
    content = sheet(["school-a1", "2025", "graduates_total", "", 5])
    response = upload(as_user("filler_a1"), content, format=chosen)
    assert (response.context.get("confirm_form") is not None) is taken


# schools


def test_an_administrator_imports_the_schools_of_his_county_and_no_new_one(as_user, world):
    client, before = as_user("administrator_a"), state()
    rows = [["school-a1", "甲一新名", "县教育局"], ["school-b1", "改", "改"], ["school-new", "新校", ""]]
    response = upload(client, sheet(*rows, header=SCHOOL_HEADER), path=SCHOOLS)
    assert refusals(response) == [(3, "学校代码"), (4, "学校代码")]
    assert found(response, world.foreign_canaries("a1", "a2", "a")) == []
    assert differences(before) == {}
    response = upload(client, sheet(rows[0], header=SCHOOL_HEADER), path=SCHOOLS)
    assert confirm(client, response, SCHOOLS).status_code == 302
    own = Institution.objects.get(public_code="school-a1")
    assert (own.name, own.sponsor) == ("甲一新名", "县教育局")


def test_a_school_twice_or_badly_coded_is_refused_by_line(as_user, world):
    rows = [["school-a1", "甲", ""], ["school-a1", "乙", ""], ["Ä 1", "丙", ""], ["new-school", "", ""]]
    response = upload(as_user("operator"), sheet(*rows, header=SCHOOL_HEADER), path=SCHOOLS)
    assert refusals(response) == [(3, "学校代码"), (4, "学校代码"), (5, "学校名称")]


# exports


@pytest.mark.parametrize("path", [VALUES, SCHOOLS])
@pytest.mark.parametrize(
    ("who", "own"),
    [
        ("filler_a1", {"school-a1"}),
        ("reviewer_a", {"school-a1", "school-a2", "990101"}),
        ("bureau_filler_a", {"990101"}),
        ("operator", None),
    ],
)
def test_an_export_holds_the_rows_of_the_list_and_no_other(who, own, path, as_user, world):
    everything = {f"school-{key}" for key in world.schools} | {"990101", "990102", "990103"}
    expected = {code for code in own or everything if path == VALUES or not code.startswith("99")}
    assert {row["学校代码"] for row in table(export(as_user(who), "1", path))} == expected


@pytest.mark.parametrize("query", ["?id__gt=0", "?q=绝密", "?record__round__id__exact=1", "?all=", "?p=9"])
def test_filters_in_the_address_of_an_export_show_no_more(query, as_user, world):
    client = as_user("filler_a1")
    response = client.post(
        f"{VALUES}export/{query}", {"format": "1", "resource": "0", "metricvalueresource_subject": "on"}
    )
    assert response.status_code in (200, 302, 400)
    assert found(response, ["school-a2", "school-b1", *world.foreign_canaries("a1")]) == []


@pytest.mark.parametrize("path", [VALUES, SCHOOLS])
def test_export_of_forged_ids_adds_nothing(path, as_user, world):
    model = {VALUES: MetricValue, SCHOOLS: Institution}[path]
    ids, foreign = list(model.objects.values_list("pk", flat=True)), world.foreign_canaries("a1")
    client = as_user("filler_a1")
    action = client.post(path, {"action": "export_admin_action", "_selected_action": ids})
    assert found(action, foreign) == []
    resource = {VALUES: "metricvalueresource_note", SCHOOLS: "institutionresource_name"}[path]
    answer = client.post(
        path + "export/", {"format": "1", "resource": "0", resource: "on", "export_items": ids}
    )
    assert found(answer, foreign) == []


DANGEROUS = [
    "=1+1", "+1", "@SUM(A1)", "-1+1", "-2", "＝1", "＋1", "－1", "＠x", "'=1", "'x", "\"a\",b", "a\nb", "a\r\nb", "007",
    "98.50", "1e5", "_x0041_", "甲\x01\x0b乙", "\U0001f600𠮷", "正常", "TRUE", "2024-12-31", "#N/A", "=HYPERLINK(\"x\")",
]  # fmt: skip


def texts_stored(world):
    record = world.schools["a1"].record
    for n, text in enumerate(DANGEROUS):
        make.make_value(
            record, world.metric, breakdown=f"组{n}", value=Decimal(n), note=text, given=text[:40]
        )


@pytest.mark.parametrize(("kind", "name"), [("0", "a.xlsx"), ("1", "a.csv")])
def test_what_is_exported_comes_back_unchanged(kind, name, as_user, world):
    texts_stored(world)
    decimal = make.make_metric("area", value_type="decimal", decimals=2)
    for n, number in enumerate(["-0.5", "123456789012345", "0.000001", "1234567.891234", "0", "100", "-7"]):
        make.make_value(world.schools["a1"].record, decimal, breakdown=f"数{n}", value=Decimal(number))
    make.make_value(world.schools["a1"].record, decimal, status="missing")
    make.make_value(
        world.schools["a1"].record, decimal, breakdown="无", status="not_applicable", reason="没有"
    )
    client, before = as_user("filler_a1"), state()
    response = upload(client, export(client, kind), name=name)
    assert counts(response) == (0, 0, len(DANGEROUS) + 10, 0)
    confirm(client, response)
    assert differences(before) == {}


def test_exports_are_inert_and_keep_negative_numbers(as_user, world):
    texts_stored(world)
    make.make_value(
        world.schools["a1"].record, make.make_metric("change", value_type="decimal"), value=Decimal("-3.5")
    )
    client = as_user("filler_a1")
    book = openpyxl.load_workbook(io.BytesIO(export(client, "0")))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {cell.column_letter for cell in cells if cell.data_type == "n"} == {"I"}  # the column of values
    assert -3.5 in [cell.value for cell in cells]
    content = export(client, "1")
    assert content.startswith("\ufeff学校代码".encode())
    raw = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    runs = [cell for cell in raw if cell.startswith(("=", "+", "@", "\t", "\r", "＝", "＋", "－", "＠"))]
    assert runs == []
    assert [cell for cell in raw if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()] == []
    assert "-3.5" in raw


def test_a_large_export_asks_the_database_no_more_than_a_small_one(as_user, world):
    client, counted = as_user("filler_a1"), []
    for rows in (1, 400):
        MetricValue.objects.bulk_create(
            MetricValue(
                record=world.schools["a1"].record, metric=world.metric, breakdown=f"{rows}-{n}", value=n
            )
            for n in range(rows)
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(table(export(client, "1"))) >= rows
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_columns_are_chosen_by_their_titles(as_user):
    text = text_of(as_user("filler_a1").get(VALUES + "export/"))
    assert "学校代码" in text and "Subject" not in text
