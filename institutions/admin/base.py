"""The base of every admin class: rows, choices, filters and rights by scope, and saves that cannot overwrite.

Rights come from `institutions.permissions` alone; Django's own model permissions are not used. A model is either
scoped (it hangs on a place) or a shared dictionary, which everyone signed in may read and only operators change.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from institutions.models import YearRecord
from institutions.permissions import ACTS, can, memberships
from institutions.scoping import is_scoped, record_of, visible

MAX_SEARCH, MAX_SEARCH_WORDS = 100, 8


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A filter by a related object lists only what the person may see."""

    def field_choices(self, field, request, model_admin):
        related = field.remote_field.model
        choices = visible(related._default_manager.all(), request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in choices.order_by(*ordering)[:200]]


class RevisionForm(forms.ModelForm):
    """Carries the revision the person saw; a save on an older one is refused, with what was typed still there."""

    seen_revision = forms.IntegerField(label=_("revision"), widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_revision"].initial = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.changed_data:
            stored = type(self.instance)._base_manager.filter(pk=self.instance.pk).values("revision").first()
            if stored is None or stored["revision"] != self.cleaned_data.get("seen_revision"):
                raise ValidationError(
                    _(
                        "Someone saved this meanwhile. Your words are still here: open the page anew in a second "
                        "window, compare, and save again from there."
                    ),
                    code="conflict",
                )
        return cleaned


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

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = self.choices(db_field.remote_field.model, request, kwargs.get("queryset"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = self.choices(db_field.remote_field.model, request, kwargs.get("queryset"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choices(self, model: type[Model], request: HttpRequest, queryset: QuerySet | None) -> QuerySet:
        """Rows a person may name in a form of this class: of his scope, and open for writing where it is a record."""
        rows = model._default_manager.all() if queryset is None else queryset
        if model is YearRecord:
            return visible(rows, request.user, roles=ACTS[self.act]).filter(locked=False)
        return visible(rows, request.user)


class ScopedAdmin(Scoped, admin.ModelAdmin):
    view_on_site = False
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request):
        return self.has_view_permission(request)

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
        if self.has_revision:
            obj.changed_by = request.user
            if change and form.changed_data:
                obj.revision += 1
        super().save_model(request, obj, form, change)

    def get_search_results(self, request, queryset, search_term):
        """A search is a few words: longer ones would only cost, and NUL is no character of a database."""
        words = search_term.replace("\0", " ").split()[:MAX_SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words)[:MAX_SEARCH])

    def lookup_allowed(self, lookup, value, request=None):
        """Filters in the address go only as far as the list itself offers."""
        return lookup.split("__")[0] != "password" and super().lookup_allowed(lookup, value, request)


class ScopedInline(Scoped):
    """Mixed into TabularInline or StackedInline: rows of the parent, choices by scope."""

    extra = 0

    def may_write(self, request, obj):
        # `obj` is the parent here, None while it is being added.
        record = record_of(obj) if obj is not None else None
        return self.may_write_somewhere(request) and not (record is not None and record.locked)

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and request.user.is_active
