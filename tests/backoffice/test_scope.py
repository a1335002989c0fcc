"""Nothing of another school can be read, changed or chosen through the back office, by whichever door."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from casestudies.models import CaseStudy
from institutions.admin.base import Scoped, ScopedAdmin, ScopedRelatedFilter
from institutions.models import Institution, MetricValue, Region, Role, YearRecord
from institutions.permissions import ACTS, can
from institutions.scoping import SCOPE, is_scoped, visible
from reports.models import LogEntry, Outline, OutlineBlock, OutlineSection, Report

APPS = ("institutions", "casestudies", "reports")
SHARED = {
    "institutions.region", "institutions.academicyear", "institutions.round", "institutions.roundwindow",
    "institutions.metric", "institutions.metricalias", "institutions.officialtable", "institutions.tableplacement",
    "institutions.codelistentry", "institutions.threshold", "reports.outline", "reports.outlinesection",
    "reports.outlineblock", "reports.logentry",
}  # fmt: skip
ADMINS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in ADMINS if model._meta.app_label in APPS]
UNKNOWN = 999_999_999


def url(model: type[Model], action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def assert_clean(response, canaries):
    text = (
        b"".join(response.streaming_content).decode()
        if response.streaming
        else response.content.decode("utf-8", "replace")
    )
    text += str(dict(response.headers))
    assert [canary for canary in canaries if canary in text] == []


# discovery: nothing new may go round the plumbing


def test_every_model_is_scoped_or_a_known_dictionary():
    labels = {m._meta.label_lower for app in APPS for m in apps.get_app_config(app).get_models()}
    scoped = {model._meta.label_lower for model in SCOPE}
    assert labels - scoped == SHARED
    assert not scoped & SHARED


def test_every_admin_class_stands_on_the_scoped_base():
    assert [m._meta.label for m in ADMINS if not isinstance(admin.site._registry[m], ScopedAdmin)] == []


def test_every_inline_stands_on_the_scoped_base():
    inlines = [i for m in ADMINS for i in admin.site._registry[m].inlines]
    assert [i.__name__ for i in inlines if not issubclass(i, Scoped)] == []


def test_no_admin_offers_view_on_site_or_list_editing():
    assert [m._meta.label for m in ADMINS if admin.site._registry[m].view_on_site] == []
    assert [m._meta.label for m in ADMINS if admin.site._registry[m].list_editable] == []
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=(1, 1))


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_filters_over_scoped_relations_are_scoped(model, rf, world):
    request = rf.get("/")
    request.user = world.users["filler_a1"]
    for item in admin.site._registry[model].get_list_filter(request):
        path = item if isinstance(item, str) else item[0]
        related = admin.utils.get_fields_from_path(model, path)[-1].remote_field
        if related is not None and is_scoped(related.model):
            assert isinstance(item, tuple) and issubclass(item[1], ScopedRelatedFilter), path


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_choice_of_every_form_lies_in_ones_scope(model, rf, world):
    request = rf.get("/")
    request.user = user = world.users["filler_a1"]
    model_admin = admin.site._registry[model]
    forms = [model_admin.get_form(request)] + [
        inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)
    ]
    for form in forms:
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField) and is_scoped(field.queryset.model):
                allowed = set(
                    visible(field.queryset.model._default_manager.all(), user).values_list("pk", flat=True)
                )
                assert set(field.queryset.values_list("pk", flat=True)) <= allowed, name


# reading


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("who", ["filler_a1", "reviewer_a"])
def test_lists_and_forms_show_nothing_foreign(model, who, as_user, world):
    client = as_user(who)
    own = ("a1",) if who == "filler_a1" else ("a1", "a2")
    for address in (url(model, "changelist"), url(model, "changelist") + "?q=绝密", url(model, "add")):
        response = client.get(address)
        assert response.status_code in (200, 403), address
        assert_clean(response, world.foreign_canaries(*own))


@pytest.mark.parametrize("action", ["change", "history", "delete"])
def test_foreign_objects_answer_like_unknown_ones(action, as_user, world):
    client = as_user("filler_a1")
    for thing in world.schools["b1"].objects:
        if type(thing) not in admin.site._registry:
            continue
        foreign = client.get(url(type(thing), action, thing.pk), follow=False)
        unknown = client.get(url(type(thing), action, UNKNOWN), follow=False)
        assert foreign.status_code == unknown.status_code
        assert foreign.status_code in (302, 403, 404), type(thing)
        assert_clean(foreign, world.foreign_canaries("a1"))


def test_following_a_refusal_shows_nothing_foreign(as_user, world):
    client = as_user("filler_a1")
    for thing in world.schools["b1"].objects:
        if type(thing) in admin.site._registry:
            response = client.get(url(type(thing), "change", thing.pk), follow=True)
            assert_clean(response, world.foreign_canaries("a1"))


@pytest.mark.parametrize("term", ["", "绝密", "%", "_"])
def test_suggestions_are_scoped(term, as_user, world):
    client = as_user("filler_a1")
    asked = 0
    for model in OURS:
        for field in model._meta.get_fields():
            if not (field.many_to_one or field.many_to_many) or field.auto_created:
                continue
            response = client.get(
                reverse("admin:autocomplete"),
                {
                    "term": term,
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                },
            )
            asked += response.status_code == 200
            assert_clean(response, world.foreign_canaries("a1"))
    assert asked > 5


def test_an_add_form_prefilled_with_a_foreign_id_shows_nothing(as_user, world):
    client = as_user("filler_a1")
    response = client.get(url(MetricValue, "add"), {"record": world.schools["b1"].record.pk})
    assert_clean(response, world.foreign_canaries("a1"))


@pytest.mark.parametrize("name", ["nobody"])
def test_an_account_without_a_role_sees_no_list(name, as_user):
    client = as_user(name)
    for model in OURS:
        assert client.get(url(model, "changelist")).status_code == 403


def test_anonymous_visitors_are_led_to_the_log_in(client, world):
    for model in OURS:
        response = client.get(url(model, "changelist"))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


def test_the_log_is_for_auditors_and_operators(as_user):
    assert as_user("reviewer_a").get(url(LogEntry, "changelist")).status_code == 403
    assert as_user("operator").get(url(LogEntry, "changelist")).status_code == 200


# writing


def value_form(world, key="a1", **fields):
    return {
        "record": world.schools[key].record.pk,
        "metric": world.metric.pk,
        "breakdown": "公办",
        "period": "",
        "status": "reported",
        "value": "7",
        "bound": "exact",
        **fields,
    }


def test_own_figures_can_be_entered(as_user, world):
    response = as_user("filler_a1").post(url(MetricValue, "add"), value_form(world))
    assert response.status_code == 302
    row = MetricValue.objects.get(breakdown="公办")
    assert (row.record, row.changed_by.username) == (world.schools["a1"].record, "filler_a1")


def test_a_forged_record_is_refused_as_a_form_error(as_user, world):
    response = as_user("filler_a1").post(url(MetricValue, "add"), value_form(world, "b1"))
    assert response.status_code == 200
    assert "选择一个有效的选项" in response.content.decode()
    assert not MetricValue.objects.filter(breakdown="公办").exists()


def test_a_figure_cannot_be_moved_to_another_school(as_user, world):
    own = MetricValue.objects.get(record=world.schools["a1"].record)
    response = as_user("filler_a1").post(
        url(MetricValue, "change", own.pk), value_form(world, "b1", breakdown="", seen_revision=own.revision)
    )
    assert response.status_code == 200
    own.refresh_from_db()
    assert own.record == world.schools["a1"].record


@pytest.mark.parametrize("action", ["change", "delete"])
def test_foreign_rows_cannot_be_posted_to(action, as_user, world):
    client = as_user("filler_a1")
    before = MetricValue.objects.count()
    foreign = MetricValue.objects.get(record=world.schools["b1"].record)
    response = client.post(
        url(MetricValue, action, foreign.pk), value_form(world, "b1", value="666", post="yes")
    )
    assert response.status_code in (302, 403, 404)
    foreign.refresh_from_db()
    assert (MetricValue.objects.count(), foreign.value) == (before, 100)


def test_bulk_deletion_reaches_own_rows_only(as_user, world):
    ids = list(MetricValue.objects.values_list("pk", flat=True))
    as_user("filler_a1").post(
        url(MetricValue, "changelist"), {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
    )
    left = set(MetricValue.objects.values_list("record__institution__public_code", flat=True))
    assert left == {"school-a2", "school-b1", "school-b2"}


def test_a_case_cannot_name_foreign_institutions(as_user, world):
    client = as_user("filler_a1")
    response = client.post(
        url(CaseStudy, "add"),
        {
            "record": world.schools["a1"].record.pk,
            "key": "n",
            "title": "新案例",
            "position": "0",
            "institutions": [world.schools["b1"].institution.pk],
            "parts-TOTAL_FORMS": "0",
            "parts-INITIAL_FORMS": "0",
        },
    )
    assert response.status_code == 200
    assert not CaseStudy.objects.filter(key="n").exists()


EXTRA = {
    "locked": "on", "state": "published", "status_extra": "x", "changed_by": "1", "revision": "99", "number": "1",
    "is_superuser": "on", "is_staff": "on", "groups": "1", "published_at": "2020-01-01", "digest": "x",
}  # fmt: skip


def test_fields_that_are_not_offered_cannot_be_set(as_user, world):
    as_user("filler_a1").post(url(MetricValue, "add"), value_form(world) | EXTRA)
    row = MetricValue.objects.get(breakdown="公办")
    assert (row.revision, row.changed_by.username, row.record.locked) == (1, "filler_a1", False)


def test_a_save_on_an_old_revision_is_refused_and_keeps_what_was_typed(as_user, world):
    client = as_user("filler_a1")
    own = MetricValue.objects.get(record=world.schools["a1"].record)
    form = value_form(world, breakdown="", value="101", seen_revision=own.revision)
    assert client.post(url(MetricValue, "change", own.pk), form).status_code == 302
    second = client.post(url(MetricValue, "change", own.pk), form | {"value": "102"})
    assert second.status_code == 200
    assert 'value="102"' in second.content.decode()
    own.refresh_from_db()
    assert (own.value, own.revision) == (101, 2)


def test_a_locked_record_refuses_every_write(as_user, world):
    YearRecord.objects.filter(pk=world.schools["a1"].record.pk).update(locked=True)
    own = MetricValue.objects.get(record=world.schools["a1"].record)
    for name in ("filler_a1", "operator"):
        client = as_user(name)
        change = client.post(
            url(MetricValue, "change", own.pk), value_form(world, breakdown="", seen_revision=1)
        )
        add = client.post(url(MetricValue, "add"), value_form(world))
        delete = client.post(url(MetricValue, "delete", own.pk), {"post": "yes"})
        assert (change.status_code, add.status_code, delete.status_code) == (403, 200, 403), name
    own.refresh_from_db()
    assert own.value == 100
    assert not MetricValue.objects.filter(breakdown="公办").exists()


def test_nobody_writes_versions_findings_or_the_log(as_user, world):
    client = as_user("operator")
    for thing in world.schools["a1"].objects:
        if type(thing).__name__ in ("Version", "Finding", "Snapshot", "Transition"):
            assert client.post(url(type(thing), "change", thing.pk), {}).status_code == 403
            assert client.get(url(type(thing), "add")).status_code == 403


def test_dictionaries_are_changed_by_operators_alone(as_user, world):
    for model in (Region, Outline, OutlineSection):
        assert as_user("administrator_a").get(url(model, "add")).status_code == 403
    assert as_user("operator").get(url(Outline, "add")).status_code == 200
    assert OutlineBlock not in admin.site._registry


# rights


def test_rights_are_asked_at_each_request(as_user, world):
    client = as_user("filler_a1")
    address = url(Institution, "changelist")
    assert world.schools["a1"].canary in client.get(address).content.decode()
    world.users["filler_a1"].memberships.all().delete()
    assert client.get(address).status_code == 403


def test_a_disabled_account_is_out_at_once(as_user, world):
    client = as_user("filler_a1")
    world.users["filler_a1"].is_active = False
    world.users["filler_a1"].save()
    assert client.get(url(Institution, "changelist")).status_code == 302


@pytest.mark.parametrize(
    ("who", "act", "place", "expected"),
    [
        ("filler_a1", "change", "a1", True),
        ("filler_a1", "change", "a2", False),
        ("filler_a1", "review", "a1", False),
        ("reviewer_a", "review", "a2", True),
        ("reviewer_a", "change", "a1", False),
        ("reviewer_a", "review", "b1", False),
        ("administrator_a", "administer", "a1", True),
        ("administrator_a", "change", "a1", False),
        ("bureau_filler_a", "view", "a1", False),
        ("nobody", "view", "a1", False),
        ("operator", "change", "b2", True),
    ],
)
def test_can(who, act, place, expected, world):
    assert can(world.users[who], act, world.schools[place].record) is expected


def test_acts_name_roles_only():
    assert all(role in Role for roles in ACTS.values() for role in roles)


# accounts


def test_an_administrator_sees_the_accounts_of_his_county_and_no_operator(as_user, world):
    text = as_user("administrator_a").get("/admin/institutions/user/").content.decode()
    assert world.schools["a1"].canary in text
    assert world.schools["b1"].canary not in text
    assert not re.search(r">operator<", text)


@pytest.mark.parametrize("target", ["operator", "filler_b1", "administrator_a"])
def test_no_one_raises_rights(target, as_user, world):
    client = as_user("administrator_a")
    user = world.users[target]
    form = {
        "username": user.username,
        "display_name": "改名",
        "is_active": "on",
        "is_superuser": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    response = client.post(f"/admin/institutions/user/{user.pk}/change/", form)
    assert response.status_code in (302, 403)
    user.refresh_from_db()
    assert user.display_name == ""
    assert user.is_superuser == (target == "operator")


def test_no_role_can_be_given_outside_ones_county(as_user, world):
    client = as_user("administrator_a")
    before = world.users["filler_a1"].memberships.count()
    response = client.post(
        "/admin/institutions/membership/add/",
        {"user": world.users["filler_a1"].pk, "role": "reviewer", "region": world.counties["b"].pk},
    )
    assert response.status_code == 200
    assert world.users["filler_a1"].memberships.count() == before


# lists


def test_lists_need_the_same_queries_for_one_row_and_three(as_user, world):
    client = as_user("operator")
    for model in (MetricValue, CaseStudy, Report):
        counts = []
        for keys in (["a1"], ["a1", "a2", "b1"]):
            ids = ",".join(str(world.schools[key].record.pk) for key in keys)
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url(model, "changelist"), {"record__id__in": ids})
            assert response.status_code in (200, 302)
            counts.append(len(queries))
        assert counts[0] == counts[1], model
