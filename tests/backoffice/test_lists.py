"""Lists stay cheap and whole: the same queries for one row and for three, in Chinese, whatever is stored."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from institutions.models import Institution, MetricValue
from reports.models import LogEntry

from .pages import OURS, text_of, url

SCOPED_COLUMN = {  # model: lookup to the rows of one school
    "membership": "institution", "user": "memberships__institution", "institution": "pk", "yearrecord": "institution",
    "metricvalue": "record__institution", "casestudy": "record__institution", "challenge": "record__institution",
    "measure": "record__institution", "picture": "record__institution", "report": "record__institution",
    "narrative": "report__record__institution", "chart": "report__record__institution",
    "version": "report__record__institution", "transition": "version__report__record__institution",
    "signature": "version__report__record__institution", "finding": "version__report__record__institution",
    "snapshot": "version__report__record__institution",
}  # fmt: skip


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", SCOPED_COLUMN)
def test_a_list_needs_the_same_queries_for_one_row_and_three(name, as_user, world, monkeypatch):
    model = next(model for model in OURS if model._meta.model_name == name)
    model_admin, whole = admin.site._registry[model], admin.site._registry[model].get_queryset
    client, counts, lengths = as_user("operator"), [], []
    client.get(url(model, "changelist"))  # the first look at a list goes into the log
    for keys in (["a1"], ["a1", "a2", "b1"]):
        schools = [world.schools[key].institution.pk for key in keys]

        def some(request, schools=schools):
            return whole(request).filter(**{f"{SCOPED_COLUMN[name]}__in": schools}).distinct()

        monkeypatch.setattr(model_admin, "get_queryset", some)
        lengths.append(some(_request(world)).count())
        counts.append(queries_of(client, url(model, "changelist")))
    assert lengths[1] > lengths[0] > 0
    assert counts[0] == counts[1]


def _request(world):
    request = RequestFactory().get("/")
    request.user = world.users["operator"]
    return request


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_list_is_titled_and_headed_in_chinese(model, as_user, world):
    text = text_of(as_user("operator").get(url(model, "changelist")))
    assert 'lang="zh-' in text
    names = [model._meta.verbose_name_plural, model._meta.verbose_name]
    assert [str(name) for name in names if str(name).isascii()] == []
    model_admin = admin.site._registry[model]
    columns = [
        admin.utils.label_for_field(name, model, model_admin)
        for name in model_admin.list_display
        if name != "__str__"
    ]
    assert [str(column) for column in columns if str(column).isascii()] == []


def test_every_list_that_grows_can_be_searched():
    unsearched = {m._meta.label_lower for m in OURS if not admin.site._registry[m].search_fields}
    assert unsearched == set()


def test_one_bad_row_breaks_no_list(as_user, world):
    MetricValue.objects.filter(record=world.schools["a1"].record).update(note="甲\x01\x0b\u202e乙" * 20)
    Institution.objects.filter(public_code="school-a1").update(name="甲\x01乙\U0001f4a9" * 10)
    for model in (MetricValue, Institution):
        assert as_user("filler_a1").get(url(model, "changelist")).status_code == 200


def test_the_log_is_read_newest_first(as_user, world):
    page = as_user("operator").get(url(LogEntry, "changelist"))
    times = [row.created_at for row in page.context["cl"].result_list]
    assert len(times) > 1
    assert times == sorted(times, reverse=True)
