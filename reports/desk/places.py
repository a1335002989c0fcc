"""From a place a finding, an item or a change names to the form where it is mended, or to its spot in the preview.

Places are anchors of the document (sec-KEY, tab-KEY-N, fig-KEY, case-KEY, challenge-KEY), value:CODE or front:FIELD.
"""

from collections.abc import Callable
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from institutions.models import Metric
from reports.models import Report


class Places:
    """The places of one report; each kind of row is read once, when it is first asked for."""

    def __init__(self, report: Report, *, editable: bool):
        self.report, self.editable = report, editable

    def link(self, place: str) -> str:
        """The address of the form for who may change it, else of the spot in the preview."""
        kind, key = _parted(place)
        forms: dict[str, Callable[[str], str]] = {
            "value": self._value, "sec": self._section, "tab": self._table, "fig": self._figure,
            "case": self._case, "challenge": self._challenge,
        }  # fmt: skip
        if not self.editable:
            anchor = f"#{place}" if kind and kind not in ("value", "front") else ""
            return reverse("desk:preview", args=[self.report.pk]) + anchor
        return forms[kind](key) if kind in forms else self._change("reports_report", self.report.pk)

    def name(self, place: str) -> str:
        """What people call it: the metric, the section, the case."""
        kind, key = _parted(place)
        if kind == "value":
            return self._metrics.get(key, (0, key))[1]
        if kind in ("sec", "tab"):
            section = self._sections.get(key) or self._sections.get(key.rpartition("-")[0])
            found = _("section “%(title)s”") % {"title": section} if section else place
            return _("a table in %(section)s") % {"section": found} if kind == "tab" and section else found
        if kind == "front":
            return front_label(key)
        rows = {"case": self._cases, "challenge": self._challenges, "fig": self._pictures | self._charts}
        return rows.get(kind, {}).get(key, (0, place))[1]

    def _value(self, code: str) -> str:
        if code in self._values:
            return self._change("institutions_metricvalue", self._values[code])
        metric = self._metrics.get(code, (None, ""))[0]
        return self._add("institutions_metricvalue", record=self.report.record_id, metric=metric)

    def _section(self, key: str) -> str:
        if key in self._narratives:
            return self._change("reports_narrative", self._narratives[key])
        return self._add("reports_narrative", report=self.report.pk, section=key)

    def _table(self, key: str) -> str:
        section = key if key in self._sections else key.rpartition("-")[0]
        if section not in self._sections and (case := section.rpartition("-")[0]) in self._cases:
            return self._case(case)
        return (
            self._section(section)
            if section in self._sections
            else self._change("reports_report", self.report.pk)
        )

    def _figure(self, key: str) -> str:
        if key in self._charts:
            return self._change("reports_chart", self._charts[key][0])
        return self._row("casestudies_picture", self._pictures, key)

    def _case(self, key: str) -> str:
        return self._row("casestudies_casestudy", self._cases, key)

    def _challenge(self, key: str) -> str:
        return self._row("casestudies_challenge", self._challenges, key)

    def _row(self, model: str, rows: dict[str, tuple[int, str]], key: str) -> str:
        if key in rows:
            return self._change(model, rows[key][0])
        return self._add(model, record=self.report.record_id)

    def _change(self, model: str, pk: int) -> str:
        return reverse(f"admin:{model}_change", args=[pk])

    def _add(self, model: str, **given: int | str | None) -> str:
        return f"{reverse(f'admin:{model}_add')}?{urlencode({k: v for k, v in given.items() if v})}"

    @cached_property
    def _values(self) -> dict[str, int]:
        rows = self.report.record.values.order_by("-breakdown", "-pk").values_list("metric__code", "pk")
        return dict(rows)  # the whole, which has no breakdown, comes last

    @cached_property
    def _metrics(self) -> dict[str, tuple[int, str]]:
        return {code: (pk, name) for code, pk, name in Metric.objects.values_list("code", "pk", "name_zh")}

    @cached_property
    def _narratives(self) -> dict[str, int]:
        return dict(self.report.narratives.values_list("section", "pk"))

    @cached_property
    def _sections(self) -> dict[str, str]:
        return dict(self.report.outline.sections.values_list("key", "title"))

    @cached_property
    def _cases(self) -> dict[str, tuple[int, str]]:
        return {c.key: (c.pk, c.title) for c in self.report.record.cases.all()}

    @cached_property
    def _challenges(self) -> dict[str, tuple[int, str]]:
        return {c.key: (c.pk, c.title) for c in self.report.record.challenges.all()}

    @cached_property
    def _pictures(self) -> dict[str, tuple[int, str]]:
        return {p.key: (p.pk, p.caption) for p in self.report.record.pictures.all()}

    @cached_property
    def _charts(self) -> dict[str, tuple[int, str]]:
        return {c.key: (c.pk, c.title) for c in self.report.charts.all()}


def front_label(name: str) -> str:
    """The name of a field of the title pages."""
    try:
        return str(Report._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return _("school, year and title pages")


def _parted(place: str) -> tuple[str, str]:
    for kind in ("value:", "front:"):
        if place.startswith(kind):
            return kind[:-1], place.removeprefix(kind)
    kind, _dash, key = place.partition("-")
    return (kind, key) if kind in ("sec", "tab", "fig", "case", "challenge") else ("", place)
