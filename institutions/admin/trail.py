"""What every admin class tells of what was done in it: who added, changed, deleted or read which row, with before and after.

Mixed into the base of all admin classes, so that a new one cannot forget it. Who listens keeps the log.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.forms import BaseModelFormSet, ModelForm
from import_export.results import Result, RowResult

from institutions.exchange.preview import digest_of
from institutions.models import Membership, User
from institutions.permissions import place_of
from institutions.scoping import SCOPE
from institutions.signals import content_read, tell

LISTED = 500  # rows of an import whose columns the log repeats
LONGEST = 200  # characters of a private text that the log repeats
SECRET, NO_CONTENT = "password", frozenset({"seen_revision"})
PERSONAL = frozenset(
    {"username", "display_name", "email"}
)  # the log is for ever; an account can be taken back
HIDDEN = "…"


class Trail:
    def construct_change_message(self, request, form, formsets, add=False):
        form.instance.changes_made = changes_of(form) | parts_of(formsets)
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        tell("row.added", obj, request=request, **_done(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if getattr(obj, "changes_made", None):
            tell("row.changed", obj, request=request, **_done(obj))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for row in queryset:
            tell("row.deleted", row, request=request, name=_title(row), before=content_of(row))
        return super().log_deletions(request, queryset)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and _is_content(self.model):
            content_read.send(sender=self.model, request=request, row=obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        if request.method == "GET" and _is_content(self.model) and self.has_view_permission(request):
            content_read.send(sender=self.model, request=request, row=None)
        return super().changelist_view(request, extra_context)


class TrailAdmin(Trail, admin.ModelAdmin):
    """The stock admin class that tells."""


def _is_content(model: type[Model]) -> bool:
    """Whether rows of the model are what a school writes: figures, texts, reports and what hangs on them."""
    return SCOPE.get(model, ("", ""))[0] == "record"


def _done(obj: Model) -> dict[str, Any]:
    found = {"name": _title(obj), "changes": getattr(obj, "changes_made", {})}
    revision = getattr(obj, "revision", None)
    return found if revision is None else found | {"revision": revision}


def changes_of(form: ModelForm) -> dict[str, list[Any]]:
    """Field → [before, after] of what the form changed."""
    found = {}
    for name in form.changed_data:
        if name in NO_CONTENT or name not in form.cleaned_data:
            continue
        before, after = form.get_initial_for_field(form.fields[name], name), form.cleaned_data[name]
        found[name] = [HIDDEN, HIDDEN] if _is_hidden(name) else [shown(before), shown(after)]
    return found


def parts_of(formsets: Iterable[BaseModelFormSet]) -> dict[str, Any]:
    """Row → what was done to it, of the rows that were edited within the form of another."""
    found: dict[str, Any] = {}
    for formset in formsets:
        added, deleted = formset.new_objects, formset.deleted_objects
        for form in formset.forms:
            row = form.instance
            if row in deleted:
                found[_name(row)] = {"deleted": content_of(row)}
            elif row.pk and form.has_changed():
                found[_name(row)] = {"added" if row in added else "changed": changes_of(form)}
    return found


def content_of(row: Model) -> dict[str, Any]:
    """Every stored column of a row, as the log keeps it."""
    columns = (f for f in row._meta.concrete_fields if not _is_hidden(f.name))
    return {f.name: shown(f.value_from_object(row)) for f in columns}


def _is_hidden(name: str) -> bool:
    return name.startswith(SECRET) or name in PERSONAL


def _title(row: Model) -> str:
    """What a row is called; rows about persons go by their number alone."""
    return "" if isinstance(row, (User, Membership)) else shown(str(row))


def written_by(result: Result) -> list[Model]:
    """The rows an import made or changed."""
    return [row.instance for row in _written(result)]


def imported_by(result: Result) -> Iterator[dict[str, Any]]:
    """For each place an import wrote to: how many rows, and the columns of the first ones before and after."""
    by_place: dict[str, list[RowResult]] = defaultdict(list)
    for row in _written(result):
        institution, region = place_of(row.instance)
        place = institution or region
        by_place[_name(place) if place else ""].append(row)
    for place, rows in by_place.items():
        new = sum(row.import_type == row.IMPORT_TYPE_NEW for row in rows)
        yield {
            **({"place": place} if place else {}),
            "new": new,
            "changed": len(rows) - new,
            "rows": {_name(row.instance): _difference(row) for row in rows[:LISTED]},
            "digest": digest_of(result),
        }


def _written(result: Result) -> list[RowResult]:
    return [row for row in result.rows if row.import_type in (row.IMPORT_TYPE_NEW, row.IMPORT_TYPE_UPDATE)]


def _difference(row: RowResult) -> dict[str, list[Any]]:
    after = content_of(row.instance)
    before = content_of(row.original) if row.import_type == row.IMPORT_TYPE_UPDATE else dict.fromkeys(after)
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def shown(value: Any) -> Any:
    """A value as JSON: rows by number, files by name, long texts shortened with their length."""
    match value:
        case None | bool() | int():
            return value
        case Model():
            return value.pk
        case QuerySet() | list() | tuple() | set():
            return [shown(one) for one in value]
        case FieldFile():
            return value.name or ""
    text = getattr(value, "name", None) if hasattr(value, "read") else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)})"


def _name(row: Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
