"""Remarks on a version: a page for everybody who works with it, and the POSTs. Internal ones are the bureau's alone."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from institutions.models import User
from reports.models import Note, Version
from reports.workflow import remarks

from .access import visible_version
from .places import Places
from .reviewing import came_from, is_of_bureau, reviewable_version, taken


class NoteForm(forms.Form):
    back = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    place = forms.CharField(label=gettext_lazy("place"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("remark"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    internal = forms.BooleanField(label=gettext_lazy("for reviewers only"), required=False)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, version_id: int) -> HttpResponse:
    """GET: all remarks this person may read. POST: one more."""
    version = visible_version(request, version_id)
    if not may_read(request.user, version):
        raise Http404
    here = reverse("desk:notes", args=[version.pk])
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"back": here})
    if request.method == "POST":

        def take() -> Note:
            fields = {name: form.cleaned_data[name] for name in ("place", "text", "internal")}
            return remarks.write_note(version.pk, by=request.user, **fields)

        return taken(request, take, back=came_from(request, here), done=_("Remark written."), form=form)
    of_bureau = is_of_bureau(request.user, version.report)
    if not of_bureau:
        del form.fields["internal"]
    context = {
        "version": version,
        "report": version.report,
        "notes": _with_places(version, readable_notes(request.user, version)),
        "form": form,
        "may_write": may_write(request.user, version),
        "may_settle": remarks.is_reviewer_of(request.user, version.report),
        "of_bureau": of_bureau,
        "here": here,
    }
    return render(request, "reports/desk/review/notes.html", context)


@login_required
@require_POST
def settle(request: HttpRequest, note_id: int) -> HttpResponse:
    """`outcome`: settled, or anything else to open it again."""
    note = Note.objects.filter(pk=note_id).first()
    if note is None:
        raise Http404
    version = reviewable_version(request, note.version_id)
    settled = request.POST.get("outcome") == "settled"
    return taken(
        request,
        lambda: remarks.settle_note(note.pk, by=request.user, settled=settled),
        back=came_from(request, reverse("desk:notes", args=[version.pk])),
        done=_("Remark settled.") if settled else _("Remark opened again."),
    )


def _with_places(version: Version, rows: QuerySet[Note]) -> list[tuple[Note, str]]:
    places = Places(version.report, editable=False)
    return [(note, places.name(note.place) if note.place else "") for note in rows]


def readable_notes(user: User, version: Version) -> QuerySet[Note]:
    rows = version.notes.select_related("written_by")
    return rows if is_of_bureau(user, version.report) else rows.filter(internal=False)


def may_read(user: User, version: Version) -> bool:
    return is_of_bureau(user, version.report) or remarks.is_of_school(user, version.report)


def may_write(user: User, version: Version) -> bool:
    return remarks.is_reviewer_of(user, version.report) or remarks.is_of_school(user, version.report)
