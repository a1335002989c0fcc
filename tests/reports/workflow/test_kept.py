"""What was seen is what is decided, deadlines hold to the second, nothing that happened is lost, nothing in use is deleted."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import ProtectedError, RestrictedError
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from institutions.models import Institution, Metric, Region, RoundWindow, User
from reports.models import LogEntry, Outline, State, Transition
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from reports.workflow.states import BY_ACT
from tests import builders as make
from tests.backoffice.pages import url
from tests.life import NOTE, REASON, corrected, edited, make_life, signed, to_publication, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MOVED_ON = "该版本已更新"
PUBLIC = "/r/school-life/2025/"


@pytest.fixture
def life():
    return make_life()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page of an act, as a browser keeps them while the page stays open."""
    page = client.get(address)
    assert page.status_code == 200
    return dict(re.findall(r'type="hidden" name="(seen_\w+)" value="(\w*)"', page.content.decode()))


def recalled_and_changed(life) -> None:
    """The school takes the report back, changes a figure, and hands it in again."""
    school.recall(life.version.pk, by=life.lead, reason=REASON)
    life.report.record.values.update(value=101)
    edited(life, life.filler)
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)


def returned_and_changed(life, value: int = 101) -> None:
    """The city returns it, the school changes a figure, and it comes up to the city once more."""
    pk = life.version.pk
    review.add_item(
        pk,
        by=life.city_reviewer,
        place="value:graduates_total",
        kind="data",
        severity="advice",
        text="请核对人数",
    )
    due_on = timezone.localdate() + timedelta(days=5)
    review.return_(pk, by=life.city_reviewer, reason=REASON, due_on=due_on)
    life.report.record.values.update(value=value)
    edited(life, life.filler)
    school.answer(life.version.items.get().pk, by=life.filler, changed=True)
    school.resubmit(pk, by=life.lead)
    signed(life)
    review.claim(pk, by=life.reviewer)
    review.settle(life.version.items.get().pk, by=life.reviewer, accepted=True)
    review.pass_on(pk, by=life.reviewer)
    review.claim(pk, by=life.city_reviewer)


# what was seen is what is decided


@pytest.mark.parametrize(
    ("state", "act", "person", "meanwhile"),
    [
        ("submitted", "claim", "reviewer", recalled_and_changed),
        ("last_level", "approve", "city_reviewer", returned_and_changed),
    ],
)
def test_a_decision_on_a_page_opened_before_the_school_changed_it_is_refused(
    life, state, act, person, meanwhile
):
    version, client = walk(life, state), browser(life.people[person])
    address = f"/desk/versions/{version.pk}/{act}/"
    old = opened(client, address)
    assert old == {"seen_state": version.state, "seen_fingerprint": version.fingerprint}
    meanwhile(life)
    before = (life.version.state, Transition.objects.count())
    assert life.version.fingerprint != version.fingerprint
    refused = client.post(address, old)
    assert refused.status_code == 409
    assert MOVED_ON in refused.content.decode()
    assert (life.version.state, Transition.objects.count()) == before
    assert client.post(address, opened(client, address)).status_code == 302
    assert life.version.state == BY_ACT[act].target


def test_an_edit_of_what_was_handed_in_is_refused(life):
    walk(life, "submitted")
    value = life.report.record.values.get()
    answer = browser(life.filler).post(url(type(value), "change", value.pk), {"value": "999"})
    assert answer.status_code in (403, 409, 422)
    assert life.report.record.values.get().value == 100


# deadlines


@pytest.mark.parametrize("closes", ["2025-12-31T23:59:59+08:00", "2028-02-29T23:59:59+08:00"])
@pytest.mark.parametrize(
    ("late", "status", "state"), [(-1, 302, "submitted"), (0, 302, "submitted"), (1, 409, "signing")]
)
def test_the_time_of_the_server_decides_over_a_page_opened_before(
    life, time_machine, closes, late, status, state
):
    closes = datetime.fromisoformat(closes)
    RoundWindow.objects.create(
        round=life.report.record.round, kind="school", opens_at=closes - timedelta(days=90), closes_at=closes
    )
    time_machine.move_to(closes - timedelta(minutes=5), tick=False)
    version, client = walk(life, "signing"), browser(life.signatory)
    address = f"/desk/versions/{version.pk}/sign/"
    form = opened(client, address) | {"statement_read": "on", "typed_name": life.signatory.get_full_name()}
    time_machine.move_to(closes + timedelta(seconds=late), tick=False)
    answer = client.post(address, form, headers={"date": "Mon, 01 Jan 2001 00:00:00 GMT"})
    assert answer.status_code == status
    assert (life.version.state, life.version.fingerprint) == (state, version.fingerprint)
    if status == 409:
        assert closes.strftime("%Y-%m-%d %H:%M:%S") in answer.content.decode()
        assert life.report.narratives.get().html == "<p>学校坚持立德树人。</p>"
        assert not life.version.signatures.exists()


# nothing that happened is lost


