"""All that is held about one person, as data; upper apps add what they keep under another key than the account's."""

from collections.abc import Callable, Iterator
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.db.models import Model
from django.db.models.fields.files import FieldFile

from institutions.models import User

# Proofs of who someone is are not handed out, not to the person either.
SECRETS = frozenset({"password", "key", "token", "digest", "session_hash"})
LONGEST = 2000  # characters of one column

_MORE: list[Callable[[User], dict[str, list]]] = []


def also_held(find: Callable[[User], dict[str, list]]) -> Callable[[User], dict[str, list]]:
    """Registers a function that answers further rows about an account, by name."""
    _MORE.append(find)
    return find


def held_about(user: User) -> dict[str, Any]:
    """{"account": its columns, "rows": {model: [columns of each row]}}"""
    rows: dict[str, list] = {}
    for label, row in _rows_of(user):
        rows.setdefault(label, []).append(columns(row))
    for find in _MORE:
        rows |= find(user)
    return {"account": columns(user), "rows": dict(sorted(rows.items()))}


def columns(row: Model) -> dict[str, Any]:
    return {
        f.name: _plain(f.value_from_object(row)) for f in row._meta.concrete_fields if f.name not in SECRETS
    }


def _rows_of(user: User) -> Iterator[tuple[str, Model]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.remote_field is not None and field.remote_field.model is User:
                for row in model._base_manager.filter(**{field.name: user.pk}):
                    yield f"{model._meta.label_lower}.{field.name}", row
    for model in (AccessAttempt, AccessLog):
        for row in model.objects.filter(username=user.username):
            yield model._meta.label_lower, row


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case FieldFile():
            return value.name or ""
        case dict() | list():
            return value
        case bytes() | memoryview():
            return len(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)})"
