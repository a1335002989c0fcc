"""Columns of import and export, by natural keys: public code, round, metric. Ids and states are no columns.

A resource belongs to one person: rows, lookups and choices reach only what he may write; a row of another place is
refused by its line, without a word of what is stored there.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources, widgets
from import_export.instance_loaders import BaseInstanceLoader

from institutions.exchange.number import read_number, refuse_ratio
from institutions.models import Bound, Institution, Metric, MetricValue, Status, YearRecord
from institutions.permissions import ACTS
from institutions.scoping import visible


class PlainText(widgets.CharWidget):
    """Text as it is; None is an empty cell, and an empty cell an empty text."""

    def clean(self, value, row=None, **kwargs):
        return "" if value is None else str(value).strip()


class Figure(widgets.Widget):
    """A number, read as forms read it."""

    def clean(self, value, row=None, **kwargs):
        return read_number(None if value is None else str(value), ratio=True)

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


class Choice(widgets.Widget):
    """One of a list, by its code or by its word in either language."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        text = "" if value is None else str(value).strip()
        if not text:
            return self.choices.values[0]
        for code, label in self.choices.choices:
            if text in (code, str(label)):
                return code
        words = "、".join(str(label) for label in self.choices.labels)
        raise ValueError(_("“%(text)s” is not one of: %(words)s") % {"text": text, "words": words})

    def render(self, value, obj=None, **kwargs):
        return str(dict(self.choices.choices).get(value, value))


class OwnedResource(resources.ModelResource):
    """What both resources share: the person, his rows, no deletion, and a report by line."""

    act = "change"

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def get_queryset(self):
        return visible(super().get_queryset(), self.user)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        unchanged = original.pk is not None and all(
            field.get_value(instance) == field.get_value(original) for field in self.get_import_fields()
        )
        return unchanged or super().skip_row(instance, original, row, import_validation_errors)

    def before_import(self, dataset, **kwargs):
        titles = {field.column_name for field in self.get_import_fields()}
        missing = [title for title in self.required_columns() if title not in (dataset.headers or [])]
        if missing:
            raise ValidationError(
                _("The column “%(title)s” is missing. Columns there must be: %(all)s.")
                % {"title": missing[0], "all": "、".join(str(t) for t in self.required_columns())}
            )
        ignored = [title for title in dataset.headers if title not in titles]
        dataset.ignored = ignored

    def required_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in self._meta.import_id_fields]


KEY = ("subject", "round", "metric", "breakdown", "period")  # what makes a figure one row


def record_key(record: YearRecord) -> tuple[str, str]:
    return record.subject.public_code, record.round.key


