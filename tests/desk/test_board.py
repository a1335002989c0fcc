"""The round board: who stands on it, in which order, what is counted, and who may look."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Institution
from reports.board.reading import read_rows
from reports.board.rows import Row, counts, in_order
from reports.board.stages import COLUMNS, dates
from reports.models import LogEntry, State
from reports.workflow import school
from tests.desk.board_world import crowd, make_world, signed_in, window
from tests.life import NOTE, REASON, corrected, make_life, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def page(user, query: str = "") -> str:
    answer = signed_in(user).get(f"/desk/board/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def names(user, query: str = "") -> list[str]:
    return [line["row"].name for line in signed_in(user).get(f"/desk/board/{query}").context["lines"]]


def test_the_board_counts_every_school_of_the_subtree_once():
    world = make_world(3, begun=1)
    walk(world.life, "returned")
    answer = signed_in(world.life.reviewer).get("/desk/board/")
    assert {c.words: c.number for c in answer.context["counts"]} == {
        "未开始": 2, "填写": 1, "待签": 0, "待审": 0, "退回": 1, "通过": 0, "公布": 0,
    }  # fmt: skip
    assert (answer.context["published"], answer.context["owing"]) == (0, 4)


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("draft", "draft"), ("signing", "signing"), ("submitted", "review"), ("last_level", "review"),
        ("returned", "returned"), ("approved", "approved"), ("scheduled", "approved"),
        ("published", "published"), ("superseded", "published"), ("withdrawn", "withdrawn"),
        ("void", "not_started"),
    ],
)  # fmt: skip
def test_each_state_has_its_stage(state, stage):
    life = make_life()
    walk(life, state)
    [row] = read_rows(life.report.record.round, "school", life.auditor)
    assert row.stage == stage


def test_a_correction_in_work_leaves_the_school_covered():
    life = make_life()
    walk(life, "published")
    corrected(life)

    school.correct(
        life.version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE
    )  # fmt: skip
    answer = signed_in(life.auditor).get("/desk/board/")
    [line] = answer.context["lines"]
    assert (line["row"].stage, line["row"].public, answer.context["published"]) == ("draft", True, 1)


def test_coverage_is_that_of_the_public_pages():
    world = make_world(1)
    walk(world.life, "published")
    assert "已公布 1/2" in page(world.life.reviewer)
    assert "已公布 1/3" in page(world.life.publisher)


def test_overdue_stand_first_then_stage_then_name():
    now = timezone.now()
    past, later = now - timedelta(seconds=1), now + timedelta(days=1)
    rows = [
        Row(1, "a", "丙校", None, state="published", version=1, due=past),
        Row(2, "b", "乙校", None, due=later),
        Row(3, "c", "甲校", None, due=later),
        Row(4, "d", "丁校", None, state="returned", version=4, due=past),
        Row(5, "e", "戊校", None, state="submitted", version=5, due=past),
    ]
    assert [row.name for row in in_order(rows, now)] == ["丁校", "乙校", "甲校", "戊校", "丙校"]
    assert not Row(6, "f", "己校", None, due=now).is_overdue(now)  # the last moment counts as in time
    assert [c.number for c in counts(rows)] == [2, 0, 0, 1, 1, 0, 1]


def test_a_step_back_takes_the_later_dates_away_but_keeps_the_return():
    days = [timezone.now() + timedelta(days=n) for n in range(7)]
    states = ["draft", "signing", "submitted", "reviewing", "returned", "signing", "draft"]
    found = dates(zip(states, days, strict=True))
    assert dict(zip([s.value for s, _w in COLUMNS], found, strict=True)) == {
        "draft": days[6], "signing": None, "submitted": None, "reviewing": None, "returned": days[4],
        "approved": None, "published": None,
    }  # fmt: skip


def test_schools_of_another_county_are_not_there():
    world = make_world(1)
    walk(world.life, "draft")
    assert "绝密远校" not in page(world.life.reviewer)
    assert "绝密远校" in page(world.life.city_reviewer)
    assert signed_in(world.life.reviewer).get("/desk/board/?region=990120").status_code == 404
    assert names(world.life.city_reviewer, "?region=990120") == ["绝密远校"]


@pytest.mark.parametrize("name", ["filler", "lead", "signatory", "guest"])
def test_for_people_of_a_school_there_is_no_board(name):
    life = make_life()
    client = signed_in(life.people[name])
    for address in ("/desk/board/", "/desk/board/export/", "/desk/rounds/"):
        assert client.get(address).status_code == 404
    for act in ("remind", "extend", "claim", "open"):
        assert client.post(f"/desk/board/{act}/", {"pick": life.school.pk}).status_code == 404


def test_an_auditor_looks_but_does_not_act():
    world = make_world(1)
    client = signed_in(world.life.auditor)
    assert client.get("/desk/board/").status_code == 200
    for act in ("remind", "extend", "claim", "open"):
        answer = client.post(f"/desk/board/{act}/", {"pick": world.schools[0].pk, "confirm": 1})
        assert answer.status_code == 403
    assert signed_in(world.life.reviewer).post("/desk/board/extend/", {"pick": 1}).status_code == 403


def test_filters_by_kind_region_and_stage():
    world = make_world(2, begun=1)
    window(world, closes=-1)
    user = world.life.city_reviewer
    assert names(user, "?state=draft") == ["近校000"]
    assert set(names(user, "?state=overdue")) == {"示例学校", "近校000", "近校001", "绝密远校"}
    assert names(user, "?kind=county") == ["另一县", "示例县"]
    assert names(user, "?kind=college") == []
    assert "没有应报此类年报的学校" in page(user, "?kind=college")
    assert signed_in(user).get("/desk/board/?round=1999").status_code == 404
    assert len(names(user, "?kind=<script>&state=x")) == 4


def test_closed_schools_stand_only_with_a_report():
    world = make_world(1)
    Institution.objects.filter(pk=world.schools[0].pk).update(closed_on="2020-01-01")
    Institution.objects.filter(pk=world.life.school.pk).update(closed_on="2020-01-01")
    walk(world.life, "draft")
    assert names(world.life.reviewer) == ["示例学校"]


@pytest.mark.parametrize("query", ["", "?state=draft"])
@pytest.mark.parametrize("name", ["reviewer", "administrator"])
def test_the_board_asks_the_same_number_of_queries_for_any_number_of_schools(name, query):
    world = make_world(1, begun=1)
    walk(world.life, "draft")
    window(world, closes=-1)
    client = signed_in(world.life.people[name])
    client.get("/desk/board/")  # the reading is logged once in ten minutes
    numbers = {}
    for more in (0, 2, 297):
        crowd(world, more)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/board/{query}")
        numbers[len(world.schools)] = len(queries)
    assert list(numbers) == [1, 3, 300]
    assert numbers[300] <= numbers[3] == numbers[1] <= 22


def test_a_page_holds_a_hundred_rows_and_the_counters_all():
    world = make_world(0)
    crowd(world, 250)
    client = signed_in(world.life.reviewer)
    answer = client.get("/desk/board/")
    assert len(answer.context["lines"]) == 100
    assert sum(c.number for c in answer.context["counts"]) == 251
    assert len(client.get("/desk/board/?page=3").context["lines"]) == 51
    assert len(client.get("/desk/board/?page=999999999999").context["lines"]) == 51


def test_the_workbook_is_what_is_seen():
    world = make_world(3, begun=2)
    walk(world.life, "submitted")
    client = signed_in(world.life.reviewer)
    for query in ("", "?state=draft", "?kind=county", "?state=review"):
        seen = [line["row"].code for line in client.get(f"/desk/board/{query}").context["lines"]]
        answer = client.get(f"/desk/board/export/{query}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert [row[0] for row in rows[1:]] == seen
        assert len(rows[0]) == 14
    assert LogEntry.objects.filter(act="board.export").count() == 4


def test_the_workbook_of_rows_ticked_leaves_forged_ones_out():
    world = make_world(2)
    data = {"pick": [world.schools[0].pk, world.far.pk, 999999, "x", "9" * 40], "kind": "school"}
    answer = signed_in(world.life.reviewer).post("/desk/board/export/", data)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["near-0"]
    assert "绝密远校" not in str(rows)


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook():
    world = make_world(1)
    Institution.objects.filter(pk=world.schools[0].pk).update(name='=HYPERLINK("http://x")')
    answer = signed_in(world.life.reviewer).get("/desk/board/export/?state=not_started")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_looking_at_the_board_changes_nothing():
    world = make_world(1)
    walk(world.life, "draft")
    client = signed_in(world.life.administrator)
    assert client.get("/desk/board/remind/").status_code == 405
    assert client.get("/desk/rounds/").status_code == 200
    assert world.life.version.state == State.DRAFT
