"""Nothing of another school, of a locked year or outside the form can be written, by whichever door."""

import pytest
from django.forms import ModelChoiceField, ModelMultipleChoiceField

from casestudies.models import CaseStudy, Challenge, Measure, Picture
from institutions.models import Institution, MetricValue, YearRecord
from institutions.scoping import is_scoped
from reports.models import Chart, Narrative, Report
from tests import builders as make

from .pages import OURS, differences, errors, filled, state, url

CONTENT = [MetricValue, CaseStudy, Challenge, Measure, Picture, Report, Narrative, Chart]
NEW = {
    "metricvalue": {"breakdown": "公办", "value": "7"},
    "casestudy": {"key": "new", "title": "新"},
    "challenge": {"key": "new", "title": "新"},
    "measure": {"title": "新"},
    "picture": {"key": "new", "caption": "新", "alt": "新图"},
    "report": {"kind": "company", "title": "新", "publisher": "新"},
    "narrative": {"section": "new", "html": "<p>新</p>"},
    "chart": {
        "key": "new", "kind": "bar", "title": "新", "summary": "说明",
        "spec": '{"labels": ["一"], "series": [{"name": "甲", "refs": ["graduates_total"]}]}',
    },
}  # fmt: skip
EXTRA = {
    "locked": "on", "state": "published", "status_extra": "x", "changed_by": "1", "revision": "99", "number": "1",
    "is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1", "published_at": "2020-01-01",
    "digest": "x", "demonstration": "on", "origin": "imported", "width": "1", "password": "x", "id": "1", "pk": "1",
    "created_by": "1", "approved_by": "1", "version": "9", "school": "1", "path": "/x/", "fingerprint": "x",
}  # fmt: skip


def new_form(client, model, world, key="a1", **fields):
    """A valid new row on a place, as the page of one's own would send it."""
    place = world.schools[key]
    given = {"record": place.record.pk, "report": place.one(Report).pk, "metric": world.metric.pk}
    given |= {"outline": place.one(Report).outline_id}
    page = client.get(url(model, "add"))
    names = page.context["adminform"].form.fields
    own = {name: value for name, value in given.items() if name in names}
    return filled(page, **own | NEW[model._meta.model_name] | fields)


def rows(model):
    return model.objects.count()


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_own_rows_can_be_added_changed_and_deleted(model, as_user, world):
    client = as_user("filler_a1")
    before = rows(model)
    assert errors(client.post(url(model, "add"), new_form(client, model, world))) == []
    assert rows(model) == before + 1
    new = model.objects.order_by("-pk").first()
    change = filled(client.get(url(model, "change", new.pk)))
    assert errors(client.post(url(model, "change", new.pk), change)) == []
    assert client.post(url(model, "delete", new.pk), {"post": "yes"}).status_code == 302
    assert rows(model) == before


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_fields_that_are_not_offered_cannot_be_set(model, as_user, world):
    client = as_user("filler_a1")
    plain, forged = new_form(client, model, world), new_form(client, model, world) | EXTRA
    client.post(url(model, "add"), plain)
    honest = model.objects.order_by("-pk").first()
    honest.delete()
    client.post(url(model, "add"), forged)
    row = model.objects.order_by("-pk").first()
    kept = {f.attname for f in model._meta.concrete_fields} - {"id", "changed_at"}
    assert {name: getattr(row, name) for name in kept} == {name: getattr(honest, name) for name in kept}
    assert not YearRecord.objects.filter(locked=True).exists()
    assert not type(world.users["filler_a1"]).objects.get(username="filler_a1").is_superuser


