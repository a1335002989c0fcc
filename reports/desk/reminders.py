"""Reminders from the board: the text, who gets it, and the words about what was done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.board.reminding import MAX_TEXT, Plan, plan_reminders, remind

from .board_filter import BoardFilter


class RemindForm(forms.Form):
    """The sentence with report, deadline and state is always there; the text is added to it."""

    text = forms.CharField(
        label=_("text of the reminder"), max_length=MAX_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MAX_TEXT}),
        help_text=_("Added to the sentence with report, deadline and state; at most 200 characters."),
    )  # fmt: skip


def plan(asked: BoardFilter, form: RemindForm) -> Plan:
    return plan_reminders(asked.campaign, asked.kind, asked.picked)


def take(asked: BoardFilter, form: RemindForm) -> Plan:
    return remind(asked.campaign, asked.kind, asked.picked, form.cleaned_data["text"], by=asked.user)
