"""How the back-office tests walk pages: addresses, forms filled as a browser would, and what must not appear."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelChoiceField, ModelMultipleChoiceField, MultiWidget
from django.urls import reverse

APPS = ("institutions", "casestudies", "reports")
ADMINS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in ADMINS if model._meta.app_label in APPS]
UNKNOWN = 999_999_999
LOGGED = {"reports.logentry", "institutions.opensession"}  # looking and refusing may be logged, a session end


def url(model: type[Model], action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace") + str(dict(response.headers))


def found(response, canaries: list[str]) -> list[str]:
    text = text_of(response)
    return [canary for canary in canaries if canary in text]


def filled(response, **fields) -> dict[str, Any]:
    """What a browser would send from this form page as it stands, with `fields` put over it."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            data |= _sent(bound)
    return data | fields


def _sent(bound) -> dict[str, Any]:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, MultiWidget):
        parts = widget.decompress(value)
        return {f"{bound.html_name}_{n}": part or "" for n, part in enumerate(parts)}
    if isinstance(bound.field, ModelChoiceField) and value:  # a list box sends only what it offers
        offered = {str(pk) for pk in bound.field.queryset.values_list("pk", flat=True)}
        many = isinstance(value, list | tuple)
        value = [pk for pk in value if str(pk) in offered] if many else value if str(value) in offered else ""
    if isinstance(bound.field, ModelMultipleChoiceField) and not value:
        return {}
    if isinstance(value, bool):
        return {bound.html_name: "on"} if value else {}
    return {bound.html_name: "" if value is None else value}


def state() -> dict[str, list]:
    """Every stored row of the three apps, to be compared before and after."""
    rows = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            names = [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]
            if model._meta.label_lower not in LOGGED:
                rows[model._meta.label] = list(model._default_manager.order_by("pk").values_list(*names))
    return rows


def differences(before: dict[str, list]) -> dict[str, list]:
    """Rows of models that are not as they were."""
    now = state()
    return {label: now[label] for label in before if now[label] != before[label]}


def errors(response) -> list:
    """What a form page complains about; empty after a save."""
    if response.status_code == 302:
        return []
    inlines = response.context["inline_admin_formsets"]
    return [response.context["adminform"].form.errors, *(inline.formset.errors for inline in inlines)]
