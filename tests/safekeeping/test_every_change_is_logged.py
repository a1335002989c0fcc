"""Whatever is added, changed, deleted, imported, exported or read in the back office stands in the log: every admin class,
found by discovery, with who, when, from where, before and after."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib import admin
from django.db.models.fields.files import FieldFile
from django.test import Client, RequestFactory
from django.urls import reverse

from institutions.models import CodeListEntry, OfficialTable, Threshold
from reports.models import LogEntry, OutlineSection
from tests import builders as make
from tests.backoffice.pages import OURS, errors, filled, url
from tests.backoffice.test_exchange import confirm, sheet, upload
from tests.backoffice.world import build
from tests.holdings import changed_places, holdings
from tests.invariants import check_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MARK = "改"
WHERE = "10.20.30.40"


@pytest.fixture
def world(media):
    return build()


def client_of(user, **environ) -> Client:
    client = Client(REMOTE_ADDR=WHERE, **environ)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def changeable(user) -> list:
    """Every model whose rows an operator may change by a form."""
    request = request_of(user)
    return [model for model in OURS if admin.site._registry[model].has_change_permission(request)]


def a_row_of(model, world):
    """A row of the world; of dictionaries that the world leaves empty, one is made here."""
    found = admin.site._registry[model].get_queryset(request_of(world.users["operator"])).order_by("pk")
    if model is type(world.users["operator"]):
        return world.users["filler_a1"]
    return found.first() or MADE[model](world)


MADE = {
    CodeListEntry: lambda world: CodeListEntry.objects.create(list="sex", code="1", name_zh="男"),
    OfficialTable: lambda world: OfficialTable.objects.create(code="t1", title_zh="表", title_en="Table"),
    Threshold: lambda world: Threshold.objects.create(
        standard="设置标准",
        school_kind="中职",
        metric=world.metric,
        comparison="at_least",
        value=1,
        source="文件",
    ),
    OutlineSection: lambda world: OutlineSection.objects.create(
        outline=make.make_outline(), key="talent", title="人才培养", position=1
    ),
}


def change_by_form(client, model, row) -> dict:
    """Sends the form as it stands with one field changed; the first that the form accepts. Field → value sent."""
    address = url(model, "change", row.pk)
    page = client.get(address)
    complaints = []
    for name, value in attempts(page):
        sent = {key: given for key, given in filled(page).items() if not isinstance(given, FieldFile)}
        answer = client.post(address, sent | {name: value})
        if answer.status_code == 302:
            return {name: value}
        complaints.append((name, errors(answer)))
    raise AssertionError(f"{model._meta.label}: no field could be changed: {complaints}")


def attempts(page):
    """(field, other value) for the fields of a form: texts first, then what can be ticked, chosen or counted."""
    sent = filled(page)
    for bound in page.context["adminform"].form:
        value, kind = sent.get(bound.html_name), type(bound.field).__name__
        if bound.html_name == "seen_revision":
            continue
        if kind == "BooleanField":
            yield bound.html_name, "" if value else "on"
        elif kind in ("CharField", "ProseField", "SlugField") or "Prose" in kind:
            yield (
                bound.html_name,
                f"{value or ''}{MARK}" if "<" not in str(value) else f"{value}<p>{MARK}</p>",
            )
        elif kind == "IntegerField":
            yield bound.html_name, int(value or 0) + 1
        elif kind == "DateField":
            yield bound.html_name, "2024-05-06"
        elif kind == "TypedChoiceField":
            yield from (
                (bound.html_name, code) for code, _label in bound.field.choices if code and code != value
            )


def test_every_admin_class_logs_its_change(world):
    operator = world.users["operator"]
    client, silent, told = client_of(operator), [], {}
    for model in changeable(operator):
        row = a_row_of(model, world)
        last = LogEntry.objects.order_by("-pk").first().pk
        sent = change_by_form(client, model, row)
        new = LogEntry.objects.filter(
            pk__gt=last, act="row.changed", target=f"{model._meta.label_lower}:{row.pk}"
        )
        if new.count() != 1 or not set(sent) & {n.split("_")[0] for n in sent} | set(
            new[0].detail["changes"]
        ):
            silent.append((model._meta.label, sent))
            continue
        told[model._meta.label] = (new[0].user, new[0].address, new[0].created_at is not None)
    assert silent == []
    assert set(told.values()) == {(operator, WHERE, True)}
    assert len(told) == len(changeable(operator))


def test_a_change_tells_before_and_after(world):
    school = world.schools["a1"]
    narrative = next(t for t in school.objects if t._meta.model_name == "narrative")
    filler = world.users["filler_a1"]
    with time_machine.travel(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), tick=False):
        page = client_of(filler).get(url(type(narrative), "change", narrative.pk))
        client_of(filler).post(
            url(type(narrative), "change", narrative.pk), filled(page, html="<p>第二稿</p>")
        )
    entry = LogEntry.objects.get(act="row.changed")
    assert entry.detail["changes"] == {"html": [f"<p>{school.canary}正文</p>", "<p>第二稿</p>"]}
    assert entry.detail["revision"] == narrative.revision + 1
    assert entry.detail["place"] == f"institutions.institution:{school.institution.pk}"
    assert (entry.user, entry.address) == (filler, WHERE)
    assert entry.created_at == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_a_long_private_text_is_shortened(world):
    narrative = next(t for t in world.schools["a1"].objects if t._meta.model_name == "narrative")
    client = client_of(world.users["filler_a1"])
    page = client.get(url(type(narrative), "change", narrative.pk))
    client.post(url(type(narrative), "change", narrative.pk), filled(page, html="<p>" + "长" * 1000 + "</p>"))
    after = LogEntry.objects.get(act="row.changed").detail["changes"]["html"][1]
    assert len(after) < 220
    assert after.endswith("… (1007)")


def test_a_save_without_a_change_is_none(world):
    narrative = next(t for t in world.schools["a1"].objects if t._meta.model_name == "narrative")
    client = client_of(world.users["filler_a1"])
    page = client.get(url(type(narrative), "change", narrative.pk))
    assert client.post(url(type(narrative), "change", narrative.pk), filled(page)).status_code == 302
    assert not LogEntry.objects.filter(act="row.changed").exists()


def test_a_refused_save_is_none(world):
    narrative = next(t for t in world.schools["a1"].objects if t._meta.model_name == "narrative")
    client = client_of(world.users["filler_a1"])
    page = client.get(url(type(narrative), "change", narrative.pk))
    answer = client.post(
        url(type(narrative), "change", narrative.pk), filled(page, html="<p>二</p>", seen_revision="999")
    )
    assert answer.status_code in (200, 409)
    assert not LogEntry.objects.filter(act="row.changed").exists()


def test_adding_and_deleting_tell_the_whole_row(world):
    operator = world.users["operator"]
    client = client_of(operator)
    client.post(reverse("admin:institutions_academicyear_add"), {"start_year": 2031})
    added = LogEntry.objects.get(act="row.added")
    assert added.detail["changes"] == {"start_year": [None, 2031]}
    client.post(
        reverse("admin:institutions_academicyear_delete", args=[added.target.split(":")[1]]), {"post": "yes"}
    )
    deleted = LogEntry.objects.get(act="row.deleted")
    assert deleted.target == added.target
    assert deleted.detail["before"]["start_year"] == 2031
    assert (deleted.user, deleted.address) == (operator, WHERE)


def test_deleting_several_at_once_tells_each(world):
    client = client_of(world.users["operator"])
    model = next(m for m in OURS if m._meta.model_name == "casestudy")
    cases = list(model.objects.values_list("pk", flat=True)[:3])
    data = {"action": "delete_selected", "_selected_action": cases, "post": "yes"}
    assert client.post(url(model, "changelist"), data).status_code == 302
    targets = LogEntry.objects.filter(act="row.deleted").values_list("target", flat=True)
    assert set(targets) == {f"casestudies.casestudy:{pk}" for pk in cases}


def test_parts_edited_within_a_form_are_told_too(world):
    case = next(t for t in world.schools["a1"].objects if t._meta.model_name == "casestudy")
    client = client_of(world.users["filler_a1"])
    page = client.get(url(type(case), "change", case.pk))
    part = next(name for name in filled(page) if name.endswith("-0-body"))
    client.post(url(type(case), "change", case.pk), filled(page, **{part: "<p>新做法</p>"}))
    entry = LogEntry.objects.get(act="row.changed")
    (row, done), *_rest = entry.detail["changes"].items()
    assert row == f"casestudies.casepart:{case.parts.get().pk}"
    assert done["changed"]["body"][1] == "<p>新做法</p>"
    check_all("V9")


def test_an_export_is_logged_with_its_count(world):
    client = client_of(world.users["filler_a1"])
    address = reverse("admin:institutions_metricvalue_export")
    data = {"format": "1", "resource": "0", "metricvalueresource_subject": "on"}
    assert client.post(address, data).status_code == 200
    entry = LogEntry.objects.get(act="rows.exported")
    assert entry.detail == {"rows": 1, "format": "csv"}
    assert (entry.user, entry.address) == (world.users["filler_a1"], WHERE)


def test_an_import_tells_each_row_before_and_after(world):
    user, school = world.users["filler_a1"], world.schools["a1"]
    value = next(t for t in school.objects if t._meta.model_name == "metricvalue")
    client = client_of(user)
    content = sheet([school.institution.public_code, "2025", value.metric.code, "", 321])
    assert confirm(client, upload(client, content)).status_code == 302
    entry = LogEntry.objects.get(act="rows.imported")
    assert entry.detail["place"] == f"institutions.institution:{school.institution.pk}"
    assert (entry.detail["new"], entry.detail["changed"]) == (0, 1)
    before, after = entry.detail["rows"][f"institutions.metricvalue:{value.pk}"]["value"]
    assert (float(before), float(after)) == (100, 321)
    assert (entry.user, entry.address) == (user, WHERE)


@pytest.mark.parametrize(
    ("who", "logged"),
    [("filler_a1", False), ("lead_a1", False), ("reviewer_a", True), ("auditor_a", True), ("operator", True)],
)
def test_reading_a_schools_content_from_outside_is_logged_once(world, who, logged):
    narrative = next(t for t in world.schools["a1"].objects if t._meta.model_name == "narrative")
    client = client_of(world.users[who])
    for _time in range(2):
        assert client.get(url(type(narrative), "change", narrative.pk)).status_code == 200
    rows = LogEntry.objects.filter(act="row.read", target=f"reports.narrative:{narrative.pk}")
    assert rows.count() == (1 if logged else 0)


def test_after_ten_minutes_a_reading_is_logged_again(world):
    narrative = next(t for t in world.schools["a1"].objects if t._meta.model_name == "narrative")
    with time_machine.travel(datetime(2026, 3, 4, 5, 0, tzinfo=UTC), tick=False) as clock:
        client = client_of(world.users["reviewer_a"])
        for _time in range(3):
            client.get(url(type(narrative), "change", narrative.pk))
            clock.shift(330)
    assert LogEntry.objects.filter(act="row.read").count() == 2


@pytest.mark.parametrize(("who", "logged"), [("filler_a1", False), ("reviewer_a", True), ("operator", True)])
def test_looking_at_a_list_of_several_schools_is_logged(world, who, logged):
    client = client_of(world.users[who])
    client.get(reverse("admin:institutions_metricvalue_changelist"))
    assert LogEntry.objects.filter(act="rows.read", target="institutions.metricvalue").exists() is logged


def test_an_act_of_one_school_changes_nothing_of_another(world):
    """V2, by the act most used; `holdings` is there for every other test."""
    school = world.schools["a1"]
    narrative = next(t for t in school.objects if t._meta.model_name == "narrative")
    client, before = client_of(world.users["filler_a1"]), holdings()
    page = client.get(url(type(narrative), "change", narrative.pk))
    client.post(url(type(narrative), "change", narrative.pk), filled(page, html="<p>第二稿</p>"))
    assert changed_places(before, holdings()) == {f"institutions.institution:{school.institution.pk}"}
