"""What every form of the back office carries: the revision its reader saw, and the fields registered for its columns.

An upper app names the form field of a column by `use_field`; lower apps need not know the field.
"""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

_FIELDS: dict[tuple[type[Model], str], Callable[[Field], forms.Field]] = {}


def use_field(model: type[Model], name: str, make: Callable[[Field], forms.Field]) -> None:
    """Every form of the back office over this column uses the field that `make` answers."""
    _FIELDS[model, name] = make


def field_for(db_field: Field) -> forms.Field | None:
    """The field registered for a column; None: Django's own serves."""
    make = _FIELDS.get((db_field.model, db_field.name))
    return make(db_field) if make else None


class RevisionForm(forms.ModelForm):
    """Carries the revision the person saw; a save on an older one is refused, with what was typed still there."""

    seen_revision = forms.IntegerField(label=_("revision"), widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_revision"].initial = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            # The row stays locked until the save is through: the second of two savers waits here, then differs.
            rows = type(self.instance)._base_manager.select_for_update()
            stored = rows.filter(pk=self.instance.pk).values("revision").first()
            if stored is None or stored["revision"] != self.cleaned_data.get("seen_revision"):
                raise ValidationError(
                    _(
                        "Someone saved this meanwhile. Your words are still here: open the page anew in a second "
                        "window, compare, and save again from there."
                    ),
                    code="conflict",
                )
        return cleaned
