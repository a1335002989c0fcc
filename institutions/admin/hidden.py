"""References from a row one may see to rows one may not: not shown, not lost by a save, not removed by a deletion."""

from collections.abc import Iterable, Iterator

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import ForeignKey, Model

from institutions.models import User
from institutions.scoping import is_scoped, visible


def is_hidden(thing: Model, user: User) -> bool:
    """Whether a row lies outside what `user` sees; accounts that acted on one's own rows are named there."""
    model = type(thing)
    if model._meta.auto_created:  # a row of a many-to-many table: hidden when one of its ends is
        ends = (getattr(thing, field.name) for field in model._meta.fields if isinstance(field, ForeignKey))
        return any(is_hidden(end, user) for end in ends)
    return is_scoped(model) and not visible(model._default_manager.filter(pk=thing.pk), user).exists()


def conceal(thing: Model, user: User) -> None:
    """Empties the loaded references of a row that is about to be shown, never saved, where they are hidden."""
    for field in _references(type(thing)):
        target = getattr(thing, field.name) if getattr(thing, field.attname) else None
        if target is not None and is_hidden(target, user):
            thing._state.fields_cache[field.name] = None
    for field in _scoped_sets(type(thing)):
        rows = visible(getattr(thing, field.name).all(), user)
        thing.__dict__.setdefault("_prefetched_objects_cache", {})[field.name] = rows


def keep_hidden_reference(thing: Model, form, user: User) -> None:
    """A reference the form could not show is no choice to leave it empty: it stays."""
    for field in _references(type(thing)):
        before = form.initial.get(field.name)
        if field.name in form.fields and before and form.cleaned_data.get(field.name) is None:
            rows = field.remote_field.model._default_manager
            if not visible(rows.filter(pk=before), user).exists():
                setattr(thing, field.attname, before)


def hidden_members(thing: Model, user: User) -> dict[str, list[Model]]:
    """Rows of many-to-many fields that a form could not show, by field, to be put back after its save."""
    members = {}
    for field in _scoped_sets(type(thing)):
        rows = getattr(thing, field.name)
        members[field.name] = list(rows.exclude(pk__in=visible(rows.all(), user).values("pk")))
    return members


def touched_elsewhere(things: Iterable[Model], user: User) -> int:
    """How many rows outside what `user` sees a deletion would take along or run into."""
    things = list(things)
    if not things:
        return 0
    collector = NestedObjects(using=router.db_for_write(type(things[0])), origin=things)
    collector.collect(things)
    found = [row for rows in collector.data.values() for row in rows] + list(collector.protected)
    return sum(is_hidden(row, user) for row in found)


def _references(model: type[Model]) -> Iterator[ForeignKey]:
    for field in model._meta.fields:
        related = field.remote_field.model if isinstance(field, ForeignKey) else None
        if related is not None and is_scoped(related) and related is not User:
            yield field


def _scoped_sets(model: type[Model]) -> Iterator:
    return (field for field in model._meta.many_to_many if is_scoped(field.remote_field.model))