def test_every_step_is_kept_with_who_when_from_to_and_why(life):
    walk(life, "submitted")
    recalled_and_changed(life)
    review.claim(life.version.pk, by=life.reviewer)
    review.pass_on(life.version.pk, by=life.reviewer)
    review.claim(life.version.pk, by=life.city_reviewer)
    returned_and_changed(life, 102)
    first = life.version
    publication.publish([_approved(life)], by=life.publisher)
    corrected(life, 103)
    second = life.version
    publication.ask_withdrawal(second.pk, by=life.publisher, kind="mistake", reason=REASON)
    publication.withdraw(second.pk, by=life.publisher2)

    steps = list(Transition.objects.filter(version__report=life.report).order_by("pk"))
    assert [s.act for s in steps if s.version_id == first.pk] == [
        "start", "request_signature", "sign", "recall", "request_signature", "sign", "claim", "pass_on", "claim",
        "return", "resubmit", "sign", "claim", "pass_on", "claim", "approve", "publish", "supersede",
    ]  # fmt: skip
    assert [s.act for s in steps if s.version_id == second.pk] == [
        "correct", "request_signature", "sign", "claim", "pass_on", "claim", "approve", "publish", "withdraw",
    ]  # fmt: skip
    assert [s.act for s in steps if s.user is None] == []
    assert all(a.created_at <= b.created_at for a, b in pairwise(steps))
    for version in (first, second):
        own = [s for s in steps if s.version_id == version.pk]
        assert own[0].from_state == ""
        assert all(a.to_state == b.from_state for a, b in pairwise(own))
    silent = [s.act for s in steps if BY_ACT[s.act].needs_reason and not s.comment]
    assert silent == []
    rows = LogEntry.objects.filter(act__startswith="version.").order_by("pk")
    assert [(r.act, r.user_id) for r in rows] == [(f"version.{s.act}", s.user_id) for s in steps]
    item = first.items.get()
    assert (item.before, item.after, item.answered_by) == ("101人", "102人", life.filler)
    change = next(r for r in second.changes if r["kind"] == "value")
    assert (change["old"], change["new"], change["reason"]) == ("102人", "103人", REASON)
    page = browser(life.auditor).get(f"/desk/versions/{first.pk}/").content.decode()
    for row in steps:
        if row.version_id == first.pk:
            assert str(BY_ACT[row.act].words) in page
            assert row.comment in page


def _approved(life) -> int:
    review.approve(life.version.pk, by=life.city_reviewer)
    seal_version.func(life.version.pk)
    return life.version.pk


def test_old_public_versions_open_at_their_fixed_address_for_ever(life, client):
    walk(life, "published")
    files = {
        name: _content(client, f"{PUBLIC}v1/{name}") for name in ("report.pdf", "data.json", "figures.csv")
    }
    corrected(life)
    assert {name: _content(client, f"{PUBLIC}v1/{name}") for name in files} == files
    _shows(client, "v1/", 100)
    _shows(client, "v2/", 101)
    _shows(client, "", 101)

    publication.ask_withdrawal(life.version.pk, by=life.publisher, kind="mistake", reason=REASON)
    publication.withdraw(life.version.pk, by=life.publisher2)
    for gone in ("", "v2/", "v2/report.pdf"):
        answer = client.get(PUBLIC + gone)
        assert answer.status_code == 410, gone
        assert REASON in answer.content.decode(), gone
    _shows(client, "v1/", 100)

    school.correct(
        life.version.pk, by=life.publisher, reason=REASON, correction="data", note=NOTE, act="republish"
    )
    life.report.record.values.update(value=90)
    edited(life, life.filler)
    to_publication(life)
    assert life.version.number == 3
    _shows(client, "", 90)
    _shows(client, "v3/", 90)
    _shows(client, "v1/", 100)
    assert client.get(f"{PUBLIC}v2/").status_code == 410
    assert {name: _content(client, f"{PUBLIC}v1/{name}") for name in files} == files


def _content(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _shows(client: Client, where: str, figure: int) -> None:
    """The page of that address tells the figure."""
    text = strip_tags(_content(client, PUBLIC + where).decode())
    assert re.search(rf"毕业生人数\D{{,40}}{figure}\b", text), where


# nothing in use is deleted

IN_USE = {
    Institution: lambda life: life.school,
    Region: lambda life: life.county,
    Metric: lambda life: life.metric,
    Outline: lambda life: life.report.outline,
}


@pytest.mark.parametrize("model", IN_USE, ids=lambda m: m.__name__)
def test_what_is_in_use_is_not_deleted_and_the_page_names_what_hangs_on_it(life, client, model):
    walk(life, "published")
    thing, operator = IN_USE[model](life), browser(make.make_operator())
    address = url(model, "delete", thing.pk)
    page = operator.get(address)
    assert page.status_code == 200
    assert page.context["protected"], "nothing is named"
    assert "示例学校" in page.content.decode()
    before = LogEntry.objects.count()
    refused = operator.post(address, {"post": "yes"})
    assert refused.status_code == 200
    assert model.objects.filter(pk=thing.pk).exists()
    assert LogEntry.objects.count() == before
    with pytest.raises((ProtectedError, RestrictedError)):
        model.objects.get(pk=thing.pk).delete()
    _shows(client, "", 100)
    _shows(client, "v1/", 100)


def test_an_account_is_closed_not_deleted_and_its_traces_stay_readable(life, client):
    walk(life, "published")
    operator = browser(make.make_operator())
    assert operator.post(url(User, "delete", life.signatory.pk), {"post": "yes"}).status_code == 403
    with pytest.raises((ProtectedError, RestrictedError)):
        User.objects.get(pk=life.signatory.pk).delete()
    User.objects.filter(pk=life.signatory.pk).update(is_active=False)
    page = browser(life.auditor).get(f"/desk/versions/{life.version.pk}/").content.decode()
    assert "校长丙" in page
    assert life.version.state == State.PUBLISHED
    _shows(client, "", 100)
