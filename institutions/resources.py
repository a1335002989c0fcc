"""Columns of import and export, by natural keys: public code, round, metric. Ids and states are no columns.

A resource belongs to one person: rows, lookups and choices reach only what he may write; a row of another place is
refused by its line, without a word of what is stored there.
"""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources, widgets
from import_export.instance_loaders import BaseInstanceLoader

from institutions.exchange.number import read_number, refuse_ratio
from institutions.exchange.preview import RowRefused
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
        try:
            return read_number(None if value is None else str(value), ratio=True)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error  # so that it is told with its column

    def render(self, value, obj=None, **kwargs):
        """A Decimal without idle zeros: the one kind of cell that a workbook stores as a number."""
        if value is None:
            return ""
        text = format(value, "f")
        return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


class Choice(widgets.Widget):
    """One of a list, by its code or by its word in either language."""

    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    def clean(self, value, row=None, **kwargs):
        text = "" if value is None else str(value).strip()
        if not text:
            return self.choices.values[0]
        code = self.codes.get(text.lower())
        if code is not None:
            return code
        words = "、".join(str(label) for label in self.choices.labels)
        raise ValueError(_("“%(text)s” is not one of: %(words)s") % {"text": text, "words": words})

    @cached_property
    def codes(self) -> dict[str, str]:
        """Every way to write a choice, in small letters: its code, its word in each language of the site."""
        found = {code.lower(): code for code in self.choices.values}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {str(label).lower(): code for code, label in self.choices.choices}
        return found

    def render(self, value, obj=None, **kwargs):
        return str(dict(self.choices.choices).get(value, value))


class LoadedOnce(BaseInstanceLoader):
    """Existing rows of the person, read in one query, found by natural key."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.rows = {resource.stored_key(thing): thing for thing in resource.get_queryset()}

    def get_instance(self, row):
        return self.rows.get(self.resource.row_key(row))


class OwnedResource(resources.ModelResource):
    """What both resources share: the person, his rows, no deletion, no double, and a report by line."""

    act = "change"
    key: tuple[str, ...] = ()  # fields that make a row one row

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def get_queryset(self):
        return visible(super().get_queryset(), self.user)

    def row_key(self, row) -> tuple[str, ...]:
        return tuple(self.cell(row, name) for name in self.key)

    def stored_key(self, thing: Model) -> tuple[str, ...]:
        return tuple(str(self.fields[name].get_value(thing)) for name in self.key)

    def title(self, name: str) -> str:
        return str(self.fields[name].column_name)

    def cell(self, row, name: str) -> str:
        return str(row.get(self.title(name)) or "").strip()

    def before_import(self, dataset, **kwargs):
        self._seen: set[tuple[str, ...]] = set()
        self._notes = list(getattr(dataset, "notes", ()))
        headers = dataset.headers or []
        missing = [title for title in self.required_columns() if title not in headers]
        if missing:
            raise ValidationError(
                _("The column “%(title)s” is missing. Columns there must be: %(all)s.")
                % {"title": missing[0], "all": "、".join(self.required_columns())}
            )
        titles = {str(field.column_name) for field in self.get_import_fields()}
        ignored = [title for title in headers if title and title not in titles]
        if ignored:
            self._notes.append(_("Columns not read: %(titles)s.") % {"titles": "、".join(ignored)})

    def before_import_row(self, row, **kwargs):
        key = self.row_key(row)
        if key in self._seen:
            raise RowRefused(self.title(self.key[0]), _("This row stands twice in the file; keep one"))
        self._seen.add(key)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False  # an unreadable cell leaves the row as it was: that is no "unchanged"
        unchanged = original.pk is not None and all(
            field.get_value(instance) == field.get_value(original) for field in self.get_import_fields()
        )
        return unchanged or super().skip_row(instance, original, row, import_validation_errors)

    def after_import(self, dataset, result, **kwargs):
        result.lines = getattr(dataset, "lines", range(2, result.total_rows + 2))
        result.notes = getattr(self, "_notes", [])
        result.titles = {
            field.attribute: field.column_name for field in self.fields.values() if not field.readonly
        }

    def required_columns(self) -> list[str]:
        return [self.title(name) for name in self._meta.import_id_fields]


def record_key(record: YearRecord) -> tuple[str, str]:
    return record.subject.public_code, record.round.key


class MetricValueResource(OwnedResource):
    key = ("subject", "round", "metric", "breakdown", "period")
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

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("metric", "record__round", "record__institution", "record__region")
        )

    def stored_key(self, thing: MetricValue) -> tuple[str, ...]:
        return (*record_key(thing.record), thing.metric.code, thing.breakdown, thing.period)

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        records = visible(YearRecord.objects.all(), self.user, roles=ACTS["change"]).select_related(
            "round", "institution", "region"
        )
        self._records = {record_key(record): record for record in records}
        self._hold(dataset)
        self.fields["metric"].widget = KnownMetric({metric.code: metric for metric in Metric.objects.all()})

    def _hold(self, dataset) -> None:
        """The records that the file names stay as they are found here until the import is through."""
        keys = {(self.cell(row, "subject"), self.cell(row, "round")) for row in dataset.dict}
        named = {self._records[key].pk: self._records[key] for key in keys & self._records.keys()}
        held = YearRecord.objects.select_for_update().filter(pk__in=named).order_by("pk")
        for number, locked in held.values_list("pk", "locked"):
            named[number].locked = locked

    def required_columns(self) -> list[str]:
        return [self.title(name) for name in ("subject", "round", "metric", "value")]

    def import_instance(self, instance, row, **kwargs):
        instance.record = self._record(row)
        super().import_instance(instance, row, **kwargs)
        for name in ("value", "high"):
            try:
                refuse_ratio(self.cell(row, name), instance.metric.value_type)
            except ValidationError as error:
                raise ValidationError({name: error}) from error

    def _record(self, row) -> YearRecord:
        code, year = self.cell(row, "subject"), self.cell(row, "round")
        record = self._records.get((code, year))
        if record is None:
            sentence = _("“%(code)s” %(year)s is not a record you may fill in; correct code and year")
        elif record.locked:
            sentence = _("“%(code)s” %(year)s is locked: submitted or published")
        else:
            return record
        raise RowRefused(self.title("subject"), sentence % {"code": code, "year": year})

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
    key = ("public_code",)
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
        instance_loader_class = LoadedOnce
        clean_model_instances = True
        use_transactions = True
        fields = [
            "public_code", "name", "name_en", "type_code", "ownership", "sponsor", "address", "website", "contact",
        ]  # fmt: skip
        name = gettext_lazy("institutions")

    def get_queryset(self):
        return visible(Institution.objects.all(), self.user, roles=ACTS["administer"])

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self._own = set(self.get_queryset().values_list("public_code", flat=True))

    def before_import_row(self, row, **kwargs):
        """Only an operator adds schools by import: a new one needs a place and a supervising bureau."""
        super().before_import_row(row, **kwargs)
        code = self.cell(row, "public_code")
        if not self.user.is_superuser and code not in self._own:
            raise RowRefused(
                self.title("public_code"), _("“%(code)s” is not a school you administer") % {"code": code}
            )