class LoadedOnce(BaseInstanceLoader):
    """Existing rows of the person, read in one query, found by natural key."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        rows = resource.get_queryset().select_related(
            "metric", "record__round", "record__institution", "record__region"
        )
        self.rows = {(*record_key(v.record), v.metric.code, v.breakdown, v.period): v for v in rows}

    def get_instance(self, row):
        titles = [self.resource.fields[name].column_name for name in KEY]
        return self.rows.get(tuple(str(row.get(title) or "").strip() for title in titles))


class MetricValueResource(OwnedResource):
    subject = fields.Field(column_name="学校代码", attribute="record__subject__public_code", readonly=True)
    round = fields.Field(column_name="年度", attribute="record__round__key", readonly=True)
    metric = fields.Field(
        column_name="指标代码",
        attribute="metric",
        widget=widgets.ForeignKeyWidget(Metric, field="code"),
    )
    metric_name = fields.Field(column_name="指标", attribute="metric__name_zh", readonly=True)
    unit = fields.Field(column_name="单位", attribute="metric__unit", readonly=True)
    breakdown = fields.Field(column_name="分组", attribute="breakdown", widget=PlainText())
    period = fields.Field(column_name="时期", attribute="period", widget=PlainText())
    status = fields.Field(column_name="状态", attribute="status", widget=Choice(Status))
    value = fields.Field(column_name="值", attribute="value", widget=Figure())
    high = fields.Field(column_name="上限", attribute="high", widget=Figure())
    bound = fields.Field(column_name="限定", attribute="bound", widget=Choice(Bound))
    word = fields.Field(column_name="限定词", attribute="word", widget=PlainText())
    given = fields.Field(column_name="原样数字", attribute="given", widget=PlainText())
    given_unit = fields.Field(column_name="原样单位", attribute="given_unit", widget=PlainText())
    reason = fields.Field(column_name="原因", attribute="reason", widget=PlainText())
    note = fields.Field(column_name="备注", attribute="note", widget=PlainText())

    class Meta:
        model = MetricValue
        import_id_fields = ["subject", "round", "metric"]  # must be columns; the whole key is KEY
        instance_loader_class = LoadedOnce
        clean_model_instances = True
        use_transactions = True
        fields = [
            "subject", "round", "metric", "metric_name", "unit", "breakdown", "period", "status", "value",
            "high", "bound", "word", "given", "given_unit", "reason", "note",
        ]  # fmt: skip

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        records = visible(YearRecord.objects.all(), self.user, roles=ACTS["change"]).select_related(
            "round", "institution", "region"
        )
        self._records = {record_key(record): record for record in records}
        self._metrics = {metric.code: metric for metric in Metric.objects.all()}
        self.fields["metric"].widget = KnownMetric(self._metrics)
        self._seen: set[tuple[str, ...]] = set()

    def required_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in ("subject", "round", "metric", "value")]

    def import_instance(self, instance, row, **kwargs):
        instance.record = self._record(row)
        self._refuse_doubles(row)
        super().import_instance(instance, row, **kwargs)
        for name in ("value", "high"):
            refuse_ratio(str(row.get(self.fields[name].column_name) or ""), instance.metric.value_type)

    def _record(self, row) -> YearRecord:
        code, year = (
            str(row.get(self.fields[name].column_name) or "").strip() for name in ("subject", "round")
        )
        record = self._records.get((code, year))
        if record is None:
            raise ValueError(
                _("“%(code)s” %(year)s is not a record you may fill in; correct code and year")
                % {"code": code, "year": year}
            )
        if record.locked:
            raise ValueError(
                _("“%(code)s” %(year)s is locked: submitted or published") % {"code": code, "year": year}
            )
        return record

    def _refuse_doubles(self, row) -> None:
        key = tuple(str(row.get(self.fields[name].column_name) or "").strip() for name in KEY)
        if key in self._seen:
            raise ValueError(_("This figure stands twice in the file; keep one row"))
        self._seen.add(key)

    def before_save_instance(self, instance, row, **kwargs):
        instance.changed_by = self.user
        if instance.pk:
            instance.revision += 1


class KnownMetric(widgets.Widget):
    """A metric by code, from a dictionary read once."""

    def __init__(self, metrics):
        super().__init__()
        self.metrics = metrics

    def clean(self, value, row=None, **kwargs):
        code = "" if value is None else str(value).strip()
        if code not in self.metrics:
            raise ValueError(_("There is no metric with the code “%(code)s”") % {"code": code})
        return self.metrics[code]

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class InstitutionResource(OwnedResource):
    act = "administer"
    public_code = fields.Field(column_name="学校代码", attribute="public_code", widget=PlainText())
    name = fields.Field(column_name="学校名称", attribute="name", widget=PlainText())
    name_en = fields.Field(column_name="英文名称", attribute="name_en", widget=PlainText())
    type_code = fields.Field(column_name="办学类型代码", attribute="type_code", widget=PlainText())
    ownership = fields.Field(column_name="办学性质", attribute="ownership", widget=PlainText())
    sponsor = fields.Field(column_name="举办者", attribute="sponsor", widget=PlainText())
    address = fields.Field(column_name="地址", attribute="address", widget=PlainText())
    website = fields.Field(column_name="网址", attribute="website", widget=PlainText())
    contact = fields.Field(column_name="公开联系方式", attribute="contact", widget=PlainText())

    class Meta:
        model = Institution
        import_id_fields = ["public_code"]
        clean_model_instances = True
        use_transactions = True
        fields = [
            "public_code", "name", "name_en", "type_code", "ownership", "sponsor", "address", "website", "contact",
        ]  # fmt: skip
        name = gettext_lazy("institutions")

    def get_queryset(self):
        return visible(Institution.objects.all(), self.user, roles=ACTS["administer"])

    def before_import_row(self, row, **kwargs):
        """Only an operator adds schools by import: a new one needs a place and a supervising bureau."""
        code = str(row.get("学校代码") or "").strip()
        if not self.user.is_superuser and not self.get_queryset().filter(public_code=code).exists():
            raise ValueError(_("“%(code)s” is not a school you administer") % {"code": code})
