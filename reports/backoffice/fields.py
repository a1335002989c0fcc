"""Form fields for what a report tells: texts in the house vocabulary, cleaned before they are stored, and charts."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from institutions.references import InvalidReference, parse_reference
from reports.document.vocabulary import clean

MAX_SPEC = 20_000  # characters
MAX_ENTRIES, MAX_WORDS = 60, 80  # labels or series; characters of one name


class ProseField(forms.CharField):
    """A text area whose value is house vocabulary; raises ValidationError past a limit."""

    widget = forms.Textarea(attrs={"rows": 16, "class": "prose-source", "spellcheck": "false"})

    def clean(self, value):
        return clean(super().clean(value) or "")

    def has_changed(self, initial, data):
        """Browsers send other line ends than are stored; what cleans to the same is no change."""
        try:
            return self.clean(data) != (initial or "")
        except ValidationError:
            return True


def prose_field(column: Field) -> ProseField:
    return ProseField(label=column.verbose_name, help_text=column.help_text, required=not column.blank)


class ChartSpecField(forms.CharField):
    """Labels and series as JSON text: {"labels": ["…"], "series": [{"name": "…", "refs": ["CODE?year=-1"]}]}."""

    widget = forms.Textarea(attrs={"rows": 10, "class": "prose-source", "spellcheck": "false"})

    def __init__(self, **kwargs):
        super().__init__(max_length=MAX_SPEC, **kwargs)

    def prepare_value(self, value):
        return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict) else value

    def to_python(self, value):
        text = super().to_python(value)
        return _spec(_json(text)) if text and len(text) <= MAX_SPEC else text

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def run_validators(self, value):
        if isinstance(value, str):
            super().run_validators(value)


def chart_field(column: Field) -> ChartSpecField:
    example = '{"labels": ["2024年"], "series": [{"name": "在校生", "refs": ["students_total"]}]}'
    return ChartSpecField(
        label=column.verbose_name, help_text=_("As here: %(example)s") % {"example": example}
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            _("This is not JSON; look for a missing quotation mark, comma or bracket."), code="json"
        ) from error


def _spec(data: Any) -> dict[str, list]:
    """Exactly the two lists a chart is drawn from. Raises ValidationError."""
    if not isinstance(data, dict) or set(data) != {"labels", "series"}:
        raise ValidationError(_("Give “labels” and “series”, nothing else."), code="spec")
    labels, series = data["labels"], data["series"]
    if not _list(labels) or not _list(series) or not all(map(_words, labels)):
        raise ValidationError(
            _("“labels” and “series” are lists of 1 to %(most)d; a label is a short text."),
            params={"most": MAX_ENTRIES},
            code="spec",
        )
    return {"labels": labels, "series": [_one_series(entry, len(labels)) for entry in series]}


def _one_series(entry: Any, length: int) -> dict[str, Any]:
    if not isinstance(entry, dict) or set(entry) != {"name", "refs"} or not _words(entry["name"]):
        raise ValidationError(_("Each series has a “name” and its “refs”."), code="spec")
    refs = entry["refs"]
    if not isinstance(refs, list) or len(refs) != length or not all(isinstance(ref, str) for ref in refs):
        raise ValidationError(
            _("The series “%(name)s” needs one reference for each label: %(length)d."),
            params={"name": entry["name"], "length": length},
            code="spec",
        )
    try:
        for ref in refs:
            parse_reference(ref)
    except InvalidReference as error:
        raise ValidationError(str(error), code="reference") from error
    return {"name": entry["name"], "refs": refs}


def _list(value: Any) -> bool:
    return isinstance(value, list) and 1 <= len(value) <= MAX_ENTRIES


def _words(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and 1 <= len(value) <= MAX_WORDS