@pytest.mark.parametrize("who", ["filler_a1", "operator"])
@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_a_locked_record_refuses_every_write(model, who, as_user, world):
    client = as_user(who)
    own = world.schools["a1"].one(model)
    add, change = new_form(client, model, world), filled(client.get(url(model, "change", own.pk)))
    other = make.make_record(world.schools["a1"].institution, year="2026")
    there = make.make_report(other).pk
    YearRecord.objects.filter(pk=world.schools["a1"].record.pk).update(locked=True)
    before = state()
    moved = {name: there if name == "report" else other.pk for name in ("record", "report") if name in change}
    answers = [
        client.post(url(model, "add"), add),
        client.post(url(model, "change", own.pk), change | NEW[model._meta.model_name]),
        client.post(url(model, "change", own.pk), change | moved),
        client.post(url(model, "delete", own.pk), {"post": "yes"}),
        client.post(
            url(model, "changelist"),
            {"action": "delete_selected", "_selected_action": [own.pk], "post": "yes"},
        ),
    ]
    assert [answer.status_code for answer in answers[:4]] == [200, 403, 403, 403]
    assert errors(answers[0]) != []
    assert answers[4].status_code in (200, 302, 403)
    assert differences(before) == {}


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_a_row_cannot_be_moved_into_a_locked_record(model, as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(model)
    locked = make.make_record(world.schools["a1"].institution, year="2026", locked=True)
    there = make.make_report(locked).pk
    form = filled(client.get(url(model, "change", own.pk)))
    form |= {name: there if name == "report" else locked.pk for name in ("record", "report") if name in form}
    before = state()
    assert errors(client.post(url(model, "change", own.pk), form)) != []
    assert differences(before) == {}


def test_parts_of_a_locked_case_stay_as_they_are(as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    form = filled(client.get(url(CaseStudy, "change", case.pk)), **{"parts-0-body": "<p>改</p>"})
    YearRecord.objects.update(locked=True)
    before = state()
    assert client.post(url(CaseStudy, "change", case.pk), form).status_code == 403
    assert differences(before) == {}


def test_a_locked_year_record_itself_is_not_changed(as_user, world):
    client, record = as_user("operator"), world.schools["a1"].record
    form = filled(client.get(url(YearRecord, "change", record.pk)), printed_label="改")
    YearRecord.objects.filter(pk=record.pk).update(locked=True)
    before = state()
    assert client.post(url(YearRecord, "change", record.pk), form).status_code == 403
    assert client.post(url(YearRecord, "delete", record.pk), {"post": "yes"}).status_code == 403
    assert differences(before) == {}


@pytest.mark.parametrize("who", ["filler_a1", "administrator_a"])
def test_foreign_ids_are_refused_in_every_key_of_every_form(who, as_user, world):
    """Every foreign key and many-to-many of every form one may post is tried with another school's row."""
    client = as_user(who)
    foreign = {type(thing): thing for thing in world.schools["b1"].objects}
    before, tried = state(), []
    for model in OURS:
        page = client.get(url(model, "add"))
        if page.status_code == 403:
            continue
        for name, field in page.context["adminform"].form.fields.items():
            thing = foreign.get(field.queryset.model) if isinstance(field, ModelChoiceField) else None
            if thing is None or not is_scoped(type(thing)):
                continue
            many = isinstance(field, ModelMultipleChoiceField)
            answer = client.post(url(model, "add"), filled(page, **{name: [thing.pk] if many else thing.pk}))
            assert "可用的选项" in str(errors(answer)[0][name]), (model, name)
            tried.append(f"{model._meta.model_name}.{name}")
    assert differences(before) == {}
    assert len(tried) >= 3
    if who == "filler_a1":
        assert {"metricvalue.record", "casestudy.institutions", "narrative.report", "measure.challenge"} <= {
            *tried
        }


@pytest.mark.parametrize("model", CONTENT, ids=lambda m: m.__name__)
def test_foreign_rows_cannot_be_posted_to(model, as_user, world):
    client, foreign = as_user("filler_a1"), world.schools["b1"].one(model)
    own_form = filled(client.get(url(model, "change", world.schools["a1"].one(model).pk)))
    before = state()
    for action, data in (("change", own_form), ("delete", {"post": "yes"})):
        assert client.post(url(model, action, foreign.pk), data).status_code in (302, 403, 404)
    client.post(
        url(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [foreign.pk], "post": "yes"},
    )
    assert differences(before) == {}


def test_a_part_of_anothers_case_cannot_be_reached_through_ones_own(as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    foreign = world.schools["b1"].one(CaseStudy).parts.get()
    form = filled(client.get(url(CaseStudy, "change", case.pk)))
    stored = (foreign.case_id, foreign.heading, foreign.body)
    client.post(
        url(CaseStudy, "change", case.pk), form | {"parts-0-id": foreign.pk, "parts-0-body": "<p>改</p>"}
    )
    foreign.refresh_from_db()
    assert (foreign.case_id, foreign.heading, foreign.body) == stored
    assert type(foreign).objects.filter(body="<p>改</p>").exclude(case=case).count() == 0


def test_a_measure_stays_within_its_record(as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(Measure)
    later = make.make_challenge(make.make_record(world.schools["a1"].institution, year="2026"))
    form = filled(client.get(url(Measure, "change", own.pk)), challenge=later.pk)
    assert "challenge" in errors(client.post(url(Measure, "change", own.pk), form))[0]


def test_bulk_deletion_reaches_own_rows_only(as_user, world):
    ids = list(MetricValue.objects.values_list("pk", flat=True))
    as_user("filler_a1").post(
        url(MetricValue, "changelist"), {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
    )
    assert not MetricValue.objects.filter(record=world.schools["a1"].record).exists()
    assert MetricValue.objects.count() == len(ids) - 1


def test_a_reader_of_one_place_and_administrator_of_another_makes_records_for_the_latter_alone(
    as_user, world
):
    make.make_membership(world.users["administrator_a"], "reviewer", world.counties["b"])
    make.make_round("2026")
    client, before = as_user("administrator_a"), YearRecord.objects.count()
    page = client.get(url(YearRecord, "add"))
    for key, added in (("b1", 0), ("a1", 1)):
        form = filled(page, round=make.make_round("2026").pk, institution=world.schools[key].institution.pk)
        client.post(url(YearRecord, "add"), form)
        assert YearRecord.objects.count() == before + added


# two people at one row


def test_a_save_on_an_old_revision_is_refused_and_keeps_what_was_typed(as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    form = filled(client.get(url(MetricValue, "change", own.pk)), value="101")
    assert errors(client.post(url(MetricValue, "change", own.pk), form)) == []
    second = client.post(url(MetricValue, "change", own.pk), form | {"value": "102"})
    assert second.status_code == 200
    assert 'value="102"' in second.content.decode()
    own.refresh_from_db()
    assert (own.value, own.revision) == (101, 2)


def test_two_edits_of_the_parts_of_one_case_do_not_overwrite_each_other(as_user, world):
    client, case = as_user("filler_a1"), world.schools["a1"].one(CaseStudy)
    form = filled(client.get(url(CaseStudy, "change", case.pk)))
    first, second = form | {"parts-0-body": "<p>甲</p>"}, form | {"parts-0-body": "<p>乙</p>"}
    assert errors(client.post(url(CaseStudy, "change", case.pk), first)) == []
    assert errors(client.post(url(CaseStudy, "change", case.pk), second)) != []
    assert case.parts.get().body == "<p>甲</p>"


# what no screen writes


def test_nobody_writes_what_the_workflow_leaves_behind(as_user, world):
    client, before = as_user("operator"), state()
    seen = set()
    for thing in world.schools["a1"].objects:
        name = type(thing).__name__
        if name in ("Version", "Finding", "Snapshot", "Signature", "Transition", "LogEntry"):
            seen.add(name)
            for action, data in (("change", {"state": "published"}), ("delete", {"post": "yes"})):
                assert client.post(url(type(thing), action, thing.pk), data).status_code == 403
            assert client.get(url(type(thing), "add")).status_code == 403
    assert len(seen) == 6
    assert differences(before) == {}


def test_dictionaries_are_changed_by_operators_alone(as_user, world):
    shared = [model for model in OURS if not is_scoped(model)]
    for model in shared:
        assert as_user("operator").get(url(model, "add")).status_code == 200, model
        for who in ("administrator_city", "lead_a1"):
            assert as_user(who).get(url(model, "changelist")).status_code == 200, model
            assert as_user(who).get(url(model, "add")).status_code == 403, model
    assert len(shared) == 9


def test_a_school_does_not_administer_itself(as_user, world):
    client, school = as_user("lead_a1"), world.schools["a1"].institution
    before = state()
    assert client.post(url(Institution, "change", school.pk), {"name": "改"}).status_code == 403
    assert client.get(url(Institution, "add")).status_code == 403
    assert differences(before) == {}
