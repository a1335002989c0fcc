"""Whoever saves a change by any door is a contributor of the version in work; a save that changes nothing counts nowhere."""

import pytest

from casestudies.models import CaseStudy, Challenge, Measure, Picture
from institutions.models import MetricValue
from institutions.scoping import record_of
from reports.models import Chart, Contribution, LogEntry, Narrative, Report

from .pages import errors, filled, url
from .test_exchange import confirm, sheet, upload

pytestmark = pytest.mark.django_db
CONTENT = [MetricValue, CaseStudy, Challenge, Measure, Picture, Report, Narrative, Chart]
EDIT = {
    MetricValue: {"value": "77"},
    CaseStudy: {"title": "改"},
    Challenge: {"title": "改"},
    Measure: {"title": "改"},
    Picture: {"caption": "改"},
    Report: {"title": "改"},
    Narrative: {"html": "<p>改</p>"},
    Chart: {"title": "改"},
}


def contributors(world) -> set[str]:
    return set(Contribution.objects.values_list("user__username", flat=True))


def lines_of_a_browser(form: dict) -> dict:
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in form.items()
    }


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_a_save_of_a_form_counts(model, as_user, world):
    client, row = as_user("filler_a1"), world.schools["a1"].one(model)
    address = url(model, "change", row.pk)
    assert errors(client.post(address, filled(client.get(address), **EDIT[model]))) == []
    assert contributors(world) == {"filler_a1"}
    assert Contribution.objects.get().version.report.record_id == record_of(row).pk


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_a_save_that_changes_nothing_counts_nowhere(model, as_user, world):
    client, row = as_user("filler_a1"), world.schools["a1"].one(model)
    if model is Narrative:
        Narrative.objects.filter(pk=row.pk).update(html="<p>第一段</p>\n<p>第二段</p>")
    before = model.objects.values().get(pk=row.pk)
    address = url(model, "change", row.pk)
    form = lines_of_a_browser(filled(client.get(address)))
    assert errors(client.post(address, form)) == []
    assert model.objects.values().get(pk=row.pk) == before
    assert not Contribution.objects.exists()
    assert not LogEntry.objects.filter(act="row.changed").exists()


def test_a_row_within_the_form_of_another_counts(as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    address = url(CaseStudy, "change", case.pk)
    form = filled(client.get(address), **{"parts-0-body": "<p>改</p>"})
    assert errors(client.post(address, form)) == []
    case.refresh_from_db()
    assert (contributors(world), case.revision, case.changed_by.username) == ({"filler_a1"}, 2, "filler_a1")


@pytest.mark.parametrize("how", ["one", "many"])
def test_a_deletion_counts(how, as_user, world):
    client, row = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    if how == "one":
        client.post(url(MetricValue, "delete", row.pk), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(url(MetricValue, "changelist"), chosen)
    assert not MetricValue.objects.filter(pk=row.pk).exists()
    assert contributors(world) == {"filler_a1"}


def test_a_refused_save_does_not_count(as_user, world):
    client, row = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    address = url(MetricValue, "change", row.pk)
    assert errors(client.post(address, filled(client.get(address), value="七十"))) != []
    assert not Contribution.objects.exists()


def test_an_import_counts_for_the_rows_it_changed_and_not_for_those_it_left(as_user, world):
    client, record = as_user("filler_a1"), world.schools["a1"].record
    code = record.institution.public_code
    for value, expected in ((100, set()), (123, {"filler_a1"})):
        confirm(client, upload(client, sheet((code, "2025", "graduates_total", "", value))))
        assert contributors(world) == expected
