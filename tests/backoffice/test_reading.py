"""Nothing of another school or county can be read through the back office, by whichever door."""

import pytest
from django.contrib import admin
from django.urls import reverse

from casestudies.models import CaseStudy
from institutions.models import Institution, MetricValue, Region, YearRecord
from reports.log import record as log
from reports.models import LogEntry, Report

from .pages import APPS, OURS, UNKNOWN, errors, filled, found, text_of, url

# whose canaries each of them may meet
SEES = {
    "filler_a1": ("a1",),
    "lead_a1": ("a1",),
    "signatory_a1": ("a1",),
    "reviewer_a": ("a1", "a2", "a"),
    "publisher_a": ("a1", "a2", "a"),
    "administrator_a": ("a1", "a2", "a"),
    "auditor_a": ("a1", "a2", "a"),
    "bureau_filler_a": ("a",),
}
EXCHANGED = (MetricValue, Institution)


def own_objects(world, who):
    places = world.schools | world.bureaus
    return [
        thing for key in SEES[who] for thing in places[key].objects if type(thing) in admin.site._registry
    ]


@pytest.mark.parametrize("who", SEES)
def test_lists_searches_and_add_forms_show_nothing_foreign(who, as_user, world):
    client, foreign = as_user(who), world.foreign_canaries(*SEES[who])
    seen = 0
    for model in OURS:
        for address in (
            url(model, "changelist"),
            url(model, "changelist") + "?q=绝密",
            url(model, "changelist") + "?all=",
            url(model, "add"),
        ):
            response = client.get(address)
            assert response.status_code in (200, 302, 403), address
            assert found(response, foreign) == [], address
            seen += len(found(response, [world.schools["a1"].canary, world.bureaus["a"].canary]))
    assert seen > 10  # what is one's own does appear
    for app in APPS:
        assert found(client.get(reverse("admin:app_list", args=[app])), foreign) == []
    assert found(client.get(reverse("admin:index")), foreign) == []


@pytest.mark.parametrize("who", ["filler_a1", "signatory_a1", "administrator_a", "bureau_filler_a"])
def test_pages_of_own_objects_open_in_chinese_and_show_nothing_foreign(who, as_user, world):
    client, foreign = as_user(who), world.foreign_canaries(*SEES[who])
    for thing in own_objects(world, who):
        for action in ("change", "history", "delete"):
            response = client.get(url(type(thing), action, thing.pk))
            hidden = isinstance(thing, LogEntry) and who not in ("administrator_a", "auditor_a")
            allowed = (302, 403) if hidden else (200, 403) if action == "delete" else (200,)
            assert response.status_code in allowed, (thing, action)
            assert found(response, foreign) == [], (thing, action)
            if response.status_code == 200:
                assert 'lang="zh-' in text_of(response)


@pytest.mark.parametrize("action", ["change", "history", "delete"])
@pytest.mark.parametrize("who", ["filler_a1", "administrator_a", "bureau_filler_a"])
def test_foreign_objects_answer_like_unknown_ones(who, action, as_user, world):
    client, foreign = as_user(who), world.foreign_canaries(*SEES[who])
    for thing in world.schools["b1"].objects + world.bureaus["c"].objects:
        if type(thing) not in admin.site._registry:
            continue
        answers = [client.get(url(type(thing), action, pk)) for pk in (thing.pk, UNKNOWN)]
        assert answers[0].status_code == answers[1].status_code, thing
        assert answers[0].status_code in (302, 403, 404), thing
        assert found(answers[0], foreign) == []
        if answers[0].status_code == 302:
            assert found(client.get(answers[0].headers["Location"]), foreign) == []


@pytest.mark.parametrize("term", ["", "绝密", "%", "_"])
@pytest.mark.parametrize("who", ["filler_a1", "administrator_a"])
def test_suggestions_are_scoped(who, term, as_user, world):
    client, foreign = as_user(who), world.foreign_canaries(*SEES[who])
    asked = 0
    for model in OURS:
        for field in model._meta.get_fields():
            if not (field.many_to_one or field.many_to_many) or field.auto_created:
                continue
            names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            response = client.get(
                reverse("admin:autocomplete"), {"term": term, "field_name": field.name} | names
            )
            asked += response.status_code == 200
            assert found(response, foreign) == [], (model, field.name)
    assert asked > 5


