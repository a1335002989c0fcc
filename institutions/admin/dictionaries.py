"""Shared dictionaries: everyone signed in reads them, operators change them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from institutions.catalogue_words import (
    aggregation_words,
    applies_to_words,
    confidence_words,
    school_kind_words,
    standard_words,
)
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
from .worded import Worded, column, plain, words_filter


class AliasInline(ScopedInline, admin.TabularInline):
    model = MetricAlias


class PlacementInline(ScopedInline, admin.TabularInline):
    model = TablePlacement


@admin.register(Metric)
class MetricAdmin(Worded, ScopedAdmin):
    list_display = [
        "code",
        "name_zh",
        "name_en",
        "unit",
        "value_type",
        "aggregation_words",
        "applies_to_words",
    ]
    list_filter = [
        "chapter",
        "value_type",
        ("applies_to", words_filter(applies_to_words)),
        ("confidence", words_filter(confidence_words)),
    ]
    search_fields = ["code", "name_zh", "name_en", "aliases__text"]
    inlines = [AliasInline, PlacementInline]
    worded = {
        "aggregation": "aggregation_words",
        "applies_to": "applies_to_words",
        "confidence": "confidence_words",
    }
    aggregation_words = column("aggregation", aggregation_words)
    applies_to_words = column("applies_to", applies_to_words)
    confidence_words = column("confidence", confidence_words)


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
class ThresholdAdmin(Worded, ScopedAdmin):
    list_display = [
        *("standard_words", "school_kind_words", "metric", "comparison"),
        *("limit", "valid_from", "source"),
    ]
    list_filter = [
        ("standard", words_filter(standard_words)),
        ("school_kind", words_filter(school_kind_words)),
    ]
    list_select_related = ["metric"]
    search_fields = ["metric__code", "metric__name_zh", "standard"]
    autocomplete_fields = ["metric", "region"]
    worded = {
        "standard": "standard_words",
        "school_kind": "school_kind_words",
        "value": "limit",
        "confidence": "confidence_words",
    }
    standard_words = column("standard", standard_words)
    school_kind_words = column("school_kind", school_kind_words)
    confidence_words = column("confidence", confidence_words)

    @admin.display(description=_("value"), ordering="value")
    def limit(self, row: Threshold) -> str:
        return plain(row.value)


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
