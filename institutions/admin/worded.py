"""Columns, filters and read-only fields that show a code in words."""

from collections.abc import Callable
from decimal import Decimal

from django.contrib import admin

from institutions.formatting import number


def column(name: str, words: Callable[[str], str]) -> Callable:
    """A column over the field `name`, sorted and headed like the field itself."""

    def shown(self, row) -> str:
        return words(getattr(row, name))

    shown.__name__ = f"{name}_words"
    shown.admin_order_field = name
    shown.field_name = name
    return shown


def words_filter(words: Callable[[str], str]) -> type[admin.AllValuesFieldListFilter]:
    """A filter over all values of a field, each in words."""

    class WordsFilter(admin.AllValuesFieldListFilter):
        def choices(self, changelist):
            for choice in super().choices(changelist):
                yield choice | {"display": words(choice["display"])}

    return WordsFilter


def plain(value: Decimal, places: int = 0) -> str:
    """With at least so many decimals unless whole, and with every one it has; the column's idle zeros are not shown."""
    return number(value, max(places, -value.normalize().as_tuple().exponent))


class Worded:
    """`worded` names the fields whose codes are read in words where they cannot be changed: {"act": "act_words"}."""

    worded: dict[str, str] = {}

    def __init__(self, model, site):
        super().__init__(model, site)
        for name, method in self.worded.items():
            shown = getattr(type(self), method)
            if not hasattr(shown, "short_description"):
                shown.short_description = model._meta.get_field(name).verbose_name

    def get_fields(self, request, obj=None):
        methods = self.worded.values()
        names = [name for name in super().get_fields(request, obj) if name not in methods]
        if self.has_change_permission(request, obj):
            return names
        return [self.worded.get(name, name) for name in names]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *self.worded.values()]
