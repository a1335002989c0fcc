"""Form fields for texts in the house vocabulary: whatever comes in is cleaned before it is stored."""

from django import forms

from reports.document.vocabulary import clean


class ProseField(forms.CharField):
    """A text area whose value is house vocabulary; raises ValidationError past a limit."""

    widget = forms.Textarea(attrs={"rows": 16, "class": "prose-source", "spellcheck": "false"})

    def clean(self, value):
        return clean(super().clean(value) or "")
