"""The page of background tasks: who sees which, what it tells, and the button that tries again."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports.models import LogEntry, Version
from tests import builders as make

pytestmark = pytest.mark.django_db
SEAL = "reports.tasks.seal_version"
STALE = "reports.tasks.mark_stale"


class World:
    """Two cities with a school each; each school has a report with a version."""

    def __init__(self):
        self.cities = [make.make_region(f"99{n}100", f"示例市{n}") for n in (1, 2)]
        self.schools = [make.make_institution(region=city) for city in self.cities]
        self.reports = [
            make.make_report(make.make_record(school), title=f"机密年报{n}")
            for n, school in enumerate(self.schools, 1)
        ]
        self.versions = [Version.objects.create(report=report, sequence=1) for report in self.reports]


@pytest.fixture
def world(db):
    return World()


def put(path: str, *args, status: str = "FAILED", error: str = "", trace: str = "") -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": list(args), "kwargs": {}},
        backend_name="default",
        status=status,
        worker_ids=["a", "b", "c"],
        finished_at=timezone.now() if status in ("FAILED", "SUCCESSFUL") else None,
        exception_class_path=error,
        traceback=trace,
    )


def listed(client) -> set:
    response = client.get(reverse("desk:jobs"))
    assert response.status_code == 200
    return {job.pk for job in response.context["jobs"]}


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        ("administrator", "city", 200), ("publisher", "city", 200), ("administrator", "school", 200),
        ("filler", "school", 403), ("lead", "school", 403), ("signatory", "school", 403),
        ("reviewer", "city", 403), ("auditor", "city", 403), ("guest", "school", 403),
    ],
)  # fmt: skip
def test_administrators_and_publishers_see_the_page(client, world, role, where, status):
    client.force_login(make.make_user(role, world.cities[0] if where == "city" else world.schools[0]))
    row = put(SEAL, world.versions[0].pk)
    assert client.get(reverse("desk:jobs")).status_code == status
    answer = client.post(reverse("desk:job_again", args=[row.pk])).status_code
    assert answer == (302 if status == 200 else 403)


def test_visitors_are_sent_to_the_log_in(client, world):
    row = put(SEAL, world.versions[0].pk)
    assert client.get(reverse("desk:jobs")).status_code == 302
    assert client.post(reverse("desk:job_again", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.status == "FAILED"


def test_one_sees_tasks_of_ones_own_scope_alone(client, world):
    own = {put(SEAL, world.versions[0].pk).pk, put(STALE, world.reports[0].pk).pk}
    others = {
        put(SEAL, world.versions[1].pk).pk, put(STALE, world.reports[1].pk).pk, put("reports.tasks.seal_log").pk,
        put("reports.tasks.no_such", world.versions[0].pk).pk, put(SEAL, "x").pk, put(SEAL).pk, put(SEAL, 10**9).pk,
    }  # fmt: skip
    client.force_login(make.make_user("publisher", world.cities[0]))
    assert listed(client) == own
    assert "机密年报2" not in client.get(reverse("desk:jobs")).content.decode()
    client.force_login(make.make_operator())
    assert listed(client) == own | others


def test_the_task_of_another_scope_cannot_be_tried_again(client, world):
    row = put(SEAL, world.versions[1].pk)
    client.force_login(make.make_user("administrator", world.cities[0]))
    assert client.post(reverse("desk:job_again", args=[row.pk])).status_code == 404
    assert client.post(reverse("desk:job_again", args=[uuid.uuid4()])).status_code == 404
    row.refresh_from_db()
    assert row.status == "FAILED"


def test_trying_again_queues_it_with_all_its_tries_and_is_logged(client, world):
    row = put(SEAL, world.versions[0].pk)
    user = make.make_user("publisher", world.cities[0])
    client.force_login(user)
    address = reverse("desk:job_again", args=[row.pk])
    assert address in client.get(reverse("desk:jobs")).content.decode()
    assert client.get(address).status_code == 405
    client.post(address)
    client.post(address)  # pressed twice
    row.refresh_from_db()
    assert (row.status, row.worker_ids, row.finished_at) == ("READY", [], None)
    assert DBTaskResult.objects.ready().filter(pk=row.pk).exists()
    logged = LogEntry.objects.filter(act="task.retry").values_list("user", "target")
    assert list(logged) == [(user.pk, f"reports.report:{world.reports[0].pk}")]


@pytest.mark.parametrize("status", ["READY", "RUNNING", "SUCCESSFUL"])
def test_what_has_not_failed_is_not_tried_again(client, world, status):
    row = put(SEAL, world.versions[0].pk, status=status)
    client.force_login(make.make_user("publisher", world.cities[0]))
    address = reverse("desk:job_again", args=[row.pk])
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == (status, ["a", "b", "c"])
    assert address not in client.get(reverse("desk:jobs")).content.decode()


def test_the_page_tells_state_tries_and_reason_in_words(client, world):
    put(
        SEAL, world.versions[0].pk, error="reports.publishing.seal.SealRefused",
        trace="Traceback …\nreports.publishing.seal.SealRefused: 第 3 表缺少合计\n第 4 表缺少单位\n",
    )  # fmt: skip
    put(STALE, world.reports[0].pk, error="builtins.KeyError", trace="Traceback …\nKeyError: 'geheim'\n")
    client.force_login(make.make_user("publisher", world.cities[0]))
    rows = {job.name: job for job in client.get(reverse("desk:jobs")).context["jobs"]}
    assert sorted(job.reason for job in rows.values())[-1] == "第 3 表缺少合计\n第 4 表缺少单位"
    page = client.get(reverse("desk:jobs")).content.decode()
    assert "机密年报1" in page and "第 3 表缺少合计<br>第 4 表缺少单位" in page
    assert "geheim" not in page and "Traceback" not in page
    assert {job.tries for job in rows.values()} == {3}


def test_the_number_of_queries_does_not_grow(client, world):
    client.force_login(make.make_user("publisher", world.cities[0]))
    counts = []
    for number in (1, 3):
        for _ in range(number):
            put(SEAL, world.versions[0].pk)
            put(STALE, world.reports[0].pk)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:jobs"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_operators_read_there_what_keeps_the_site_from_working(client, world):
    client.force_login(make.make_operator())
    assert "worker: none gives a sign of life" in client.get(reverse("desk:jobs")).content.decode()
    client.force_login(make.make_user("publisher", world.cities[0]))
    assert "sign of life" not in client.get(reverse("desk:jobs")).content.decode()