def test_add_forms_prefilled_with_foreign_ids_show_nothing(as_user, world):
    client, foreign = as_user("filler_a1"), world.foreign_canaries("a1")
    other = world.schools["b1"]
    prefill = {
        "record": other.record.pk, "report": other.one(Report).pk, "institution": other.institution.pk,
        "institutions": other.institution.pk, "challenge": other.record.challenges.get().pk,
        "continues": other.record.challenges.get().pk, "user": other.objects[1].pk, "case": other.record.cases.get().pk,
    }  # fmt: skip
    for model in OURS:
        response = client.get(url(model, "add"), prefill)
        assert response.status_code in (200, 403)
        assert found(response, foreign) == [], model


@pytest.mark.parametrize("lookup", ["located__institution__name__contains", "located__id", "records__locked"])
def test_a_dictionary_cannot_be_asked_what_points_to_it(lookup, as_user):
    response = as_user("filler_a1").get(url(Region, "changelist"), {lookup: "1"})
    assert response.status_code in (302, 400)


def test_previews_are_for_those_who_see_the_report(as_user, world):
    own, foreign = world.schools["a1"].one(Report), world.schools["b1"].one(Report)
    for who, status in (("filler_a1", 200), ("reviewer_a", 200), ("guest_a1", 404), ("nobody", 404)):
        client = as_user(who)
        assert client.get(reverse("desk:preview", args=[own.pk])).status_code == status, who
        assert client.get(reverse("desk:preview", args=[foreign.pk])).status_code == 404, who


# references from one's own rows to others'


def test_a_hidden_reference_is_neither_shown_nor_lost(as_user, world):
    own, other = world.schools["a1"].institution, world.schools["b1"].institution
    Institution.objects.filter(pk=own.pk).update(successor=other)
    for who in ("filler_a1", "administrator_a"):
        assert found(as_user(who).get(url(Institution, "change", own.pk)), [world.schools["b1"].canary]) == []
    client = as_user("administrator_a")
    form = filled(client.get(url(Institution, "change", own.pk)), sponsor="县教育局")
    assert errors(client.post(url(Institution, "change", own.pk), form)) == []
    own.refresh_from_db()
    assert (own.sponsor, own.successor) == ("县教育局", other)


def test_a_hidden_member_is_neither_shown_nor_lost(as_user, world):
    case = world.schools["a1"].one(CaseStudy)
    case.institutions.add(world.schools["b1"].institution)
    client = as_user("filler_a1")
    page = client.get(url(CaseStudy, "change", case.pk))
    assert found(page, world.foreign_canaries("a1")) == []
    assert errors(client.post(url(CaseStudy, "change", case.pk), filled(page, byline="新"))) == []
    case.refresh_from_db()
    assert case.byline == "新"
    assert {s.public_code for s in case.institutions.all()} == {"school-a1", "school-b1"}
    YearRecord.objects.update(locked=True)
    assert found(client.get(url(CaseStudy, "change", case.pk)), world.foreign_canaries("a1")) == []


def test_a_deletion_that_touches_others_is_refused_without_their_names(as_user, world):
    client = as_user("administrator_a")
    empty = Institution.objects.create(public_code="school-empty", name="空学校")
    empty.supervisions.create(region=world.counties["a"])
    Institution.objects.filter(public_code="school-b1").update(successor=empty)
    for data in (None, {"post": "yes"}):
        address = url(Institution, "delete", empty.pk)
        response = client.post(address, data) if data else client.get(address)
        assert response.status_code == 200
        assert found(response, world.foreign_canaries("a1", "a2", "a")) == []
    assert Institution.objects.filter(pk=empty.pk).exists()


# the log


@pytest.mark.parametrize("who", ["auditor_a", "administrator_a"])
def test_the_log_tells_what_accounts_of_ones_own_subtree_did(who, as_user, world):
    text = text_of(as_user(who).get(url(LogEntry, "changelist")))
    assert world.schools["a1"].canary in text
    assert [c for c in world.foreign_canaries("a1", "a2", "a") if c in text] == []


@pytest.mark.parametrize("who", ["filler_a1", "reviewer_a", "signatory_a1"])
def test_the_log_is_closed_to_others(who, as_user, world):
    log("test", "x", by=world.users[who])
    assert as_user(who).get(url(LogEntry, "changelist")).status_code == 403


def test_an_operator_reads_the_whole_log(as_user, world):
    text = text_of(as_user("operator").get(url(LogEntry, "changelist")))
    assert world.schools["a1"].canary in text and world.schools["b1"].canary in text


# who sees nothing


@pytest.mark.parametrize("who", ["nobody", "guest_a1"])
def test_an_account_without_a_working_role_sees_no_row(who, as_user, world):
    client = as_user(who)
    for model in OURS:
        response = client.get(url(model, "changelist"))
        assert response.status_code in (200, 403)
        assert found(response, world.foreign_canaries()) == [], model
