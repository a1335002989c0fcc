"""POSTs on items of a return: write one while reading, take one from a finding, drop a draft, settle an answered one."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from reports.audit import sentence
from reports.models import Finding, ReviewItem, Version
from reports.workflow import review

from .reviewing import came_from, refused, reviewable_version, taken

# What reviewers write again and again; each says what is to be done, so that nobody has to ask back.
PHRASES = (
    gettext_lazy("This figure differs from the annex table. Check both and correct the wrong one."),
    gettext_lazy("This figure changed much since last year. Say in the text why."),
    gettext_lazy("Name the source of this figure and the day it was counted."),
    gettext_lazy("This paragraph is nearly that of last year. Write what was done this year."),
    gettext_lazy("This section says what is planned, not what was done. Add results with figures."),
    gettext_lazy("The case names neither time nor result. Add both."),
    gettext_lazy("A required point of this section is missing. Add it as the outline asks."),
    gettext_lazy("The picture shows recognisable pupils. Confirm the consent or replace it."),
)


class ItemForm(forms.Form):
    """`place` is chosen by name on the workbench; here any anchor of the report or value:CODE."""

    back = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    place = forms.CharField(label=gettext_lazy("place"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=ReviewItem.Kind.choices)
    severity = forms.ChoiceField(label=gettext_lazy("severity"), choices=Finding.Severity.choices)
    phrase = forms.ChoiceField(
        label=gettext_lazy("stock phrase"), required=False,
        choices=lambda: [("", "—"), *((str(n), text) for n, text in enumerate(PHRASES, 1))],
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("what is to be done"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("Own words, a stock phrase, or both."),
    )  # fmt: skip

    def words(self) -> str:
        phrase = self.cleaned_data["phrase"]
        chosen = str(PHRASES[int(phrase) - 1]) if phrase else ""
        return " ".join(filter(None, (chosen, self.cleaned_data["text"].strip())))


@login_required
@require_POST
def add(request: HttpRequest, version_id: int) -> HttpResponse:
    version = reviewable_version(request, version_id)
    form = ItemForm(request.POST)

    def take() -> ReviewItem:
        chosen = {name: form.cleaned_data[name] for name in ("place", "kind", "severity")}
        return review.add_item(version.pk, by=request.user, text=form.words(), **chosen)

    return taken(request, take, back=_back(request, version, "items"), done=_("Item written."), form=form)


@login_required
@require_POST
def add_from_finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One click: the sentence of the finding becomes the item."""
    finding = Finding.objects.filter(pk=finding_id).first()
    if finding is None:
        raise Http404
    version = reviewable_version(request, finding.version_id)

    def take() -> ReviewItem:
        return review.add_item(
            version.pk, by=request.user, place=finding.place, kind=ReviewItem.Kind.DATA,
            severity=finding.severity, text=sentence(finding),
        )  # fmt: skip

    return taken(
        request, take, back=_back(request, version, f"finding-{finding.pk}"), done=_("Item written.")
    )


@login_required
@require_POST
def drop(request: HttpRequest, item_id: int) -> HttpResponse:
    item, version = _item(request, item_id)
    back = _back(request, version, "items")
    return taken(
        request, lambda: review.drop_item(item.pk, by=request.user), back=back, done=_("Item dropped.")
    )


@login_required
@require_POST
def settle(request: HttpRequest, item_id: int) -> HttpResponse:
    """`outcome` is settled or reopened."""
    item, version = _item(request, item_id)
    back = _back(request, version, f"item-{item.number}")
    outcome = request.POST.get("outcome")
    if outcome not in ("settled", "reopened"):
        return refused(request, [_("Settle the item, or open it again.")], back=back, status=422)
    settled = outcome == "settled"
    return taken(
        request,
        lambda: review.settle(item.pk, by=request.user, accepted=settled),
        back=back,
        done=_("Item settled.") if settled else _("Item opened again; it goes out with the next return."),
    )


def _item(request: HttpRequest, item_id: int) -> tuple[ReviewItem, Version]:
    item = ReviewItem.objects.filter(pk=item_id).first()
    if item is None:
        raise Http404
    return item, reviewable_version(request, item.version_id)


def _back(request: HttpRequest, version: Version, anchor: str) -> str:
    return came_from(request, reverse("desk:review", args=[version.pk]) + f"#{anchor}")
