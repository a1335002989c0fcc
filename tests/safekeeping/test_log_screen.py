"""The log as a screen: who may read it, of which places, what a search finds, and what an export holds."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from reports.log import record
from reports.models import LogEntry
from tests import builders as make

pytestmark = pytest.mark.django_db
LOG, EXPORT = "/desk/log/", "/desk/log/export/"
CANARY = "乙校绝密"


@pytest.fixture
def world():
    """Two counties of a city with a school each; every school's filler changed something, and someone from outside read it."""
    city = make.make_region("990100", "示例市")
    found = {"city": city}
    for key, name in (("a", "甲县"), ("b", "乙县")):
        county = make.make_region(f"9901{ord(key)}", name, level="county", parent=city)
        school = make.make_institution(f"school-{key}", region=county)
        filler = make.make_user("filler", school, username=f"filler-{key}")
        report = make.make_report(make.make_record(school), title=f"{key}报告")
        found |= {key: county, f"school_{key}": school, f"filler_{key}": filler, f"report_{key}": report}
    record(
        "row.changed",
        found["report_a"],
        by=found["filler_a"],
        name="甲校正文",
        changes={"title": ["旧", "新"]},
    )
    record("row.changed", found["report_b"], by=found["filler_b"], name=CANARY)
    record("account.log_in", found["filler_a"], by=found["filler_a"], address="10.1.2.3")
    record("account.log_in", found["filler_b"], by=found["filler_b"], address="10.9.9.9", note=CANARY)
    return found


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def shown(client, **asked) -> list[tuple[str, str]]:
    """(act, target) of what the screen lists, without what this reader did himself."""
    page = client.get(LOG, asked)
    assert page.status_code == 200
    rows = [row[0] for row in page.context["rows"]]
    return [(row.act, row.target) for row in rows if row.user != page.wsgi_request.user]


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("auditor", "a", 200), ("administrator", "a", 200), ("auditor", "school_a", 200),
        ("reviewer", "a", 404), ("publisher", "a", 404), ("filler", "school_a", 404), ("lead", "school_a", 404),
        ("signatory", "school_a", 404), ("guest", "school_a", 404),
    ],
)  # fmt: skip
def test_auditors_and_administrators_read_it_and_nobody_else(world, role, place, status):
    client = as_user(make.make_user(role, world[place]))
    assert (client.get(LOG).status_code, client.post(EXPORT).status_code) == (status, status)


def test_who_is_not_logged_in_is_led_to_the_log_in(client, world):
    assert [client.get(LOG).status_code, client.post(EXPORT).status_code] == [302, 302]


def test_it_holds_what_was_done_in_ones_own_subtree_and_nothing_of_others(world):
    client = as_user(make.make_user("auditor", world["a"]))
    report, account = world["report_a"], world["filler_a"]
    assert shown(client) == [
        ("account.log_in", f"institutions.user:{account.pk}"),
        ("row.changed", f"reports.report:{report.pk}"),
    ]
    assert CANARY not in client.get(LOG).content.decode()
    assert CANARY not in client.post(EXPORT).content.decode()


def test_the_city_sees_both_counties(world):
    assert len(shown(as_user(make.make_user("auditor", world["city"])))) == 4


def test_what_an_outsider_did_to_ones_school_is_there(world):
    stranger = make.make_user("reviewer", world["city"], username="stranger")
    record("report.read", world["report_a"], by=stranger)
    assert ("report.read", f"reports.report:{world['report_a'].pk}") in shown(
        as_user(make.make_user("auditor", world["a"]))
    )


def test_what_ones_own_account_did_elsewhere_is_not(world):
    """A person with a role in two counties: each county reads of its own places only."""
    make.make_membership(world["filler_a"], "filler", world["school_b"])
    record("row.changed", world["report_b"], by=world["filler_a"], name=CANARY)
    record("role.given", world["filler_b"], by=world["filler_a"], note=CANARY)
    client = as_user(make.make_user("auditor", world["a"]))
    assert CANARY not in client.get(LOG).content.decode()


