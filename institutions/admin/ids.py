"""Ids as they come in forms and addresses: whatever is no id of a row becomes one that no row has.

The stock widgets and actions hand such texts to the database, which answers with an error instead of "not found".
"""

import re
from collections.abc import Iterable

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.http import QueryDict

ID = re.compile(r"[0-9]{1,18}", re.ASCII)  # what a bigint holds
NO_ROW = "0"


def is_id(text: object) -> bool:
    return ID.fullmatch(str(text)) is not None


def reference_names(models: Iterable[type[Model]]) -> set[str]:
    """Names under which forms of these models send ids."""
    names = {model._meta.pk.name for model in models}
    for model in models:
        names |= {
            field.name for field in (*model._meta.fields, *model._meta.many_to_many) if field.remote_field
        }
    return names


def with_known_ids(data: QueryDict, names: set[str]) -> QueryDict:
    """The same form data; inline fields are told by the last part of their name (parts-0-case)."""
    if all(is_id(v) or not v for key in data for v in data.getlist(key) if key.rpartition("-")[2] in names):
        return data
    known = data.copy()
    for key in data:
        if key.rpartition("-")[2] in names:
            known.setlist(
                key, [value if is_id(value) or not value else NO_ROW for value in data.getlist(key)]
            )
    return known


def with_known_selection(data: QueryDict) -> QueryDict:
    """Form data of an action without selected ids that can be none."""
    chosen = data.getlist(ACTION_CHECKBOX_NAME)
    if all(map(is_id, chosen)):
        return data
    known = data.copy()
    known.setlist(ACTION_CHECKBOX_NAME, list(filter(is_id, chosen)))
    return known
