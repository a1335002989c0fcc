"""Every step a person may take on a version, as one table: its form, and the function that takes it.

One address per act, `/desk/versions/<id>/<act>/`: GET shows the form, POST takes the step. Screens link here or post
here directly; nothing else changes a version. A step without an entry is the system's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import User
from reports.models import Version
from reports.workflow import publication, review, school
from reports.workflow.states import BY_ACT, Step
from reports.workflow.transitions import Seen

TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]


class ActForm(forms.Form):
    """What every act carries: the state and fingerprint the page showed. Any other field is refused."""

    seen_state = forms.CharField(widget=forms.HiddenInput, max_length=20)
    seen_fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["seen_state"], self.cleaned_data["seen_fingerprint"])

    def extra_fields(self) -> set[str]:
        return set(self.data) - set(self.fields) - {"csrfmiddlewaretoken"}


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("reason"), min_length=5, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least five characters. Everyone who works on this report reads it."),
    )  # fmt: skip


class ReasonForm(ActForm):
    reason = reason_field()


class NoteForm(ActForm):
    """R22: stays in the file, is never public."""

    note = forms.CharField(
        label=_("note for the file"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the decision; never public."),
    )  # fmt: skip


def group_reason(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, required=False,
        help_text=_("Public. Where it stays empty, the reason given at the beginning of the correction is printed."),
    )  # fmt: skip


class RequestForm(ActForm):
    public_note = forms.CharField(
        label=_("public note on the correction"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the public page beside the table of old and new values; at least 20 characters."),
    )  # fmt: skip
    reason_figures = group_reason(_("why figures were corrected"))
    reason_texts = group_reason(_("why texts, cases or challenges were corrected"))
    reason_pictures = group_reason(_("why pictures or charts were corrected"))


class SignForm(ActForm):
    statement_read = forms.BooleanField(label=_("I have read the statement and answer for it."))
    typed_name = forms.CharField(
        label=_("your name"), max_length=60, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Type it as it stands in your account."),
    )  # fmt: skip


class ReturnForm(ReasonForm):
    due_on = forms.DateField(
        label=_("due on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At least three days from today."),
    )


class ScheduleForm(ActForm):
    at = forms.DateTimeField(
        label=_("to be published at"), input_formats=TIME_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class CorrectForm(ReasonForm):
    reason = forms.CharField(
        label=_("reason"), min_length=5, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least five characters. Public: it stands beside each change in the correction table."),
    )  # fmt: skip
    correction = forms.ChoiceField(
        label=_("kind of correction"), choices=Version.Correction.choices,
        help_text=_("Wording only: one reviewer suffices, and no figure may change."),
    )  # fmt: skip
    public_note = forms.CharField(
        label=_("public note on the correction"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The first line is enough now; at least 20 characters when the correction is signed."),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("May stay empty."),
    )  # fmt: skip
    announced = forms.BooleanField(label=_("show “being corrected” on the public page"), required=False)


class WithdrawForm(ActForm):
    """The first publisher gives kind and reason; the second confirms with both left empty."""

    kind = forms.ChoiceField(
        label=_("kind of withdrawal"), choices=[("", "—"), *Version.Withdrawal.choices], required=False,
        help_text=_("“Published by mistake” and “required by law” hide the content; the others keep it, marked."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least five characters; it stands on the public notice."),
    )  # fmt: skip


def _withdraw(pk: int, *, by: User, seen: Seen, kind: str, reason: str) -> Version:
    if kind or reason:
        return publication.ask_withdrawal(pk, by=by, kind=kind, reason=reason, seen=seen)
    return publication.withdraw(pk, by=by, seen=seen)


def _correct(pk: int, *, by: User, seen: Seen, public_note: str, **data) -> Version:
    return school.correct(pk, by=by, seen=seen, note=public_note, **data)


def _request(take: Callable) -> Callable:
    def requested(pk: int, *, by: User, seen: Seen, public_note: str, **groups: str) -> Version:
        reasons = {name.removeprefix("reason_"): words for name, words in groups.items()}
        return take(pk, by=by, seen=seen, note=public_note or None, reasons=reasons)

    return requested


@dataclass(frozen=True, slots=True)
class Act:
    """`take(version_id, by=, seen=, **fields of the form)`; `danger` marks what cannot simply be undone.

    `effect` says before the act what follows from it.
    """

    step: Step
    form: type[ActForm]
    take: Callable[..., object]
    danger: bool = False
    effect: str = ""


def _act(name: str, form: type[ActForm], take: Callable[..., object], danger: bool = False) -> Act:
    return Act(BY_ACT[name], form, take, danger, EFFECTS.get(name, ""))


EFFECTS = {
    "recall_signature": _(
        "The report goes back to being written. It must be checked and put forward for signature again."
    ),
    "recall": _("After the recall the signature is void and the report must be signed again."),
    "take_back": _("The approval becomes void and the review is open again. Nothing of it was public."),
    "correct": _(
        "A further version begins from what is published. The public sees the present version until the correction is "
        "published."
    ),
    "republish": _("A further version begins from what was withdrawn. It goes the whole way again."),
    "void": _(
        "This version is given up for good. Its history is kept; a correction's figures and texts go back to what is "
        "published."
    ),
    "force": _(
        "The report is public at once, marked as published before its review ended, until another person approves it."
    ),
}


ACTS: dict[str, Act] = {
    act.step.act: act
    for act in (
        _act("request_signature", RequestForm, _request(school.request_signature)),
        _act("recall_signature", ReasonForm, school.recall_signature),
        _act("sign", SignForm, school.sign),
        _act("recall", ReasonForm, school.recall, danger=True),
        _act("claim", ActForm, review.claim),
        _act("return", ReturnForm, review.return_),
        _act("resubmit", RequestForm, _request(school.resubmit)),
        _act("pass_on", NoteForm, review.pass_on),
        _act("approve", NoteForm, review.approve),
        _act("take_back", ReasonForm, review.take_back, danger=True),
        _act(
            "schedule",
            ScheduleForm,
            lambda pk, *, by, seen, at: publication.schedule([pk], by=by, at=at, seen={pk: seen}),
        ),
        _act("publish", ActForm, lambda pk, *, by, seen: publication.publish([pk], by=by, seen={pk: seen})),
        _act("unschedule", ReasonForm, publication.unschedule),
        _act("correct", CorrectForm, _correct),
        _act("withdraw", WithdrawForm, _withdraw, danger=True),
        _act("republish", CorrectForm, partial(_correct, act="republish")),
        _act("void", ReasonForm, school.void, danger=True),
        _act("force", ReasonForm, publication.force, danger=True),
    )
}
