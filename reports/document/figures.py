"""What a reference says in this report: living numbers, chart points, pictures. Reads Facts, never the database.

A reported figure wins over the computed one. What cannot be resolved keeps the words last read and says why.
"""

from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from institutions.aggregation import REASONS
from institutions.catalogue.units import UnitError
from institutions.formatting import figure, number, quantity, unit_text
from institutions.periods import Years, default_period
from institutions.references import FOLD, OWN, InvalidReference, Reference, parse_reference
from reports.facts import Facts, FoldFacts, MetricFacts, ValueFacts

from .nodes import Chart, ChartPoint, ChartSeries, Figure, Number, Problem

CHANGE_WORDS = {
    "change": ("增加", "减少"),
    "change_percent": ("增长", "下降"),
    "change_points": ("提高", "下降"),
}
UNCHANGED = "持平"

read_reference = lru_cache(maxsize=4096)(parse_reference)


class Unresolved(Exception):
    """A reference finds no figure; the message says why."""


class FactsResolver:
    """Answers what prose, tiles and charts ask, from one report's Facts."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.years = Years(facts.year.start_year, facts.year.graduating_class, facts.year.finance_year)
        self.pictures = {picture.key: picture for picture in facts.pictures}
        self.charts = {chart.key: chart for chart in facts.charts}

    # figures

    def number(self, reference: str, words: str) -> Number:
        """A living number; on failure the words last read, with the problem said."""
        try:
            ref = read_reference(reference)
            metric = self._metric(ref)
            value, text = self._shown(ref, metric)
        except (Unresolved, InvalidReference, UnitError) as error:
            code = reference.partition("?")[0]
            return Number(code=code, reference=reference, value="", text=words, problem=str(error))
        return Number(
            code=ref.code,
            reference=reference,
            value=value,
            text=text,
            unit=ref.unit or metric.unit,
            period=ref.period,
            breakdown=ref.breakdown,
        )

    def _metric(self, ref: Reference) -> MetricFacts:
        if ref.of not in (OWN, FOLD):
            raise Unresolved(
                _("“%(code)s”: figures of others (of=%(of)s) are not available in this report.")
                % {"code": ref.code, "of": ref.of}
            )
        metric = self.facts.metric_by_code.get(ref.code)
        if metric is None:
            raise Unresolved(
                _("There is no metric with the code “%(code)s”. Choose one from the list.")
                % {"code": ref.code}
            )
        return metric

    def _shown(self, ref: Reference, metric: MetricFacts) -> tuple[str, str]:
        """(bare value, printed text) of a reference."""
        if ref.show == "value":
            fold = self.fold_of(ref)
            if fold is not None:
                return bare(fold.value), self.fold_text(fold, metric, ref) + coverage(fold)
            reading = self.reading(ref)
            if reading is None:
                computed = self.computed(ref)
                if computed is None:
                    raise Unresolved(_("“%(name)s” has no figure yet.") % {"name": metric.name_zh})
                return bare(computed), quantity(computed, metric, digits=ref.digits, unit=ref.unit)
            return bare(reading.value), figure(reading, metric, digits=ref.digits, unit=ref.unit)
        return self._change(ref, metric)

    def fold_of(self, ref: Reference) -> FoldFacts | None:
        """The fold that a reference prints: asked for, or because the region itself reported no such figure.

        None: the own figure stands. Raises Unresolved where a fold is asked for and there is none.
        """
        if ref.of != FOLD and not self._is_silent(ref):
            return None
        found = self.facts.fold(ref.code, breakdown=ref.breakdown, period=self._own_period(ref))
        if found is not None and found.value is not None and ref.year == 0:
            return found
        if ref.of != FOLD:
            return None
        why = REASONS[found.reason] if found and found.reason else REASONS["nothing_reported"]
        raise Unresolved(_("“%(code)s” has no fold: %(why)s") % {"code": ref.code, "why": why})

    def _is_silent(self, ref: Reference) -> bool:
        reading = self.reading(ref)
        return self.computed(ref) is None if reading is None else reading.status == "missing"

    def fold_text(self, fold: FoldFacts, metric: MetricFacts, ref: Reference) -> str:
        """The fold as a figure, without its coverage."""
        return figure(as_reading(fold), metric, digits=ref.digits, unit=ref.unit)

    def _own_period(self, ref: Reference) -> str:
        metric = self.facts.metric_by_code.get(ref.code)
        own = default_period(metric.period_kind, self.years) if metric else ""
        return "" if ref.period == own else ref.period

    def _change(self, ref: Reference, metric: MetricFacts) -> tuple[str, str]:
        now = self.exact(ref)
        before = self.exact(Reference(ref.code, year=ref.year - 1, breakdown=ref.breakdown))
        if now is None or before is None:
            raise Unresolved(
                _("“%(name)s”: a change needs this year's and last year's exact figure.")
                % {"name": metric.name_zh}
            )
        difference = now - before
        if ref.show == "change_percent":
            if before == 0:
                raise Unresolved(_("“%(name)s”: last year's figure is 0.") % {"name": metric.name_zh})
            digits = 2 if ref.digits is None else ref.digits
            difference = difference / abs(before) * 100
            text = unit_text(number(abs(difference), digits), "%")
        elif ref.show == "change_points":
            text = number(abs(difference), 2 if ref.digits is None else ref.digits) + "个百分点"
        else:
            text = quantity(abs(difference), metric, digits=ref.digits, unit=ref.unit)
        if difference == 0:
            return "0", UNCHANGED
        return bare(round_for_machines(difference)), CHANGE_WORDS[ref.show][difference < 0] + text

    def reading(self, ref: Reference) -> ValueFacts | None:
        """The stored figure a reference names, in this year's or last year's rows; None: there is none."""
        metric = self.facts.metric_by_code.get(ref.code)
        period = ref.period
        if metric and period == default_period(metric.period_kind, self.years):
            period = ""
        found = None
        if ref.year == 0:
            found = self.facts.value(ref.code, breakdown=ref.breakdown, period=period)
            if found is None and metric and not period:
                named = default_period(metric.period_kind, self.years)
                found = self.facts.value(ref.code, breakdown=ref.breakdown, period=named)
        elif ref.year == -1:
            found = self.facts.earlier_value(ref.code, breakdown=ref.breakdown)
        return found

    def computed(self, ref: Reference) -> Decimal | None:
        if ref.breakdown or ref.period or ref.year not in (0, -1):
            return None
        found = (
            self.facts.computed_value(ref.code)
            if ref.year == 0
            else self.facts.earlier_computed_value(ref.code)
        )
        return found.value if found else None

    def exact(self, ref: Reference) -> Decimal | None:
        """The one exact number behind a reference; None for ranges, bounds, missing ones."""
        reading = self.reading(ref)
        if reading is None:
            return self.computed(ref)
        return reading.value if reading.high is None and reading.bound == "exact" else None

    # pictures and charts

    def picture(self, key: str) -> Figure | Problem:
        found = self.pictures.get(key)
        if found is None:
            return Problem(_("There is no picture with the key “%(key)s”.") % {"key": key})
        return Figure(
            anchor=f"fig-{key}",
            key=key,
            caption=found.caption,
            alt="" if found.decorative else found.alt,
            file=found.file,
            width=found.width,
            height=found.height,
            source=found.source,
        )

    def chart(self, key: str) -> Chart | Problem:
        found = self.charts.get(key)
        if found is None:
            return Problem(_("There is no chart with the key “%(key)s”.") % {"key": key})
        series = tuple(
            ChartSeries(s.name, tuple(self.point(reference) for reference in s.refs)) for s in found.series
        )
        return Chart(
            anchor=f"fig-{key}",
            key=key,
            kind=found.kind,
            title=found.title,
            summary=found.summary,
            labels=found.labels,
            series=series,
            unit=self._common_unit(found.series),
            source=found.source,
        )

    def point(self, reference: str) -> ChartPoint:
        node = self.number(reference, "—")
        return ChartPoint(value=node.value, text=node.text, code=node.code)

    def _common_unit(self, series) -> str:
        """The unit all points share, '' where they differ."""
        codes = {read_reference(ref).code for s in series for ref in s.refs}
        found = {self.facts.metric_by_code[c].unit for c in codes if c in self.facts.metric_by_code}
        return found.pop() if len(found) == 1 else ""


def as_reading(fold: FoldFacts) -> ValueFacts:
    """A fold in the form of a reported figure, so that it prints as one."""
    return ValueFacts(
        fold.metric, fold.breakdown, fold.period, value=fold.value, high=fold.high, bound=fold.bound
    )


def coverage(fold: FoldFacts) -> str:
    """How many of the region's schools are in a fold: （17/19 所）."""
    return f"（{fold.given}/{fold.of} 所）"


def bare(value: Decimal | None) -> str:
    """The machine form of a number: plain digits, a point, no exponent; '' for None."""
    return "" if value is None else format(value, "f")


def round_for_machines(value: Decimal) -> Decimal:
    """Computed changes at six decimals at most, without trailing zeros."""
    value = round(value, 6).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