def test_the_stock_list_shows_the_same_rows(world):
    client = as_user(make.make_user("auditor", world["a"]))
    page = client.get("/admin/reports/logentry/")
    rows = [row for row in page.context["cl"].result_list if row.user != page.wsgi_request.user]
    assert {row.target for row in rows} == {target for _act, target in shown(client)}
    foreign = LogEntry.objects.filter(act="row.changed").last()
    assert client.get(f"/admin/reports/logentry/{foreign.pk}/change/").status_code == 302


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"person": "filler-a"}, 2), ({"person": "nobody"}, 0), ({"act": "row.changed"}, 2),
        ({"target": "reports.report:"}, 2), ({"person": "FILLER-B", "act": "account.log_in"}, 1),
        ({"first": "2000-01-01"}, 4), ({"last": "2000-01-01"}, 0),
    ],
)  # fmt: skip
def test_a_search_finds_by_person_act_target_and_day(world, asked, count):
    assert len(shown(as_user(make.make_operator()), **asked)) == count


def test_days_are_those_of_shanghai(world):
    with time_machine.travel(datetime(2026, 3, 1, 16, 30, tzinfo=UTC), tick=False):  # 2 March, 00:30
        record("row.changed", "at-night", by=world["filler_a"])
    operator = as_user(make.make_operator())
    assert shown(operator, first="2026-03-02", last="2026-03-02") == [("row.changed", "at-night")]
    assert shown(operator, first="2026-03-01", last="2026-03-01") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "31.12.2026"}, {"first": "2026-05-02", "last": "2026-05-01"}, {"act": "no.such"},
        {"person": "x" * 61}, {"page": "99999999999"}, {"page": "x"}, {"target": "\0"}, {"person": "%_'\""},
    ],
)  # fmt: skip
def test_odd_questions_get_a_page(world, asked):
    client = as_user(make.make_operator())
    assert client.get(LOG, asked).status_code == 200
    assert client.post(EXPORT, asked).status_code in (200, 400)


def test_pages_hold_fifty_rows(world):
    for number in range(60):
        record("row.changed", f"thing:{number}", by=world["filler_a"])
    client = as_user(make.make_operator())
    assert [len(client.get(LOG, {"page": n}).context["rows"]) for n in (1, 2)] == [
        50,
        16,
    ]  # with this reader's own log-in and reading


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    client = as_user(make.make_user("auditor", world["city"]))
    for number in range(40):
        record("row.changed", world["report_a"], by=world["filler_a"], number=number)
    client.get(LOG)
    with django_assert_max_num_queries(12):
        client.get(LOG)


def test_an_export_holds_what_was_found_in_cells_that_stay_inert(world):
    record("row.changed", "=cmd|' /C calc'!A0", by=world["filler_a"], note="=1+1")
    client = as_user(make.make_operator())
    answer = client.post(EXPORT, {"person": "filler-a"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:]] == ["row.changed", "account.log_in", "row.changed"]
    assert rows[1][7].startswith("'=cmd")
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert rows[2][4] == "10.1.2.3"
    assert rows[1][1].endswith("+00:00")


def test_the_export_itself_is_logged_with_what_was_asked(world):
    operator = make.make_operator(username="operator")
    as_user(operator).post(EXPORT, {"person": "filler-a"}, REMOTE_ADDR="10.0.0.7")
    entry = LogEntry.objects.get(act="log.exported")
    assert (entry.user, entry.address) == (operator, "10.0.0.7")
    assert entry.detail == {"rows": 2, "asked": {"person": "filler-a"}}


def test_an_export_of_too_much_is_refused_and_none_is_made(world, monkeypatch):
    monkeypatch.setattr("reports.desk.log.MOST", 3)
    client = as_user(make.make_operator())
    answer = client.post(EXPORT)
    assert (answer.status_code, "3" in answer.context["refusal"]) == (400, True)
    assert not LogEntry.objects.filter(act="log.exported").exists()


def test_reading_the_log_is_logged_once_in_ten_minutes(world):
    client = as_user(make.make_operator())
    client.get(LOG)
    client.get(LOG)
    assert LogEntry.objects.filter(act="log.read").count() == 1


def test_no_screen_changes_it(world):
    client = as_user(make.make_operator())
    entry = LogEntry.objects.first()
    there = f"/admin/reports/logentry/{entry.pk}"
    before = list(LogEntry.objects.values_list())
    for address in (f"{there}/change/", f"{there}/delete/", "/admin/reports/logentry/add/"):
        assert client.post(address, {"act": "x", "post": "yes"}).status_code in (403, 405)
    client.post(
        "/admin/reports/logentry/",
        {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"},
    )
    assert list(LogEntry.objects.filter(pk__lte=before[-1][0]).values_list()) == before
    assert client.post(LOG).status_code == 405
    assert client.get(EXPORT).status_code == 405
