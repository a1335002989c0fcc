"""Nothing new may go round the plumbing: every model, admin class, inline, filter and choice is walked and judged."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import TextField
from django.forms import ModelChoiceField
from django.urls import NoReverseMatch, reverse

from institutions.admin.base import Scoped, ScopedAdmin, ScopedRelatedFilter
from institutions.admin.forms import field_for
from institutions.models import MetricValue, Region, YearRecord
from institutions.permissions import ACTS
from institutions.scoping import SCOPE, is_scoped, owners_of, unlocked, visible, visible_regions
from reports.models import OutlineSection

from .pages import ADMINS, APPS, OURS, filled, url

SHARED = {
    "institutions.region", "institutions.academicyear", "institutions.round", "institutions.roundwindow",
    "institutions.metric", "institutions.metricalias", "institutions.officialtable", "institutions.tableplacement",
    "institutions.codelistentry", "institutions.threshold", "reports.outline", "reports.outlinesection",
    "reports.outlineblock", "reports.workerbeat", "reports.duty", "reports.sitemode",
}  # fmt: skip
SHORT_LISTS = {
    ("institutions.round", "academic_year"),  # one row a year
    ("reports.outlinesection", "parent"),  # of one outline
    ("institutions.tableplacement", "table"),
}
# Plain text columns; every other TextField holds the house vocabulary and must have its cleaning field.
PLAIN_TEXTS = {
    ("institutions.metric", "definition_zh"), ("reports.outlinesection", "guidance"),
    ("reports.transition", "comment"), ("reports.snapshot", "facts"), ("reports.reviewitem", "before"),
    ("reports.reviewitem", "after"), ("reports.version", "sealing_error"),
}  # fmt: skip
WRITERS = ["filler_a1", "administrator_a", "bureau_filler_a", "reviewer_a"]


def models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def request_of(rf, user):
    request = rf.get("/")
    request.user = user
    return request


def forms_of(model, request):
    model_admin = admin.site._registry[model]
    yield model, model_admin.get_form(request)
    for inline in model_admin.get_inline_instances(request):
        yield inline.model, inline.get_formset(request).form


def choice_fields(model, request):
    for owner, form in forms_of(model, request):
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField):
                yield owner, name, field


def test_every_model_is_scoped_or_a_known_dictionary():
    labels = {model._meta.label_lower for model in models()}
    scoped = {model._meta.label_lower for model in SCOPE}
    assert labels - scoped == SHARED
    assert not scoped & SHARED


def test_every_admin_class_stands_on_the_scoped_base_and_is_ours():
    assert [m._meta.label for m in ADMINS if not isinstance(admin.site._registry[m], ScopedAdmin)] == []
    assert ADMINS == OURS


def test_every_inline_stands_on_the_scoped_base():
    inlines = [i for m in ADMINS for i in admin.site._registry[m].inlines]
    assert [i.__name__ for i in inlines if not issubclass(i, Scoped)] == []


def test_no_admin_offers_view_on_site_or_list_editing():
    assert [m._meta.label for m in ADMINS if admin.site._registry[m].view_on_site] == []
    assert [m._meta.label for m in ADMINS if admin.site._registry[m].list_editable] == []
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=(1, 1))


def test_every_text_column_of_a_narrative_is_cleaned():
    columns = [
        (model._meta.label_lower, field.name)
        for model in models()
        for field in model._meta.fields
        if type(field) is TextField and field_for(field) is None
    ]
    assert set(columns) == PLAIN_TEXTS


def test_filters_over_scoped_relations_are_scoped(rf, world):
    for model in OURS:
        for item in admin.site._registry[model].get_list_filter(request_of(rf, world.users["filler_a1"])):
            path = item if isinstance(item, str) else item[0]
            related = admin.utils.get_fields_from_path(model, path)[-1].remote_field
            if related is not None and is_scoped(related.model):
                assert isinstance(item, tuple) and issubclass(item[1], ScopedRelatedFilter), (model, path)


def test_a_filter_over_a_scoped_relation_lists_ones_own_rows(rf, world):
    class ByRecord(admin.site._registry[MetricValue].__class__):
        list_filter = ["record"]

    request = request_of(rf, world.users["reviewer_a"])
    changelist = ByRecord(MetricValue, admin.site).get_changelist_instance(request)
    own = [world.schools["a1"], world.schools["a2"], world.bureaus["a"]]
    choices = {pk for pk, _label in changelist.filter_specs[0].lookup_choices}
    assert choices == {place.record.pk for place in own}


@pytest.mark.parametrize("who", WRITERS)
def test_every_choice_of_every_form_lies_in_ones_scope(who, rf, world):
    user = world.users[who]
    for model in OURS:
        for _owner, name, field in choice_fields(model, request_of(rf, user)):
            if is_scoped(field.queryset.model):
                allowed = visible(field.queryset.model._default_manager.all(), user)
                assert set(field.queryset) <= set(allowed), (model, name)


@pytest.mark.parametrize("who", WRITERS)
def test_what_a_row_hangs_on_is_where_one_may_write_and_is_not_locked(who, rf, world):
    user = world.users[who]
    YearRecord.objects.filter(pk=world.schools["a1"].record.pk).update(locked=True)
    seen = set()
    for model in OURS:
        roles = ACTS[admin.site._registry[model].act]
        for owner, name, field in choice_fields(model, request_of(rf, user)):
            if owner is not model or name not in owners_of(model):
                continue
            if field.queryset.model is Region:
                allowed = visible_regions(user, roles=roles)
            else:
                allowed = unlocked(visible(field.queryset.model._default_manager.all(), user, roles=roles))
            assert set(field.queryset) == set(allowed), (model, name)
            seen.add((model._meta.model_name, name))
    assert {("metricvalue", "record"), ("narrative", "report"), ("membership", "region")} <= seen


def test_a_key_that_may_point_to_many_rows_is_searched_not_listed(rf, world):
    request = request_of(rf, world.users["operator"])
    written = [model for model in OURS if admin.site._registry[model].has_add_permission(request)]
    listed = set()
    for model in written:
        for owner, name, field in choice_fields(model, request):
            wrapped = isinstance(field.widget, RelatedFieldWidgetWrapper)
            widget = field.widget.widget if wrapped else field.widget
            parent = owner is not model and field.queryset.model is model
            if not parent and not isinstance(widget, AutocompleteSelect | AutocompleteSelectMultiple):
                listed.add((owner._meta.label_lower, name))
    assert listed == SHORT_LISTS


def test_a_section_is_placed_under_sections_of_its_own_outline(as_user, world):
    client = as_user("operator")
    outline = world.schools["a1"].record.reports.get().outline
    own = OutlineSection.objects.create(outline=outline, key="one", title="本提纲", position=1)
    other = type(outline).objects.create(key="x", kind="school", title="另一提纲", numbering="decimal")
    OutlineSection.objects.create(outline=other, key="two", title="别的章节", position=1)
    page = client.get(url(type(outline), "change", outline.pk))
    choices = page.context["inline_admin_formsets"][0].formset.forms[0].fields["parent"].queryset
    assert list(choices) == [own]
    assert filled(page)["sections-0-title"] == "本提纲"
