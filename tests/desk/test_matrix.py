"""The machine is closed: every state × every act × every person by direct POST; only the cells of the table succeed."""

from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from institutions.models import Region, Role
from reports.desk.acts import ACTS
from reports.models import LogEntry, State, Transition, Version
from reports.workflow import review
from reports.workflow.described import page
from reports.workflow.states import STEPS
from tests import builders as make
from tests.life import NOTE, REASON, make_life, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

STATES = (
    "draft", "signing", "submitted", "reviewing", "last_level", "returned", "approved", "scheduled", "published",
    "superseded_old", "withdrawn", "void",
)  # fmt: skip

# (state, act) → people for whom it succeeds; written from product.md section 4, not from the code
ALLOWED = {
    ("draft", "request_signature"): {"lead"},
    ("draft", "void"): {"lead", "publisher"},
    ("signing", "recall_signature"): {"lead", "signatory"},
    ("signing", "sign"): {"signatory"},
    ("signing", "void"): {"publisher"},
    ("submitted", "recall"): {"lead"},
    ("submitted", "claim"): {"reviewer"},
    ("submitted", "void"): {"publisher"},
    ("reviewing", "return"): {"reviewer"},
    ("reviewing", "pass_on"): {"reviewer"},
    ("reviewing", "void"): {"publisher"},
    ("reviewing", "force"): {"publisher"},
    ("last_level", "return"): {"city_reviewer"},
    ("last_level", "approve"): {"city_reviewer"},
    ("last_level", "void"): {"publisher"},
    ("last_level", "force"): {"publisher"},
    ("returned", "resubmit"): {"lead"},
    ("returned", "void"): {"publisher"},
    ("approved", "take_back"): {"city_reviewer", "city_reviewer2"},
    ("approved", "schedule"): {"publisher"},
    ("approved", "publish"): {"publisher"},
    ("approved", "void"): {"publisher"},
    ("scheduled", "publish"): {"publisher"},
    ("scheduled", "unschedule"): {"publisher"},
    ("published", "correct"): {"lead", "publisher"},
    ("published", "withdraw"): {"publisher"},
    ("withdrawn", "republish"): {"publisher"},
}


def fields(act: str) -> dict[str, str]:
    soon = timezone.localtime() + timedelta(days=8)
    return {
        "sign": {"statement_read": "on", "typed_name": "校长丙"},
        "return": {"reason": REASON, "due_on": soon.date().isoformat()},
        "schedule": {"at": soon.strftime("%Y-%m-%dT%H:%M")},
        "correct": {"reason": REASON, "correction": "data", "public_note": NOTE},
        "republish": {"reason": REASON, "correction": "data", "public_note": NOTE},
        "withdraw": {"kind": "law", "reason": REASON},
    }.get(act, {"reason": REASON} if "reason" in ACTS[act].form.base_fields else {})


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def prepared(life, state: str) -> Version:
    """The version in the state, made ready so that only right and state decide: items written or answered."""
    if state == "superseded_old":
        walk(life, "superseded")
        return life.report.versions.get(sequence=1)
    version = walk(life, state)
    if state == "reviewing":
        _item(version, life.reviewer)
    if state == "last_level":
        _item(version, life.city_reviewer)
    if state == "returned":
        version.items.update(status="disputed")
    return version


def _item(version: Version, by) -> None:
    review.add_item(
        version.pk, by=by, place="sec-talent", kind="wording", severity="advice", text="请补充办学定位"
    )


def crowd(life) -> dict[str, object]:
    """Everyone who may try: the people of the report, and strangers of each role elsewhere."""
    other = make.make_region("990120", "另一县", level="county", parent=Region.objects.get(code="990100"))
    elsewhere = make.make_institution("elsewhere", region=other, name="另一学校")
    strangers = {
        "operator": make.make_operator(),
        "nobody": make.make_user(),
        "other_lead": make.make_user("lead", elsewhere),
        "other_signatory": make.make_user("signatory", elsewhere, display_name="校长丙"),
        "other_reviewer": make.make_user("reviewer", other),
        "other_publisher": make.make_user("publisher", other),
    }
    people = {name: user for name, user in life.people.items() if name not in ("reviewer2", "publisher2")}
    return people | strangers | {"anonymous": None}


