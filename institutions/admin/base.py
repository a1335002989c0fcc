"""The base of every admin class: rows, choices, filters and rights by scope, and saves that cannot overwrite.

Rights come from `institutions.permissions` alone; Django's own model permissions are not used. A model is either
scoped (it hangs on a place) or a shared dictionary, which everyone signed in may read and only operators change.
"""

from typing import Any

from django import forms
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import ngettext

from institutions.models import Region
from institutions.permissions import ACTS, can, memberships
from institutions.scoping import (
    hold_open,
    is_scoped,
    owners_of,
    record_of,
    unlocked,
    visible,
    visible_regions,
)

from .forms import RevisionForm, field_for
from .hidden import conceal, hidden_members, keep_hidden_reference, touched_elsewhere
from .ids import is_id, reference_names, with_known_ids, with_known_selection
from .trail import TrailAdmin

MAX_SEARCH, MAX_SEARCH_WORDS = 100, 8
COSTLY_LOOKUPS = frozenset({"regex", "iregex"})


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A filter by a related object lists only what the person may see."""

    def field_choices(self, field, request, model_admin):
        related = field.remote_field.model
        choices = visible(related._default_manager.all(), request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in choices.order_by(*ordering)[:200]]


class Scoped:
    """What list, form, inline and import share: `act` is the right asked for writing."""

    act = "change"

    def may_write_somewhere(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        return user.is_superuser or (
            is_scoped(self.model) and any(m.role in ACTS[self.act] for m in memberships(user))
        )

    def may_write(self, request: HttpRequest, obj: Model | None) -> bool:
        if not self.may_write_somewhere(request):
            return False
        if obj is None:
            return True
        record = record_of(obj) if is_scoped(self.model) else None
        if record is not None and record.locked:
            return False  # signed, under review or published: the workflow alone opens it again
        return request.user.is_superuser or can(request.user, self.act, obj)

    def has_view_permission(self, request, obj=None):
        user = request.user
        if not (user.is_active and user.is_staff and (user.is_superuser or memberships(user))):
            return False
        if obj is None or not is_scoped(self.model):
            return True
        return visible(self.model._default_manager.filter(pk=obj.pk), user).exists()

    def has_add_permission(self, request, obj=None):
        return self.may_write_somewhere(request)

    def has_change_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(super().get_queryset(request), request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related, rows = db_field.remote_field.model, kwargs.get("queryset")
        choose = self.owners if db_field.name in owners_of(self.model) else self.choices
        kwargs["queryset"] = choose(related, request, rows)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = self.choices(db_field.remote_field.model, request, kwargs.get("queryset"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choices(self, model: type[Model], request: HttpRequest, queryset: QuerySet | None) -> QuerySet:
        """Rows a person may name in a form of this class: those he sees."""
        rows = model._default_manager.all() if queryset is None else queryset
        return visible(rows, request.user)

    def owners(self, model: type[Model], request: HttpRequest, queryset: QuerySet | None) -> QuerySet:
        """Rows a new row may hang on: where the person may write, and where no lock forbids it."""
        rows = model._default_manager.all() if queryset is None else queryset
        roles = ACTS[self.act]
        if model is Region:
            return rows.filter(pk__in=visible_regions(request.user, roles=roles).values("pk"))
        return unlocked(visible(rows, request.user, roles=roles))


class ScopedAdmin(Scoped, TrailAdmin):
    view_on_site = False
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def changelist_view(self, request, extra_context=None):
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        request.POST = with_known_selection(request.POST)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.POST = with_known_ids(request.POST, self._reference_names())
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Inside the transaction of the save: the record is held before anything of it is read."""
        self._hold(request, object_id)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _delete_view(self, request, object_id, extra_context):
        self._hold(request, object_id)
        return super()._delete_view(request, object_id, extra_context)

    def _hold(self, request: HttpRequest, object_id: str | None) -> None:
        """What the rights say of the record afterwards is true until the save is through."""
        if request.method == "POST" and object_id:
            row = self.get_object(request, unquote(object_id))
            if row is not None:
                hold_open(row)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            if not hold_open(*queryset):
                raise PermissionDenied  # frozen between the question and its answer
            super().delete_queryset(request, queryset)

    def get_changeform_initial_data(self, request):
        """Values given in the address of an add form; ids of no row are none."""
        given = super().get_changeform_initial_data(request)
        for name in self._reference_names() & set(given):
            value = given[name]
            several = isinstance(value, list)
            given[name] = list(filter(is_id, value)) if several else value if is_id(value) else None
        return given

    def _reference_names(self) -> set[str]:
        return reference_names([self.model, *(inline.model for inline in self.inlines)])

    def get_list_filter(self, request):
        return [self._scoped_filter(item) for item in super().get_list_filter(request)]

    def _scoped_filter(self, item: Any) -> Any:
        """A plain filter over a relation to scoped rows is replaced; others pass."""
        if not isinstance(item, str):
            return item
        field = get_fields_from_path(self.model, item)[-1]
        related = field.remote_field.model if field.remote_field else None
        return (item, ScopedRelatedFilter) if related is not None and is_scoped(related) else item

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self.has_revision and self.form is forms.ModelForm:
            kwargs["form"] = RevisionForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_revision and self.fieldsets and self.has_change_permission(request, obj):
            return [*fieldsets, (None, {"fields": ["seen_revision"]})]
        return fieldsets

    @property
    def has_revision(self) -> bool:
        return any(field.name == "revision" for field in self.model._meta.fields)

    def save_model(self, request, obj, form, change):
        keep_hidden_reference(obj, form, request.user)
        if not change and not hold_open(obj):
            raise PermissionDenied  # frozen between the form and its save
        if self.has_revision:
            if change and not form.changed_data:
                return  # nothing was changed, so that nobody becomes the one who changed it last
            obj.changed_by = request.user
            obj.revision += change
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        kept = hidden_members(form.instance, request.user) if change else {}
        super().save_related(request, form, formsets, change)
        for name, rows in kept.items():
            getattr(form.instance, name).add(*rows)
        parts_changed = any(formset.has_changed() for formset in formsets)
        if change and self.has_revision and parts_changed and not form.changed_data:
            form.instance.revision += 1  # its parts are part of it
            form.instance.changed_by = request.user
            form.instance.save(update_fields=["revision", "changed_by", "changed_at"])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            conceal(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """What hangs on rows of other places is not deleted from here; their names are not told either.

        What is in use names the rows that hang on it, rather than the kinds of row one may not delete.
        """
        count = touched_elsewhere(objs, request.user)
        if count == 0:
            deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
            return deleted, counts, set() if protected else lacking, protected
        words = ngettext("%(count)s entry of another place", "%(count)s entries of other places", count)
        return [], {}, set(), [words % {"count": count}]

    def get_search_results(self, request, queryset, search_term):
        """A search is a few words: longer ones would only cost, and NUL is no character of a database."""
        words = search_term.replace("\0", " ").split()[:MAX_SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words)[:MAX_SEARCH])

    def lookup_allowed(self, lookup, value, request=None):
        """Filters in the address go only as far as the list itself offers: not to rows that point here."""
        name = lookup.split("__")[0]
        if lookup.split("__")[-1] in COSTLY_LOOKUPS:
            return False
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return name == "pk" and super().lookup_allowed(lookup, value, request)
        return (
            name != "password" and not field.auto_created and super().lookup_allowed(lookup, value, request)
        )


class ScopedInline(Scoped):
    """Mixed into TabularInline or StackedInline: rows of the parent, choices by scope."""

    extra = 0

    def may_write(self, request, obj):
        # `obj` is the parent here, None while it is being added.
        record = record_of(obj) if obj is not None else None
        return self.may_write_somewhere(request) and not (record is not None and record.locked)

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and request.user.is_active
