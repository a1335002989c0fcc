"""Numbers, texts and rich texts as people with bad luck or bad will send them: a known fate in every field."""

import csv
import io
import json
import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casestudies.models import CasePart, CaseStudy, Challenge, Measure
from institutions.models import Institution, Metric, MetricValue
from reports.document.vocabulary import clean
from reports.models import Chart, Narrative, Report
from tests import builders as make

from . import hostile
from .pages import differences, errors, filled, state, text_of, url

NUMBERS, TEXTS = hostile.strings("numbers"), hostile.strings("text")
PAYLOADS = hostile.strings("html_payloads")
MOST_SENT = 3 * 1024 * 1024  # bytes of form data a request may bring: settings.DATA_UPLOAD_MAX_MEMORY_SIZE
ODD_IDS = [
    "9223372036854775808",
    "99999999999999999999999",
    "-9223372036854775809",
    "-1",
    "0",
    "1e5",
    "甲",
    "1 OR 1",
]
ANSWERED = (200, 302, 400, 404, 413)


def sent(text: str) -> bytes:
    """As a hostile client sends it: lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def post(client, address: str, data: dict):
    """A form as a browser sends it without files; takes bytes as they are."""
    return client.post(address, urlencode(data, doseq=True), "application/x-www-form-urlencoded")


# numbers


def metric_of(kind: str) -> Metric:
    kinds = {"count": "integer", "ratio": "ratio", "percent": "percentage"}
    return make.make_metric(
        f"m_{kind}",
        value_type=kinds.get(kind, "decimal"),
        high=100 if kind == "percent" else None,
        decimals=2,
    )


@pytest.mark.parametrize("item", NUMBERS, ids=lambda item: item["id"])
def test_every_number_has_the_same_fate_by_form_and_by_import(item, as_user, world):
    client, metric = as_user("filler_a1"), metric_of(item["kind"])
    form = {
        "record": world.schools["a1"].record.pk,
        "metric": metric.pk,
        "status": "reported",
        "bound": "exact",
        "value": sent(item["value"]),
    }
    posted = post(client, url(MetricValue, "add"), form)
    by_form = MetricValue.objects.filter(metric=metric).values_list("value", flat=True).first()
    MetricValue.objects.filter(metric=metric).delete()

    target = io.StringIO()
    csv.writer(target).writerows(
        [["学校代码", "年度", "指标代码", "值"], ["school-a1", "2025", metric.code, item["value"]]]
    )
    file = SimpleUploadedFile("a.csv", sent(target.getvalue()))
    response = client.post(url(MetricValue, "changelist") + "import/", {"resource": "0", "import_file": file})
    assert response.status_code == 200
    if confirm := response.context.get("confirm_form"):
        sent_back = {name: confirm[name].value() or "" for name in confirm.fields}
        client.post(url(MetricValue, "changelist") + "process_import/", sent_back)
    by_import = MetricValue.objects.filter(metric=metric).values_list("value", flat=True).first()

    accepted = item["accept"]
    expected = Decimal(str(accepted)) if isinstance(accepted, int | float) else None
    if accepted != "as_rule":
        assert by_form == expected
    assert by_import == by_form
    if by_form is None:
        assert posted.status_code == 200
        assert errors(posted)[0]  # the message stands at its field or over the form
        if by_import is None and response.context.get("preview"):
            assert response.context["preview"].refusals


# texts


@pytest.mark.parametrize("item", TEXTS, ids=lambda item: item["id"])
def test_every_text_is_stored_as_typed_or_refused_with_a_message(item, as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    form = filled(client.get(url(CaseStudy, "change", case.pk)))
    response = post(client, url(CaseStudy, "change", case.pk), form | {"title": sent(item["value"])})
    assert response.status_code in ANSWERED
    case.refresh_from_db()
    typed = sent(item["value"]).decode("utf-8", "replace").strip()
    if response.status_code == 302:
        assert case.title == typed
        assert case.title.replace("&", "&amp;")[:1] in text_of(client.get(url(CaseStudy, "changelist")))
    elif response.status_code == 200:
        assert "title" in errors(response)[0]
    assert client.get(url(CaseStudy, "changelist")).status_code == 200


@pytest.mark.parametrize(
    "parameter",
    [
        "q",
        "o",
        "p",
        "e",
        "record__round__id__exact",
        "id__exact",
        "id__in",
        "_changelist_filters",
        "_to_field",
        "x",
    ],
)
def test_texts_in_addresses_never_break_a_list(parameter, as_user):
    client, model, broken = as_user("filler_a1"), MetricValue, []
    for text in [*(item["value"][:2000] for item in TEXTS), *ODD_IDS, "1," + ODD_IDS[0], "\0"]:
        if client.get(url(model, "changelist"), {parameter: sent(text)}).status_code not in ANSWERED:
            broken.append(text)
    assert broken == []


@pytest.mark.parametrize(
    "lookup", ["title__startswith", "title", "title__regex", "record__round__name", "status"]
)
def test_a_filter_by_text_never_breaks_a_list(lookup, as_user):
    client = as_user("filler_a1")
    for model in (CaseStudy, MetricValue, Report):
        for text in ("\0", "(((((", "a" * 5000, "%00"):
            assert client.get(url(model, "changelist"), {lookup: text}).status_code in ANSWERED


@pytest.mark.parametrize("number", ODD_IDS + ["\0"])
def test_odd_ids_in_forms_and_actions_are_refused(number, as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    form = filled(client.get(url(CaseStudy, "change", case.pk)))
    before = state()
    for field, value in (
        ("record", number), ("institutions", [number]), ("regions", [number]), ("parts-0-id", number),
        ("position", number if number not in ("0",) else "x"),
    ):  # fmt: skip
        assert client.post(url(CaseStudy, "change", case.pk), form | {field: value}).status_code in ANSWERED
        assert client.get(url(CaseStudy, "add"), {field: value}).status_code == 200
    for data in (
        {"action": "delete_selected", "_selected_action": [number], "post": "yes"},
        {"action": number, "_selected_action": [case.pk]},
        {"action": "delete_selected", "select_across": number, "index": number, "_selected_action": [number]},
    ):
        assert client.post(url(CaseStudy, "changelist"), data).status_code in ANSWERED
    names = {"app_label": "institutions", "model_name": "metricvalue", "field_name": "record"}
    for more in ({"term": number}, {"page": number}, {"field_name": number}, {"model_name": number}):
        assert client.get(reverse("admin:autocomplete"), names | more).status_code in (*ANSWERED, 403)
    del before["casestudies.CasePart"]  # an unknown part in the form is a part to be made
    del before["casestudies.CaseStudy"]
    assert differences(before) == {}


@pytest.mark.parametrize("action", ["change", "delete", "history"])
def test_odd_ids_in_addresses_are_unknown_objects(action, as_user):
    client = as_user("filler_a1")
    for model in (CaseStudy, MetricValue, Institution):
        for number in [*ODD_IDS, "%00", "_00"]:
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{number}/{action}/"
            assert client.get(address).status_code in (302, 403, 404), address


# charts


@pytest.mark.parametrize(
    "spec",
    [
        "", "{", "[]", "null", "1e999", "NaN", "9" * 5000, "[" * 15_000, '{"labels": []}',
        '{"labels": ["一"], "series": [{"name": "甲", "refs": []}]}',
        '{"labels": ["一"], "series": [{"name": "甲\\u0000", "refs": ["graduates_total"]}]}',
        '{"labels": ["\\ud800"], "series": [{"name": "甲", "refs": ["graduates_total"]}]}',
        '{"labels": [NaN], "series": [{"name": "甲", "refs": ["graduates_total"]}]}',
        '{"labels": ["一"], "series": [{"name": "甲", "refs": ["graduates_total?year=1"]}]}',
        '{"labels": ["一"], "series": [{"name": "甲", "refs": [{}]}]}',
        '{"labels": ["一"], "series": ["甲"]}', '{"labels": ["一"], "series": [], "x": 1}', "x" * 30_000,
    ],
    ids=lambda spec: spec[:30] or "blank",
)  # fmt: skip
def test_a_chart_that_cannot_be_drawn_is_refused_at_its_field(spec, as_user, world):
    client, chart = as_user("filler_a1"), world.schools["a1"].one(Chart)
    form = filled(client.get(url(Chart, "change", chart.pk)), spec=spec)
    before = state()
    response = client.post(url(Chart, "change", chart.pk), form)
    assert response.status_code == 200
    assert not errors(response)[0]["spec"].as_text().isascii()
    assert differences(before) == {}


def test_a_chart_is_stored_as_given(as_user, world):
    client, chart = as_user("filler_a1"), world.schools["a1"].one(Chart)
    spec = {"labels": ["一", "二"], "series": [{"name": "甲", "refs": ["a_b", "a_b?year=-1"]}]}
    form = filled(client.get(url(Chart, "change", chart.pk)), spec=json.dumps(spec))
    assert errors(client.post(url(Chart, "change", chart.pk), form)) == []
    chart.refresh_from_db()
    assert chart.spec == spec


# rich text

PROSE = [  # page, row, field of the page, column of the row, a plain field of the page
    (Narrative, Narrative, "html", "html", "section"),
    (Report, Report, "preface", "preface", "publisher"),
    (Report, Report, "lead", "lead", "title"),
    (CaseStudy, CasePart, "parts-0-body", "body", "title"),
    (Challenge, Challenge, "problem", "problem", "owner"),
    (Challenge, Challenge, "causes", "causes", "title"),
    (Challenge, Measure, "measures-0-body", "body", "title"),
    (Measure, Measure, "body", "body", "title"),
]
TAG = re.compile(r"<[^>]*>")
ALLOWED = re.compile(
    r"</?(?:p|br|strong|em|sub|sup|small|blockquote|h3|h4|ul|ol|li|table|caption|thead|tbody|tfoot|tr|th|td)>"
    r"|</?a>|<img>|</?data>"
    r"|<a href=\"(?:https?://|mailto:|/[^/\\]|#)[^\"<>]*\">"
    r"|<img src=\"(?:picture|chart):[a-z0-9-]+\">"
    r"|<t[dh](?: (?:colspan|rowspan)=\"(?:[1-9]|1[0-9]|20)\"| scope=\"(?:col|row|colgroup|rowgroup)\")*>"
    r"|<data value=\"[a-z][^\"<>]*\">"
)


@pytest.mark.parametrize("item", PAYLOADS, ids=lambda item: item["id"])
def test_rich_text_is_cleaned_in_its_field_and_shown_as_typed_in_a_plain_one(item, as_user, world):
    """Each payload goes to one page, all pages are met: the payload's place in the list says which."""
    page_model, model, field, column, plain = PROSE[PAYLOADS.index(item) % len(PROSE)]
    client, page, row = (
        as_user("filler_a1"),
        world.schools["a1"].one(page_model),
        world.schools["a1"].one(model),
    )
    address = url(page_model, "change", page.pk)
    form = filled(client.get(address)) | {field: sent(item["value"])}
    short = item["value"][: page_model._meta.get_field(plain).max_length]
    answers = [post(client, address, form | {plain: sent(short)}).status_code]
    if answers == [200]:  # one of the two was refused: the rich text goes alone
        answers.append(post(client, address, form).status_code)
    assert set(answers) <= set(ANSWERED)
    row.refresh_from_db()
    page.refresh_from_db()
    stored, typed = getattr(row, column), getattr(page, plain)
    assert clean(stored) == stored
    assert [tag for tag in TAG.findall(stored) if not ALLOWED.fullmatch(tag)] == []
    for seen in (client.get(url(page_model, "changelist")), client.get(address)):
        assert "<" not in typed or typed not in text_of(seen)


@pytest.mark.parametrize("place", PROSE, ids=lambda place: f"{place[1].__name__}.{place[3]}")
def test_every_rich_text_field_drops_a_script_and_keeps_the_words(place, as_user, world):
    page_model, model, field, column, _plain = place
    client, page, row = (
        as_user("filler_a1"),
        world.schools["a1"].one(page_model),
        world.schools["a1"].one(model),
    )
    text = '<p onclick="x()">词<script>alert(1)</script><a href="javascript:x()">语</a></p>'
    form = filled(client.get(url(page_model, "change", page.pk)), **{field: text})
    assert errors(client.post(url(page_model, "change", page.pk), form)) == []
    row.refresh_from_db()
    assert getattr(row, column) == "<p>词<a>语</a></p>"


def test_a_text_beyond_the_limit_of_a_request_is_answered(as_user, world):
    client, narrative = as_user("filler_a1"), world.schools["a1"].one(Narrative)
    form = filled(client.get(url(Narrative, "change", narrative.pk)), html="字" * MOST_SENT)
    assert client.post(url(Narrative, "change", narrative.pk), form).status_code in (400, 413)
