"""Shared dictionaries: everyone signed in reads them, operators change them."""

from django.contrib import admin

from institutions.models import (
    AcademicYear,
    CodeListEntry,
    Metric,
    MetricAlias,
    OfficialTable,
    Round,
    RoundWindow,
    TablePlacement,
    Threshold,
)

from .base import ScopedAdmin, ScopedInline


class AliasInline(ScopedInline, admin.TabularInline):
    model = MetricAlias


class PlacementInline(ScopedInline, admin.TabularInline):
    model = TablePlacement


@admin.register(Metric)
class MetricAdmin(ScopedAdmin):
    list_display = ["code", "name_zh", "name_en", "unit", "value_type", "aggregation", "applies_to"]
    list_filter = ["chapter", "value_type", "applies_to", "confidence"]
    search_fields = ["code", "name_zh", "name_en", "aliases__text"]
    inlines = [AliasInline, PlacementInline]


class TableRowInline(ScopedInline, admin.TabularInline):
    model = TablePlacement
    autocomplete_fields = ["metric"]


@admin.register(OfficialTable)
class OfficialTableAdmin(ScopedAdmin):
    list_display = ["code", "title_zh", "label", "position"]
    search_fields = ["code", "title_zh"]
    inlines = [TableRowInline]


@admin.register(CodeListEntry)
class CodeListEntryAdmin(ScopedAdmin):
    list_display = ["list", "code", "name_zh", "name_en", "valid_from", "valid_to"]
    list_filter = ["list"]
    search_fields = ["code", "name_zh", "name_en"]


@admin.register(Threshold)
class ThresholdAdmin(ScopedAdmin):
    list_display = ["standard", "school_kind", "metric", "comparison", "value", "valid_from", "source"]
    list_filter = ["standard", "school_kind"]
    list_select_related = ["metric"]
    search_fields = ["metric__code", "metric__name_zh", "standard"]
    autocomplete_fields = ["metric", "region"]


@admin.register(AcademicYear)
class AcademicYearAdmin(ScopedAdmin):
    list_display = ["start_year", "__str__"]
    search_fields = ["start_year"]


class WindowInline(ScopedInline, admin.TabularInline):
    model = RoundWindow
    autocomplete_fields = ["region"]


@admin.register(Round)
class RoundAdmin(ScopedAdmin):
    list_display = ["key", "name", "academic_year", "graduating_class", "finance_year", "printed_label"]
    list_select_related = ["academic_year"]
    search_fields = ["key", "name"]
    inlines = [WindowInline]
