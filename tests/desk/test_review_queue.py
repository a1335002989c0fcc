"""The queue: whose turn it is, oldest first, with its filters; the same number of queries for one row and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from institutions.models import RoundWindow
from reports.models import Transition, Version
from reports.workflow import review
from tests import builders as make
from tests.desk.test_review_workbench import finding, post, returned_and_answered
from tests.life import make_life, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def life():
    return make_life()


def queue(client, user, **query):
    client.force_login(user)
    return client.get(reverse("desk:queue"), query)


def names(answer):
    return [row.version.report.record.subject.name for row, _bureau, _words in answer.context["lines"]]


def waiting_since(life, days):
    moment = timezone.now() - timedelta(days=days)
    Transition.objects.filter(version=life.version, to_state__in=("submitted", "approved")).update(
        created_at=moment
    )


def several(count, state="submitted"):
    lives = [make_life(f"school-{n}", suffix=str(n)) for n in range(count)]
    for each in lives:
        walk(each, state)
    return lives


def test_what_waits_longest_comes_first_with_its_days(client):
    first, second, third = several(3)
    for life, days in ((first, 1), (second, 9), (third, 4)):
        waiting_since(life, days)
    answer = queue(client, first.reviewer)
    assert names(answer) == ["示例学校1", "示例学校2", "示例学校0"]
    assert [row.days for row, _b, _w in answer.context["lines"]] == [9, 4, 1]


def test_only_those_whose_turn_it_is_see_a_report(life, client):
    walk(life, "submitted")
    assert names(queue(client, life.reviewer)) == ["示例学校"]
    assert names(queue(client, life.city_reviewer)) == []
    review.claim(life.version.pk, by=life.reviewer)
    review.pass_on(life.version.pk, by=life.reviewer)
    assert names(queue(client, life.reviewer)) == []
    assert names(queue(client, life.city_reviewer)) == ["示例学校"]


def test_publishers_see_what_is_approved_and_scheduled(life, client):
    walk(life, "scheduled")
    answer = queue(client, life.publisher)
    assert [words for _r, _b, words in answer.context["lines"]] == ["待公布"]
    assert names(queue(client, life.city_reviewer)) == []


@pytest.mark.parametrize("name", ["lead", "filler", "signatory", "guest", "administrator"])
def test_the_queue_is_the_bureaus(life, client, name):
    assert queue(client, getattr(life, name)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(client):
    def count(rows: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(names(client.get(reverse("desk:queue")))) == rows
        return len(found)

    (first,) = several(1)
    queue(client, first.reviewer)
    one = count(1)
    for n in (2, 3):
        walk(make_life(f"school-{n}", suffix=str(n)), "submitted")
    assert count(3) == one <= 25


def test_changes_since_the_last_submission_are_counted_when_it_is_handed_in(life, client):
    returned_and_answered(life)
    ((row, _bureau, _words),) = queue(client, life.reviewer).context["lines"]
    assert (row.version.changed, row.is_first) == (2, False)
    assert "2 处变化" in client.get(reverse("desk:queue")).content.decode()


def test_a_first_submission_has_no_count(life, client):
    walk(life, "submitted")
    answer = queue(client, life.reviewer)
    assert answer.context["lines"][0][0].is_first
    assert "首次报送" in answer.content.decode()


def test_the_filters_narrow_by_region_step_and_deadline(client):
    first, second = several(2)
    review.claim(second.version.pk, by=second.reviewer)
    now = timezone.now()
    RoundWindow.objects.create(
        round=first.report.record.round, kind="school", opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=3),
    )  # fmt: skip
    user = first.reviewer
    assert names(queue(client, user, step="claim")) == ["示例学校0"]
    assert names(queue(client, user, step="mine")) == ["示例学校1"]
    assert names(queue(client, user, region="990110")) == ["示例学校0", "示例学校1"]
    assert names(queue(client, user, region="990120")) == []
    assert len(names(queue(client, user, deadline="week"))) == 2
    assert names(queue(client, user, deadline="past")) == []


def test_claim_release_and_take_over_from_the_row(life, client):
    walk(life, "submitted")
    version = life.version
    back = reverse("desk:queue") + "?step=claim"
    stale = post(
        client, life.reviewer, "hold", version.pk, act="claim", seen_state="draft", seen_fingerprint=""
    )
    assert stale.status_code == 409
    shown = {"seen_state": version.state, "seen_fingerprint": version.fingerprint, "back": back}
    assert post(client, life.reviewer, "hold", version.pk, act="claim", **shown).url == back
    assert life.version.holder == life.reviewer
    assert post(client, life.reviewer2, "hold", version.pk, act="take_over").status_code == 409
    post(client, life.reviewer, "hold", version.pk, act="release")
    assert life.version.holder is None
    post(client, life.reviewer2, "hold", version.pk, act="take_over")
    assert life.version.holder == life.reviewer2
    assert post(client, life.reviewer2, "hold", version.pk, act="approve").status_code == 422
    assert post(client, life.lead, "hold", version.pk, act="claim").status_code == 404


def test_several_are_claimed_after_a_preview_that_names_who_is_left_out(client):
    first, second, third = several(3)
    review.claim(third.version.pk, by=third.reviewer2)
    chosen = [life.version.pk for life in (first, second, third)]
    preview = post(client, first.reviewer, "queue_bulk", act="claim", version=chosen)
    assert {c.version for c in preview.context["included"]} == {first.version, second.version}
    assert [(c.version, len(c.reasons)) for c in preview.context["excluded"]] == [(third.version, 1)]
    assert first.version.state == "submitted"
    tickets = [c.ticket for c in preview.context["included"]]
    assert (
        post(client, first.reviewer, "queue_bulk", act="claim", confirmed="1", ticket=tickets).status_code
        == 302
    )
    assert first.version.holder == second.version.holder == first.reviewer
    assert third.version.holder == third.reviewer2


def test_bulk_approval_leaves_out_open_questions_and_takes_each_by_itself(client):
    ready, doubtful, moved, other = several(4, "reviewing")
    finding(doubtful.version)
    review.release(other.version.pk, by=other.reviewer)
    chosen = [life.version.pk for life in (ready, doubtful, moved, other)]
    preview = post(client, ready.reviewer, "queue_bulk", act="approve", version=chosen)
    assert {c.version for c in preview.context["included"]} == {ready.version, moved.version}
    left_out = {c.version: c.reasons for c in preview.context["excluded"]}
    assert left_out.keys() == {doubtful.version, other.version}
    assert "毕业生人数" in left_out[doubtful.version][0] and "领取" in left_out[other.version][0]
    tickets = [c.ticket for c in preview.context["included"]]
    finding(moved.version)  # a doubt that came up after the preview
    answer = post(client, ready.reviewer, "queue_bulk", act="approve", confirmed="1", ticket=tickets)
    assert answer.status_code == 302
    assert (ready.version.state, ready.version.level) == ("submitted", 1)
    assert [life.version.state for life in (doubtful, moved, other)] == ["reviewing"] * 3


def test_bulk_tickets_of_other_places_or_older_contents_do_nothing(client, life):
    walk(life, "reviewing")
    stranger = make.make_user(
        "reviewer", make.make_region("990120", "邻县", parent=life.city, level="county")
    )
    ticket = f"{life.version.pk}:reviewing:{life.version.fingerprint}"
    post(client, stranger, "queue_bulk", act="approve", confirmed="1", ticket=[ticket])
    post(
        client,
        life.reviewer,
        "queue_bulk",
        act="approve",
        confirmed="1",
        ticket=[f"{life.version.pk}:reviewing:0"],
    )
    post(client, life.reviewer, "queue_bulk", act="approve", confirmed="1", ticket=["x", ":", "9:9"])
    assert Version.objects.get(pk=life.version.pk).level == 0
    assert life.version.state == "reviewing"
