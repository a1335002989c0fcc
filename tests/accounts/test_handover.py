"""Handing over a role: from a day on to a colleague, or to who accepts an invitation; nobody holds it twice, all is logged."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from institutions.models import Invitation, Membership, User
from institutions.permissions import can
from reports.models import LogEntry
from tests import builders as make

from .people import county, link_in, log_in, person, school

pytestmark = pytest.mark.django_db
PAGE = "/account/handover/"
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def lead():
    return person("fuzeren", "lead", school())


@pytest.fixture
def colleague():
    return person("tongshi", "filler", school())


def hand_over(who, *, to=None, email="", day, membership=None):
    row = membership or who.memberships.get()
    return log_in(who).post(
        PAGE,
        {"membership": row.pk, "colleague": to.pk if to else "", "email": email, "day": day.isoformat()},
    )


def rows(user, role="lead"):
    return [(m.valid_from, m.valid_to) for m in user.memberships.filter(role=role)]


def test_the_colleague_holds_it_from_the_day_on_and_the_holder_until_the_day_before(lead, colleague, today):
    day = today + 3 * DAY
    answer = hand_over(lead, to=colleague, day=day)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert rows(lead) == [(None, day - DAY)]
    assert rows(colleague) == [(day, None)]
    who_leads = []
    for moment in (timezone.localtime() + n * DAY for n in (2, 3)):
        with time_machine.travel(moment):
            who_leads.append(
                [can(User.objects.get(pk=one.pk), "lead", school()) for one in (lead, colleague)]
            )
    assert who_leads == [[True, False], [False, True]]


def test_from_today_it_is_gone_at_the_next_request(lead, colleague, today):
    client = log_in(lead)
    hand_over(lead, to=colleague, day=today)
    assert client.get("/account/invitations/new/").status_code == 403
    assert log_in(colleague).get("/account/invitations/new/").status_code == 200


def test_both_sides_are_logged(lead, colleague, today):
    hand_over(lead, to=colleague, day=today + DAY)
    entries = LogEntry.objects.filter(act__startswith="role.").order_by("pk")
    assert [(e.act, e.user, e.detail["account"], e.detail["role"], e.detail["place"]) for e in entries] == [
        ("role.handed_over", lead, colleague.pk, "lead", "shifan"),
        ("role.ended", lead, lead.pk, "lead", "shifan"),
    ]


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_gone_by_or_far_away_is_refused(lead, colleague, today, days):
    assert hand_over(lead, to=colleague, day=today + days * DAY).status_code == 200
    assert (rows(lead), rows(colleague)) == ([(None, None)], [])


def test_a_role_held_since_today_goes_from_tomorrow_at_the_earliest(lead, colleague, today):
    lead.memberships.update(valid_from=today)
    assert hand_over(lead, to=colleague, day=today).status_code == 200
    assert rows(lead) == [(today, None)]
    assert hand_over(lead, to=colleague, day=today + DAY).status_code == 302
    assert rows(lead) == [(today, today)]


def test_who_holds_it_already_gets_it_no_second_time(lead, colleague, today):
    make.make_membership(colleague, "lead", school())
    assert hand_over(lead, to=colleague, day=today + DAY).status_code == 200
    assert rows(lead) == [(None, None)]


@pytest.mark.parametrize("case", ["another school", "an operator", "a disabled account", "oneself"])
def test_only_colleagues_of_the_place_can_be_named(lead, today, case):
    other = {
        "another school": lambda: person("b", "filler", school("near")),
        "an operator": lambda: person("b", is_superuser=True),
        "a disabled account": lambda: person("b", "filler", school(), is_active=False),
        "oneself": lambda: lead,
    }[case]()
    assert hand_over(lead, to=other, day=today + DAY).status_code == 200
    assert rows(lead) == [(None, None)]


def test_a_colleague_of_one_place_gets_no_role_of_another(lead, colleague, today):
    make.make_membership(lead, "filler", school("near"))
    other = lead.memberships.get(role="filler")
    assert hand_over(lead, to=colleague, day=today + DAY, membership=other).status_code == 200
    assert rows(colleague, "filler") == [(None, None)]


def test_nobody_hands_over_what_is_anothers(lead, colleague, today):
    own = lead.memberships.get()
    assert hand_over(colleague, to=lead, day=today + DAY, membership=own).status_code == 200
    assert rows(lead) == [(None, None)]


@pytest.mark.parametrize("by_mail", [False, True])
def test_a_deputy_cannot_pass_on_his_authority(today, colleague, by_mail):
    deputy = person("fu", "signatory", school())
    deputy.memberships.update(deputy=True, authority="authority/x.pdf")
    whom = {"email": "new@example.cn"} if by_mail else {"to": colleague}
    assert hand_over(deputy, day=today + DAY, **whom).status_code == 200
    assert rows(deputy, "signatory") == [(None, None)]
    assert Invitation.objects.count() == 0


def test_a_role_not_held_on_the_day_before_is_offered_to_nobody(lead, today):
    lead.memberships.update(valid_from=today, valid_to=today + 2 * DAY)
    assert hand_over(lead, email="new@example.cn", day=today).status_code == 200
    assert hand_over(lead, email="new@example.cn", day=today + 5 * DAY).status_code == 200
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize("both", [True, False])
def test_a_colleague_or_an_address_is_named_not_both_nor_none(lead, colleague, today, both):
    given = {"to": colleague, "email": "new@example.cn"} if both else {}
    assert hand_over(lead, day=today + DAY, **given).status_code == 200
    assert Invitation.objects.count() == 0


def accept(email: str) -> User:
    newcomer = person("xinren", email=email)
    link, client = link_in(mail.outbox[-1]), log_in(newcomer)
    client.post(link, {"begin": "1"})
    client.post(link, {"accept": "1"})
    return newcomer


@pytest.mark.parametrize("late", [False, True])
def test_by_invitation_the_role_passes_when_it_is_accepted(lead, today, late):
    day = today + 2 * DAY
    assert hand_over(lead, email="new@example.cn", day=day).status_code == 302
    assert rows(lead) == [(None, None)]
    moment = timezone.localtime() + (4 * DAY if late else timedelta(0))
    with time_machine.travel(moment):
        newcomer = accept("new@example.cn")
    begins = today + 4 * DAY if late else day
    assert rows(lead) == [(None, begins - DAY)]
    assert rows(newcomer) == [(begins, None)]


def test_an_invitation_to_a_role_lost_meanwhile_is_void(lead, today):
    hand_over(lead, email="new@example.cn", day=today + DAY)
    lead.memberships.all().delete()
    assert Membership.objects.filter(role="lead").count() == 0
    assert Client().get(link_in(mail.outbox[-1])).status_code == 404


def test_a_filler_hands_over_his_own_role_though_he_may_invite_nobody(today):
    filler = person("tianbao", "filler", school())
    assert hand_over(filler, email="new@example.cn", day=today + DAY).status_code == 302


def test_a_reviewer_hands_over_his_own_level(today):
    reviewer, other = person("shenhe", "reviewer", county()), person("gongbu", "publisher", county())
    hand_over(reviewer, to=other, day=today + DAY)
    assert rows(other, "reviewer") == [(today + DAY, None)]
