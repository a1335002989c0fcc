"""Invitations: who may offer what where, a link that works once and not for long, and what accepting gives."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Invitation, Membership, Role, User
from institutions.permissions import can_invite
from reports.models import LogEntry
from tests import builders as make

from .people import city, county, is_in, link_in, log_in, person, school

pytestmark = pytest.mark.django_db
NEW, LIST = "/account/invitations/new/", "/account/invitations/"
GOOD = "zao-chun-er-yue-feng"
PLACES = {
    "own school": lambda: school("own"),
    "other school of the county": lambda: school("near"),
    "school of another county": lambda: school("far", region=county("990102", "邻县")),
    "own county": lambda: county(),
    "another county": lambda: county("990102", "邻县"),
    "city": lambda: city(),
}
EVERY_ROLE = set(Role.values)
# who → place → the roles he may offer there; nothing elsewhere
OFFERS = {
    ("lead", "own school"): {"own school": {"filler", "lead"}},
    ("filler", "own school"): {},
    ("signatory", "own school"): {},
    ("guest", "own school"): {},
    ("reviewer", "own county"): {},
    ("reviewer", "city"): {"own county": {"reviewer"}, "another county": {"reviewer"}},
    ("publisher", "city"): {},
    ("auditor", "city"): {},
    ("lead", "own county"): {"own county": {"filler", "lead"}},
    ("administrator", "own county"): {
        "own school": EVERY_ROLE, "other school of the county": EVERY_ROLE, "own county": EVERY_ROLE,
    },
    ("administrator", "city"): dict.fromkeys(PLACES, EVERY_ROLE),
}  # fmt: skip


@pytest.fixture
def lead():
    return person("fuzeren", "lead", school())


def offer(client: Client, email="new@example.cn", role="filler", place="shifan"):
    return client.post(NEW, {"email": email, "role": role, "place": place})


def invite(lead: User, **fields) -> str:
    """Invites through the form; the link of the mail."""
    assert offer(log_in(lead), **fields).status_code == 302
    return link_in(mail.outbox[-1])


def accept(link: str, client: Client | None = None, name: str = "xinren"):
    client = client or Client()
    client.post(link, {"begin": "1"})
    return client.post(
        link,
        {"accept": "1", "username": name, "display_name": "新人", "password1": GOOD, "password2": GOOD},
    )


@pytest.mark.parametrize(("role", "place"), OFFERS)
def test_every_role_offers_what_the_table_says_and_nothing_else(role, place):
    there = {name: find() for name, find in PLACES.items()}
    user = person("a", role, there[place])
    offered = {
        name: {one for one in Role.values if can_invite(user, one, thing)} for name, thing in there.items()
    }
    assert {name: roles for name, roles in offered.items() if roles} == OFFERS[role, place]


@pytest.mark.parametrize(
    ("role", "place"),
    [("reviewer", "shifan"), ("filler", "near"), ("administrator", "990101"), ("x", "shifan")],
)
def test_the_form_refuses_what_goes_beyond_the_table(lead, role, place):
    school("near")
    answer = offer(log_in(lead), role=role, place=place)
    assert answer.status_code == 200
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_a_place_out_of_sight_is_answered_like_one_that_does_not_exist(lead):
    school("near", "绝密学校")
    client = log_in(lead)
    texts = {
        str(offer(client, place=code).context["form"].errors).replace(code, "")
        for code in ("near", "nothing")
    }
    assert len(texts) == 1
    assert "绝密" not in texts.pop()


@pytest.mark.parametrize("role", ["filler", "signatory", "publisher", "auditor", "guest"])
def test_who_invites_nobody_has_no_form(role):
    place = city() if role in ("publisher", "auditor") else school()
    assert log_in(person("a", role, place)).get(NEW).status_code == 403


def test_the_mail_goes_out_with_a_link_that_is_stored_as_digest_only(lead):
    link = invite(lead)
    invitation = Invitation.objects.get()
    token = link.split("/")[-2]
    assert (mail.outbox[0].to, len(token) >= 43) == (["new@example.cn"], True)
    assert token not in str(Invitation.objects.values())
    assert invitation.expires_at - invitation.invited_at <= timedelta(days=7)


def test_links_begin_with_the_site_address_whatever_host_was_asked(lead, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = log_in(lead)
    client.post(
        NEW,
        {"email": "new@example.cn", "role": "filler", "place": "shifan"},
        headers={"host": "attacker.invalid", "x-forwarded-host": "attacker.invalid"},
    )
    assert "attacker" not in mail.outbox[0].body
    assert "https://zhibao.example.cn/account/invitation/" in mail.outbox[0].body


def test_who_has_no_account_makes_one_and_holds_the_role(lead):
    link = invite(lead)
    answer = accept(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    made = User.objects.get(username="xinren")
    assert (made.email, made.is_staff, made.is_superuser) == ("new@example.cn", True, False)
    assert [(m.role, m.institution.public_code) for m in made.memberships.all()] == [("filler", "shifan")]
    assert made.check_password(GOOD)
    assert Invitation.objects.get().accepted_by == made


def test_the_link_works_once(lead):
    link = invite(lead)
    accept(link)
    assert Client().get(link).status_code == 404
    assert accept(link, name="another").status_code == 404
    assert User.objects.filter(username="another").count() == 0


def test_looking_at_the_link_changes_nothing_and_uses_nothing_up(lead):
    link = invite(lead)
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert Invitation.objects.get().opened_at is None


@pytest.mark.parametrize(
    ("opened", "after", "status"),
    [
        (None, timedelta(days=6, hours=23), 200),
        (None, timedelta(days=7, minutes=1), 404),
        (timedelta(0), timedelta(hours=23), 200),
        (timedelta(0), timedelta(hours=25), 404),
        (timedelta(days=6, hours=20), timedelta(days=7, minutes=1), 404),
    ],
)
def test_a_link_is_good_for_seven_days_and_one_day_after_opening(lead, opened, after, status):
    start = timezone.localtime()
    with time_machine.travel(start):
        link = invite(lead)
    if opened is not None:
        with time_machine.travel(start + opened):
            Client().post(link, {"begin": "1"})
    with time_machine.travel(start + after):
        assert Client().get(link).status_code == status


def test_a_revoked_link_opens_nothing(lead):
    link = invite(lead)
    number = Invitation.objects.get().pk
    assert log_in(lead).post(f"{LIST}{number}/revoke/").status_code == 302
    assert accept(link).status_code == 404
    assert [e.act for e in LogEntry.objects.filter(act__startswith="invitation").order_by("pk")] == [
        "invitation.made",
        "invitation.revoked",
    ]


def test_an_invitation_of_someone_who_may_invite_no_more_is_void(lead):
    link = invite(lead)
    lead.memberships.all().delete()
    assert accept(link).status_code == 404


@pytest.mark.parametrize("who", ["another school's lead", "a filler of the school"])
def test_others_neither_see_nor_revoke_it(lead, who):
    invite(lead)
    other = (
        person("b", "lead", school("near"))
        if who == "another school's lead"
        else person("b", "filler", school())
    )
    client, number = log_in(other), Invitation.objects.get().pk
    assert "new@example.cn" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{number}/revoke/").status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_the_administrator_of_the_county_sees_and_revokes_it(lead):
    invite(lead)
    client = log_in(person("guan", "administrator", county()))
    assert "new@example.cn" in client.get(LIST).content.decode()
    client.post(f"{LIST}{Invitation.objects.get().pk}/revoke/")
    assert Invitation.objects.get().revoked_at is not None


def test_an_existing_account_accepts_after_log_in(lead):
    other = person("laoshi", "filler", school("near"), email="New@Example.cn")
    link = invite(lead)
    assert accept(link).status_code == 403  # not logged in
    client = log_in(other)
    assert accept(link, client).headers["Location"] == "/account/"
    assert {(m.role, m.institution.public_code) for m in other.memberships.all()} == {
        ("filler", "near"),
        ("filler", "shifan"),
    }


@pytest.mark.parametrize("logged_in", ["the maker", "a stranger"])
def test_nobody_accepts_what_was_sent_to_another(lead, logged_in):
    person("laoshi", email="new@example.cn")
    link = invite(lead)
    accept(link, log_in(lead if logged_in == "the maker" else person("b", "filler", school("near"))))
    assert Membership.objects.filter(role="filler", institution__public_code="shifan").count() == 0
    assert Invitation.objects.get().accepted_at is None


def test_nobody_invites_himself_to_a_higher_role():
    administrator = person("guan", "administrator", county())
    answer = offer(log_in(administrator), email=administrator.email.upper(), role="reviewer", place="990101")
    assert answer.status_code == 200
    assert Invitation.objects.count() == 0


def test_an_account_made_by_a_link_gets_nothing_it_was_not_offered(lead):
    link = invite(lead)
    client = Client()
    client.post(link, {"begin": "1"})
    client.post(
        link,
        {
            "accept": "1", "username": "xinren", "display_name": "", "password1": GOOD, "password2": GOOD,
            "is_superuser": "on", "is_staff": "on", "email": "other@example.cn", "role": "lead", "groups": "1",
        },
    )  # fmt: skip
    made = User.objects.get(username="xinren")
    assert (made.is_superuser, made.email) == (False, "new@example.cn")
    assert [m.role for m in made.memberships.all()] == ["filler"]


@pytest.mark.parametrize("password", ["short-1", "示范职校示范职校2025", "shifan-2025-x"])
def test_the_first_password_obeys_the_rules(lead, password):
    link = invite(lead)
    client = Client()
    client.post(link, {"begin": "1"})
    form = {"accept": "1", "username": "xinren", "password1": password, "password2": password}
    assert client.post(link, form).status_code == 200
    assert User.objects.filter(username="xinren").count() == 0
    assert Invitation.objects.get().accepted_at is None


def test_a_mail_that_does_not_go_out_leaves_no_open_invitation(lead, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("x")

    monkeypatch.setattr("institutions.accounts.mail.send_mail", refuse)
    answer = offer(log_in(lead))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "new@example.cn\r\nBcc: x@attacker.invalid", "x" * 300 + "@a.cn"]
)
def test_odd_addresses_are_refused(lead, email):
    assert offer(log_in(lead), email=email).status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..", "甲", "' or 1=1"])
def test_odd_links_open_nothing(token):
    assert Client().get(f"/account/invitation/{token}/").status_code == 404


def test_fifty_open_ones_are_the_most(lead):
    client = log_in(lead)
    for n in range(51):
        answer = offer(client, email=f"p{n}@example.cn")
    assert answer.status_code == 200
    assert (Invitation.objects.open().count(), len(mail.outbox)) == (50, 50)


def test_the_list_needs_the_same_queries_for_one_row_and_three(lead):
    client, counts = log_in(lead), []
    for n in (1, 2):
        for m in range(n):
            offer(client, email=f"p{n}{m}@example.cn")
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_role_that_had_ended_is_opened_again(lead):
    back = person("laoshi", email="new@example.cn")
    yesterday = timezone.localdate() - timedelta(days=1)
    make.make_membership(back, "filler", school(), valid_to=yesterday)
    accept(invite(lead), log_in(back))
    row = back.memberships.get()
    assert row.valid_to is None
    assert is_in(log_in(back))
