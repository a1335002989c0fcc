"""Every text survives: the form fields, search boxes, filters, orders and page numbers of the back office."""

import pytest

from casestudies.models import CaseStudy
from reports.document.vocabulary import clean
from reports.models import Narrative

from . import hostile

TEXTS = hostile.strings("text")


@pytest.mark.parametrize("item", TEXTS, ids=lambda item: item["id"])
def test_a_text_is_stored_as_typed_or_refused_with_a_message(item, as_user, world):
    client = as_user("filler_a1")
    case = CaseStudy.objects.get(record=world.schools["a1"].record)
    form = {
        "record": case.record_id,
        "key": "s",
        "title": item["value"].encode("utf-8", "surrogatepass"),
        "position": "0",
        "seen_revision": case.revision,
        "parts-TOTAL_FORMS": "0",
        "parts-INITIAL_FORMS": "0",
    }
    response = client.post(f"/admin/casestudies/casestudy/{case.pk}/change/", form)
    assert response.status_code in (200, 302, 400, 413)
    listed = client.get("/admin/casestudies/casestudy/")
    assert listed.status_code == 200


@pytest.mark.parametrize("parameter", ["q", "o", "p", "record__round__id__exact", "_changelist_filters", "e"])
def test_texts_in_addresses_never_break_a_list(parameter, as_user):
    client = as_user("filler_a1")
    for item in TEXTS:
        text = item["value"][:2000]
        response = client.get(
            "/admin/casestudies/casestudy/", {parameter: text.encode("utf-8", "surrogatepass")}
        )
        assert response.status_code in (200, 302, 400), (parameter, item["id"])


@pytest.mark.parametrize("identifier", ["9223372036854775808", "-1", "0", "1e5", "%00", "甲", "1%20OR%201"])
def test_odd_ids_are_unknown_objects(identifier, as_user):
    response = as_user("filler_a1").get(f"/admin/casestudies/casestudy/{identifier}/change/")
    assert response.status_code in (302, 404)


@pytest.mark.parametrize("item", hostile.strings("html_payloads"), ids=lambda item: item["id"])
def test_prose_is_cleaned_on_its_way_in(item, as_user, world):
    client = as_user("filler_a1")
    narrative = Narrative.objects.get(report__record=world.schools["a1"].record)
    response = client.post(
        f"/admin/reports/narrative/{narrative.pk}/change/",
        {
            "report": narrative.report_id,
            "section": "talent",
            "html": item["value"].encode("utf-8", "surrogatepass"),
            "seen_revision": narrative.revision,
        },
    )
    assert response.status_code in (200, 302, 400, 413)
    narrative.refresh_from_db()
    stored = narrative.html
    assert clean(stored) == stored
    lowered = stored.lower()
    assert not [
        mark
        for mark in ("<script", "javascript:", " on", "style=", "<iframe", "<svg", "data-", " id=")
        if f"<{mark}" in lowered or (mark.startswith("<") and mark in lowered)
    ]
