"""Reports with their texts and charts; outlines."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from casestudies.models import CasePart, Challenge, Measure
from institutions.admin.base import ScopedAdmin, ScopedInline
from institutions.admin.forms import use_field
from institutions.scoping import scope
from reports.models import (
    Bundle,
    Chart,
    Contribution,
    Edition,
    EditionFile,
    Finding,
    FollowUp,
    GuestPass,
    MemberPin,
    Narrative,
    Note,
    Notice,
    Outline,
    OutlineBlock,
    OutlineSection,
    Publication,
    Report,
    ReviewItem,
    ReviewLevel,
    ServedPage,
    Signature,
    Snapshot,
    Transition,
    Version,
)

from .fields import chart_field, prose_field
from .links import PublicPageLinks

for model, path in (
    (Report, "record"),
    (Narrative, "report__record"),
    (Chart, "report__record"),
    (Version, "report__record"),
    (Snapshot, "version__report__record"),
    (Signature, "version__report__record"),
    (Transition, "version__report__record"),
    (Finding, "version__report__record"),
    (Edition, "version__report__record"),
    (EditionFile, "edition__version__report__record"),
    (ServedPage, "edition__version__report__record"),
    (Contribution, "version__report__record"),
    (ReviewItem, "version__report__record"),
    (Note, "version__report__record"),
    (FollowUp, "report__record"),
    (GuestPass, "report__record"),
    (MemberPin, "version__report__record"),
    (Publication, "edition__version__report__record"),
):
    scope(model, "record", path)
scope(Notice, "user", "user")
scope(Bundle, "region", "")
scope(ReviewLevel, "region", "")

for model, names in (
    (Report, ("preface", "lead")),
    (Narrative, ("html",)),
    (CasePart, ("body",)),
    (Challenge, ("problem", "causes")),
    (Measure, ("body",)),
):
    for name in names:
        use_field(model, name, prose_field)
use_field(Chart, "spec", chart_field)


@admin.register(Report)
class ReportAdmin(PublicPageLinks, ScopedAdmin):
    list_display = ["title", "links", "record", "kind", "outline", "publisher"]
    list_filter = ["kind", "record__round"]
    list_select_related = ["record__round", "record__institution", "record__region", "outline"]
    search_fields = ["title", "publisher", "record__institution__name", "record__region__name"]
    autocomplete_fields = ["record", "outline"]


@admin.register(Narrative)
class NarrativeAdmin(ScopedAdmin):
    list_display = ["report", "section_title", "revision", "changed_at"]
    list_filter = ["report__record__round"]
    list_select_related = ["report"]
    search_fields = ["section", "html", "report__title"]
    autocomplete_fields = ["report"]
    readonly_fields = ["revision", "changed_at", "changed_by"]

    @admin.display(description=_("section"), ordering="section")
    def section_title(self, row: Narrative) -> str:
        titles = {section.key: section.title for section in row.report.outline.sections.all()}
        return titles.get(row.section, row.section)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("report__outline__sections")


@admin.register(Chart)
class ChartAdmin(ScopedAdmin):
    list_display = ["title", "report", "kind"]
    list_select_related = ["report"]
    search_fields = ["title", "key", "report__title"]
    autocomplete_fields = ["report"]
    readonly_fields = ["revision", "changed_at", "changed_by"]


class SectionInline(ScopedInline, admin.TabularInline):
    model = OutlineSection
    fields = ["position", "key", "title", "parent", "required", "unnumbered", "annex", "max_chars"]
    show_change_link = True

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "parent":
            outline = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            field.queryset = field.queryset.filter(outline=outline) if outline else field.queryset.none()
        return field


@admin.register(Outline)
class OutlineAdmin(ScopedAdmin):
    list_display = ["key", "version", "title", "kind", "numbering", "valid_from", "source"]
    list_filter = ["kind", "numbering"]
    search_fields = ["key", "title"]
    inlines = [SectionInline]


class BlockInline(ScopedInline, admin.TabularInline):
    model = OutlineBlock


@admin.register(OutlineSection)
class OutlineSectionAdmin(ScopedAdmin):
    list_display = ["title", "outline", "key", "position", "required"]
    list_filter = ["outline"]
    list_select_related = ["outline"]
    search_fields = ["title", "key"]
    autocomplete_fields = ["outline", "parent"]
    inlines = [BlockInline]
