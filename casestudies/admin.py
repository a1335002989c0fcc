"""The back office of cases, challenges and pictures."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from institutions.admin.base import ScopedAdmin, ScopedInline
from institutions.admin.forms import RevisionForm
from institutions.scoping import scope

from .models import CasePart, CaseStudy, Challenge, Measure, Picture
from .pictures import MAX_BYTES, attach, rewrite

for model, path in (
    (CaseStudy, "record"),
    (CasePart, "case__record"),
    (Challenge, "record"),
    (Measure, "record"),
    (Picture, "record"),
):
    scope(model, "record", path)


class EditableAdmin(ScopedAdmin):
    list_filter = ["record__round"]
    list_select_related = ["record__round", "record__institution", "record__region"]
    autocomplete_fields = ["record"]
    readonly_fields = ["revision", "changed_at", "changed_by"]


class PartInline(ScopedInline, admin.StackedInline):
    model = CasePart


@admin.register(CaseStudy)
class CaseStudyAdmin(EditableAdmin):
    list_display = ["title", "record", "theme", "byline", "section"]
    list_filter = ["theme", "record__round"]
    search_fields = ["title", "byline", "summary", "record__institution__name", "record__region__name"]
    autocomplete_fields = ["record", "institutions", "regions"]
    inlines = [PartInline]
    fieldsets = [
        (None, {"fields": ["record", "key", "title", ("theme", "byline"), "summary"]}),
        (None, {"fields": [("section", "position"), "institutions", "regions"]}),
        (None, {"fields": ["revision", "changed_at", "changed_by"]}),
    ]


class MeasureInline(ScopedInline, admin.StackedInline):
    model = Measure
    fields = ["title", "body", "position"]


class ChallengeForm(RevisionForm):
    def clean(self):
        cleaned = super().clean()
        record, before = cleaned.get("record"), cleaned.get("continues")
        if record and before and before.record.subject != record.subject:
            self.add_error("continues", _("Choose a challenge of the same school or region."))
        return cleaned


@admin.register(Challenge)
class ChallengeAdmin(EditableAdmin):
    form = ChallengeForm
    list_display = ["title", "record", "owner", "due", "outcome"]
    search_fields = ["title", "record__institution__name", "record__region__name"]
    autocomplete_fields = ["record", "continues"]
    inlines = [MeasureInline]
    fieldsets = [
        (None, {"fields": ["record", "key", "title", "problem", "causes", ("owner", "due"), "position"]}),
        (None, {"fields": ["continues", "outcome", "outcome_note"]}),
        (None, {"fields": ["revision", "changed_at", "changed_by"]}),
    ]

    def save_formset(self, request, form, formset, change):
        for measure in formset.save(commit=False):
            measure.record = form.instance.record
            measure.changed_by = request.user
            measure.revision += measure.pk is not None
            measure.save()
        for gone in formset.deleted_objects:
            gone.delete()
        form.instance.measures.exclude(record=form.instance.record).update(record=form.instance.record)


class MeasureForm(RevisionForm):
    def clean(self):
        cleaned = super().clean()
        record, challenge = cleaned.get("record"), cleaned.get("challenge")
        if record and challenge and challenge.record_id != record.pk:
            self.add_error("challenge", _("Choose a challenge of the same year record."))
        return cleaned


@admin.register(Measure)
class MeasureAdmin(EditableAdmin):
    form = MeasureForm
    list_display = ["__str__", "record", "challenge", "position"]
    list_select_related = [*EditableAdmin.list_select_related, "challenge"]
    search_fields = ["title", "body", "record__institution__name", "record__region__name"]
    autocomplete_fields = ["record", "challenge"]
    fieldsets = [
        (None, {"fields": ["record", "challenge", "title", "body", "position"]}),
        (None, {"fields": ["revision", "changed_at", "changed_by"]}),
    ]


class PictureForm(RevisionForm):
    """The uploaded file is judged and written anew while the form is checked; what is stored is our own bytes."""

    upload = forms.FileField(
        label=_("new picture file"),
        required=False,
        allow_empty_file=True,  # so that the refusal names the file
        help_text=format_lazy(_("JPEG or PNG, at most {limit} MB"), limit=MAX_BYTES >> 20),
    )

    class Meta:
        model = Picture
        fields = [
            "record", "key", "caption", "alt", "decorative", "source", "people_recognisable", "consent",
        ]  # fmt: skip

    def clean_upload(self):
        upload = self.cleaned_data.get("upload")
        return rewrite(upload.read(MAX_BYTES + 1), name=upload.name) if upload else None

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("decorative") and not cleaned.get("alt"):
            self.add_error("alt", ValidationError(_("Say what the picture shows, or mark it as decorative.")))
        if cleaned.get("people_recognisable") and not cleaned.get("consent"):
            self.add_error(
                "consent",
                ValidationError(_("People can be recognised: confirm that their consent is on file.")),
            )
        return cleaned


@admin.register(Picture)
class PictureAdmin(EditableAdmin):
    form = PictureForm
    list_display = ["caption", "record", "key", "width", "height"]
    search_fields = ["caption", "key", "record__institution__name", "record__region__name"]
    fieldsets = [
        (None, {"fields": ["record", "key", "caption", "alt", "decorative", "source"]}),
        (None, {"fields": ["people_recognisable", "consent", "upload", "width", "height"]}),
        (None, {"fields": ["revision", "changed_at", "changed_by"]}),
    ]
    readonly_fields = ["width", "height", "revision", "changed_at", "changed_by"]

    def get_fieldsets(self, request, obj=None):
        """Where nothing may be changed there is no place to upload to."""
        sets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            return sets
        return [
            (title, options | {"fields": [name for name in options["fields"] if name != "upload"]})
            for title, options in sets
        ]

    def save_model(self, request, obj, form, change):
        rewritten = form.cleaned_data.get("upload")
        if rewritten is not None:
            attach(obj, rewritten)
        super().save_model(request, obj, form, change)
