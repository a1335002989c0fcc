"""The page of a version: where it stands, what this person may do now and why not, who signed, what happened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.workflow import publication, review, school
from reports.workflow.contributions import note_contribution
from tests import builders as make
from tests.life import REASON, edited, make_life, signed, walk

from .school import client_of, page, seen, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

SCREENS = ["", "findings/", "items/", "snapshots/", "receipt/", "request_signature/", "sign/", "recall/"]


def acts(user, version) -> set[str]:
    context = client_of(user).get(f"/desk/versions/{version.pk}/").context
    return {act.step.act for act in context["acts"]}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_person_from_outside_finds_nothing(screen):
    life = make_life()
    version = walk(life, "submitted")
    elsewhere = make.make_institution(
        "elsewhere", region=make.make_region("990120", "另一县", level="county")
    )
    missing = words(client_of(life.lead).get(f"/desk/versions/999999/{screen}").content.decode())
    for stranger in (make.make_user("lead", elsewhere), make.make_user(), life.guest):
        answer = client_of(stranger).get(f"/desk/versions/{version.pk}/{screen}")
        assert answer.status_code == 404
        assert life.report.title not in answer.content.decode()
    assert "404" in missing or "找不到" in missing or missing


@pytest.mark.parametrize(
    ("state", "person", "expected"),
    [
        ("draft", "lead", {"request_signature", "void"}),
        ("draft", "filler", set()),
        ("signing", "signatory", {"recall_signature", "sign"}),
        ("submitted", "lead", {"recall"}),
        ("submitted", "reviewer", {"claim"}),
        ("reviewing", "reviewer", {"return", "pass_on"}),
        ("reviewing", "reviewer2", set()),
        ("published", "lead", {"correct"}),
        ("published", "auditor", set()),
    ],
)
def test_only_what_is_possible_now_is_offered(state, person, expected):
    life = make_life()
    assert acts(life.people[person], walk(life, state)) == expected


def test_whoever_edited_last_sees_why_he_cannot_sign():
    life = make_life()
    walk(life, "draft")
    edited(life, life.signatory)
    school.request_signature(life.version.pk, by=life.lead)
    assert "sign" not in acts(life.signatory, life.version)
    assert "最后一次修改由您完成" in page(life.signatory, life.version)
    sheet = page(life.signatory, life.version, "sign/")
    assert "您不能签署本版本" in sheet and "typed_name" not in sheet


def test_a_reviewer_who_wrote_in_it_sees_why_he_cannot_approve():
    life = make_life()
    walk(life, "draft")
    note_contribution(life.report.record_id, life.reviewer)
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    assert acts(life.reviewer, life.version) == {"return"}
    assert "您修改过本版本的内容" in page(life.reviewer, life.version)


def test_a_reviewer_who_does_not_hold_it_is_told_to_claim_it_first():
    life = make_life()
    version = walk(life, "reviewing")
    assert "请先领取审核" in page(life.reviewer2, version)
    assert life.reviewer.get_full_name() in page(life.reviewer2, version)


def test_the_life_line_says_where_it_stands_in_words():
    life = make_life()
    line = client_of(life.lead).get(f"/desk/versions/{walk(life, 'returned').pk}/").context["line"]
    assert [(stop.words, stop.how) for stop in line] == [
        ("退回修改", "here"), ("待签署", "ahead"), ("已报送", "ahead"), ("审核中", "ahead"), ("已通过", "ahead"),
        ("已公布", "ahead"),
    ]  # fmt: skip


def test_voided_signatures_are_struck_and_say_so():
    life = make_life()
    version = walk(life, "returned")
    html = page(life.lead, version)
    assert "<s><strong>校长丙" in html and "已作废" in words(html)


def test_the_history_gives_step_person_and_reason():
    life = make_life()
    text = words(page(life.lead, walk(life, "returned")))
    assert "退回" in text and REASON in text and life.reviewer.get_full_name() in text


def test_while_it_is_signed_the_writers_are_warned_what_taking_back_costs():
    life = make_life()
    version = walk(life, "submitted")
    assert "撤回后签署作废，需要重新签署" in page(life.filler, version)
    assert "撤回后签署作废，需要重新签署" in page(life.lead, version, "recall/")


def test_the_public_page_is_linked_once_there_is_one():
    life = make_life()
    version = walk(life, "published")
    assert 'href="/r/school-life/2025/v1/"' in page(life.lead, version)


def test_the_number_of_queries_does_not_grow_with_the_history():
    life = make_life()
    version = walk(life, "submitted")
    few = _queries(life.lead, version)
    for _ in range(2):
        school.recall(version.pk, by=life.lead, reason=REASON)
        school.request_signature(version.pk, by=life.lead)
        signed(life)
    assert version.transitions.count() >= 9
    assert _queries(life.lead, life.version) == few


def _queries(user, version) -> int:
    client = client_of(user)
    client.get(f"/desk/versions/{version.pk}/")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/desk/versions/{version.pk}/")
    return len(captured)


def test_a_withdrawal_takes_two_publishers_and_shows_which_step_it_is():
    life = make_life()
    version = walk(life, "published")
    first = page(life.publisher, version, "withdraw/")
    assert "第 1 步（共 2 步）" in first and 'name="kind"' in first
    address = f"/desk/versions/{version.pk}/withdraw/"
    client_of(life.publisher).post(address, seen(version) | {"kind": "law", "reason": REASON})
    assert life.version.state == "published"
    own = page(life.publisher, life.version, "withdraw/")
    assert "第 2 步（共 2 步）" in own and "须由另一位公布员确认" in own and "确认撤回公布" not in own
    second = page(life.publisher2, life.version, "withdraw/")
    assert "确认撤回公布" in second and REASON in second and '<textarea name="reason"' not in second
    answer = client_of(life.publisher2).post(address, seen(life.version) | {"kind": "", "reason": ""})
    assert (answer.status_code, life.version.state) == (302, "withdrawn")


def test_the_request_for_a_withdrawal_can_be_dropped():
    life = make_life()
    version = walk(life, "published")
    address = f"/desk/versions/{version.pk}/withdrawal/drop/"
    nothing = client_of(life.publisher).post(address)
    assert nothing.status_code == 409 and "尚无人提请撤回本版本" in nothing.content.decode()
    publication.ask_withdrawal(version.pk, by=life.publisher, kind="law", reason=REASON)
    assert client_of(life.lead).post(address).status_code == 403
    assert life.version.withdrawal == "law"
    assert client_of(life.publisher2).post(address).status_code == 302
    assert life.version.withdrawal == ""