def post(user, version: Version, act: str) -> int:
    client = Client()
    if user is not None:
        client.force_login(user)
    data = {"seen_state": version.state, "seen_fingerprint": version.fingerprint} | fields(act)
    return client.post(f"/desk/versions/{version.pk}/{act}/", data).status_code


@pytest.mark.parametrize("state", STATES)
def test_only_the_cells_of_the_table_succeed(state):
    life = make_life()
    version = prepared(life, state)
    people = crowd(life)
    last = version.transitions.order_by("-pk").first()
    before = (version.state, Transition.objects.count(), Version.objects.count())
    succeeded, refused_as_success = set(), []
    for act in ACTS:
        for name, user in people.items():
            with undone():
                if act in ("pass_on", "approve"):
                    version.items.all().delete()
                status = post(user, version, act)
                stored = Version.objects.get(pk=version.pk)
                now = (stored.state, Transition.objects.count(), Version.objects.count())
                moved = now != before or (act == "withdraw" and stored.withdrawal != version.withdrawal)
                if moved:
                    succeeded.add((act, name))
                    assert status == 302, (act, name, status)
                elif status == 302 and (name == "anonymous" or (last.act == act and last.user == user)):
                    pass  # sent to log in; or the same press once more, which leads to its result
                elif status not in (403, 404, 409, 422):
                    refused_as_success.append((act, name, status))
    assert refused_as_success == []
    expected = {(act, name) for (s, act), names in ALLOWED.items() if s == state for name in names}
    assert succeeded == expected
    stored = Version.objects.get(pk=version.pk)
    assert (stored.state, Transition.objects.count(), Version.objects.count()) == before


def test_the_states_tried_are_all_there_are():
    tried = {s.replace("last_level", "reviewing").replace("superseded_old", "superseded") for s in STATES}
    assert tried == set(State.values)


def test_each_act_of_the_table_has_an_address_unless_the_system_takes_it():
    by_people = {step.act for step in STEPS if step.roles} - {"start"}  # begun from the list of rounds
    assert set(ACTS) == by_people


def test_a_refusal_says_why_in_chinese_and_names_the_roles():
    life = make_life()
    version = walk(life, "submitted")
    client = Client()
    client.force_login(life.lead)
    answer = client.post(f"/desk/versions/{version.pk}/claim/", {"seen_state": version.state})
    assert answer.status_code == 403
    assert "领取审核" in answer.content.decode() and str(Role.REVIEWER.label) in answer.content.decode()


def test_a_second_press_leads_to_the_same_result_with_one_effect():
    life = make_life()
    version = walk(life, "submitted")
    client = Client()
    client.force_login(life.reviewer)
    data = {"seen_state": version.state, "seen_fingerprint": version.fingerprint}
    answers = [client.post(f"/desk/versions/{version.pk}/claim/", data) for _ in range(5)]
    assert [a.status_code for a in answers] == [302] * 5
    assert {a["Location"] for a in answers} == {f"/desk/versions/{version.pk}/"}
    assert version.transitions.filter(act="claim").count() == 1
    assert LogEntry.objects.filter(act="version.claim").count() == 1


def test_a_decision_that_carries_any_other_change_is_refused():
    life = make_life()
    version = walk(life, "last_level")
    client = Client()
    client.force_login(life.city_reviewer)
    data = {"seen_state": version.state, "seen_fingerprint": version.fingerprint, "public_note": "顺便改一下"}
    assert client.post(f"/desk/versions/{version.pk}/approve/", data).status_code == 409
    assert life.version.state == State.REVIEWING


def test_the_documentation_page_is_the_table():
    path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
    assert path.read_text("utf-8") == page(), "run manage.py workflow_page"
