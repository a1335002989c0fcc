"""Year records and their figures."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from institutions.exchange.number import NumberField, refuse_ratio
from institutions.models import MetricValue, YearRecord
from institutions.resources import MetricValueResource

from .base import ScopedAdmin
from .exchange import GatedExchange
from .forms import RevisionForm
from .worded import plain


@admin.register(YearRecord)
class YearRecordAdmin(ScopedAdmin):
    act = "administer"
    list_display = ["__str__", "round", "institution", "region", "locked"]
    list_filter = ["round"]
    list_select_related = ["round", "institution", "region"]
    search_fields = ["institution__name", "region__name", "round__key"]
    autocomplete_fields = ["round", "institution", "region", "academic_year"]
    readonly_fields = ["locked"]


class ValueForm(RevisionForm):
    value = NumberField(label=_("value"), required=False)
    high = NumberField(label=_("upper end of a range"), required=False)

    def clean(self):
        cleaned = super().clean()
        metric = cleaned.get("metric")
        for name in ("value", "high"):
            try:
                refuse_ratio(self.data.get(name), metric.value_type if metric else "")
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned


@admin.register(MetricValue)
class MetricValueAdmin(GatedExchange, ImportExportMixin, ScopedAdmin):
    form = ValueForm
    resource_classes = [MetricValueResource]
    list_display = ["metric", "record", "breakdown", "period", "status", "shown", "unit", "bound"]
    list_filter = ["status", "record__round", "metric__chapter"]
    list_select_related = ["metric", "record__round", "record__institution", "record__region"]
    search_fields = ["metric__code", "metric__name_zh", "breakdown", "record__institution__name"]
    autocomplete_fields = ["metric", "record"]
    readonly_fields = ["revision", "changed_at", "changed_by"]
    fieldsets = [
        (None, {"fields": ["record", "metric", "breakdown", "period"]}),
        (None, {"fields": ["status", "value", "high", "text", ("bound", "word"), "reason"]}),
        (None, {"fields": [("given", "given_unit"), "note", "source"]}),
        (None, {"fields": ["revision", "changed_at", "changed_by"]}),
    ]

    @admin.display(description=_("value"), ordering="value")
    def shown(self, row: MetricValue) -> str:
        """The stored value in the metric's unit, without idle zeros; both ends of a range."""
        ends = [plain(end, row.metric.decimals) for end in (row.value, row.high) if end is not None]
        return "–".join(ends) or row.text

    @admin.display(description=_("unit"))
    def unit(self, row: MetricValue) -> str:
        return row.metric.unit
