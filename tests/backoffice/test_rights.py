"""Rights: who may do what, asked afresh at each request; no account raises its own or another's beyond its reach."""

import pytest
from django.urls import NoReverseMatch, reverse

from institutions.models import Institution, Membership, MetricValue, Role, User
from institutions.permissions import ACTS, can
from tests import builders as make

from .pages import differences, errors, filled, found, state, text_of, url


@pytest.mark.parametrize(
    ("who", "act", "place", "expected"),
    [
        ("filler_a1", "view", "a1", True),
        ("filler_a1", "change", "a1", True),
        ("filler_a1", "change", "a2", False),
        ("filler_a1", "view", "b1", False),
        ("filler_a1", "review", "a1", False),
        ("filler_a1", "administer", "a1", False),
        ("signatory_a1", "sign", "a1", True),
        ("signatory_a1", "change", "a1", False),
        ("guest_a1", "view", "a1", False),
        ("reviewer_a", "view", "a2", True),
        ("reviewer_a", "review", "a2", True),
        ("reviewer_a", "change", "a1", False),
        ("reviewer_a", "review", "b1", False),
        ("publisher_a", "publish", "a1", True),
        ("publisher_a", "publish", "c1", False),
        ("administrator_a", "administer", "a1", True),
        ("administrator_a", "administer", "b1", False),
        ("administrator_a", "change", "a1", False),
        ("administrator_city", "administer", "b1", True),
        ("bureau_filler_a", "view", "a1", False),
        ("nobody", "view", "a1", False),
        ("operator", "change", "b2", True),
    ],
)
def test_can(who, act, place, expected, world):
    assert can(world.users[who], act, world.schools[place].record) is expected


def test_acts_name_roles_only():
    assert all(role in Role for roles in ACTS.values() for role in roles)


# at each request


def test_a_role_withdrawn_while_a_page_is_open_stops_its_form(as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    form = filled(client.get(url(MetricValue, "change", own.pk)), value="5")
    world.users["filler_a1"].memberships.all().delete()
    before = state()
    assert client.post(url(MetricValue, "change", own.pk), form).status_code in (302, 403)
    assert client.get(url(Institution, "changelist")).status_code == 403
    assert differences(before) == {}


def test_a_person_moved_to_another_school_writes_for_that_one_alone(as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    form = filled(client.get(url(MetricValue, "change", own.pk)), value="5")
    world.users["filler_a1"].memberships.update(institution=world.schools["b1"].institution)
    before = state()
    assert client.post(url(MetricValue, "change", own.pk), form).status_code == 302
    assert differences(before) == {}
    assert found(client.get(url(Institution, "changelist")), [world.schools["a1"].canary]) == []


def test_a_disabled_account_is_out_at_once(as_user, world):
    client, own = as_user("filler_a1"), world.schools["a1"].one(MetricValue)
    form = filled(client.get(url(MetricValue, "change", own.pk)), value="5")
    User.objects.filter(username="filler_a1").update(is_active=False)
    before = state()
    assert (
        client.post(url(MetricValue, "change", own.pk), form).headers["Location"].startswith("/admin/login/")
    )
    assert differences(before) == {}


# accounts


def test_an_administrator_sees_the_accounts_of_his_county_and_no_operator(as_user, world):
    text = text_of(as_user("administrator_a").get(url(User, "changelist")))
    assert "filler_a1" in text and "reviewer_a" in text
    assert [name for name in ("operator", "filler_b1", "administrator_city") if f">{name}<" in text] == []


ACCOUNT = {"username": "new_account", "email": "new@example.cn"}


def account_form(client, *roles):
    """The add form of an account with these (role, institution, region) rows."""
    form = filled(client.get(url(User, "add")), **ACCOUNT)
    form["memberships-TOTAL_FORMS"] = len(roles)
    for n, (role, institution, region) in enumerate(roles):
        form |= {
            f"memberships-{n}-role": role,
            f"memberships-{n}-institution": institution.pk if institution else "",
            f"memberships-{n}-region": region.pk if region else "",
        }
    return form


def test_an_administrator_makes_accounts_within_his_county(as_user, world):
    client = as_user("administrator_a")
    form = account_form(client, ("filler", world.schools["a2"].institution, None))
    assert errors(client.post(url(User, "add"), form | {"is_superuser": "on", "groups": "1"})) == []
    made = User.objects.get(username="new_account")
    assert (made.is_staff, made.is_superuser, made.is_active) == (True, False, True)
    assert [(m.role, m.institution) for m in made.memberships.all()] == [
        ("filler", world.schools["a2"].institution)
    ]


ATTEMPTS = {
    "a role on another county's school": lambda w: [("filler", w.schools["b1"].institution, None)],
    "a role on another county": lambda w: [("reviewer", None, w.counties["b"])],
    "a role on the city above": lambda w: [("administrator", None, w.counties["a"].parent)],
    "a role on nothing": lambda w: [("filler", None, None)],
    "a role on both": lambda w: [("filler", w.schools["a1"].institution, w.counties["a"])],
    "no role": lambda w: [],
    "an unknown role": lambda w: [("superuser", w.schools["a1"].institution, None)],
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_account_is_made_beyond_ones_reach(attempt, as_user, world):
    client = as_user("administrator_a")
    form, before = account_form(client, *ATTEMPTS[attempt](world)), state()
    assert errors(client.post(url(User, "add"), form)) != []
    assert differences(before) == {}


@pytest.mark.parametrize(
    "target", ["operator", "filler_b1", "administrator_a", "administrator_city", "nobody", "shared"]
)
def test_accounts_beyond_ones_reach_cannot_be_changed(target, as_user, world):
    """Not an operator's, another county's, one's own, a superior's, nor one with a role elsewhere."""
    world.users["shared"] = make.make_user("filler", world.schools["a1"].institution, username="shared")
    make.make_membership(world.users["shared"], "filler", world.schools["b1"].institution)
    client, user, before = as_user("administrator_a"), world.users[target], state()
    form = {
        "username": user.username, "display_name": "改名", "email": "mine@example.cn", "is_active": "on",
        "is_superuser": "on", "is_staff": "on", "groups": "1", "password": "x",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-role": "administrator",
        "memberships-0-region": world.counties["a"].pk,
    }  # fmt: skip
    assert client.post(url(User, "change", user.pk), form).status_code in (302, 403)
    assert client.post(url(User, "delete", user.pk), {"post": "yes"}).status_code in (302, 403)
    assert differences(before) == {}


def test_no_page_sets_the_password_of_another(world):
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[world.users["filler_a1"].pk])


def test_an_account_in_reach_gets_no_right_that_the_form_does_not_offer(as_user, world):
    client, user = as_user("administrator_a"), world.users["filler_a1"]
    form = filled(client.get(url(User, "change", user.pk)), display_name="张三")
    extra = {"is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1", "password": "x"}
    stored = user.password
    assert errors(client.post(url(User, "change", user.pk), form | extra)) == []
    user.refresh_from_db()
    assert (user.display_name, user.is_superuser, user.password) == ("张三", False, stored)


def memberships_of(world, case):
    a1, b1 = world.schools["a1"].institution, world.schools["b1"].institution
    users = world.users
    return {
        "oneself": (users["administrator_a"], "reviewer", a1, None),
        "an operator": (users["operator"], "filler", a1, None),
        "a stranger": (users["filler_b1"], "filler", a1, None),
        "another county": (users["filler_a1"], "reviewer", None, world.counties["b"]),
        "the city": (users["filler_a1"], "reviewer", None, world.counties["a"].parent),
        "another's school": (users["filler_a1"], "lead", b1, None),
    }[case]


@pytest.mark.parametrize(
    "case", ["oneself", "an operator", "a stranger", "another county", "the city", "another's school"]
)
@pytest.mark.parametrize("by", ["add", "change"])
def test_no_role_is_given_beyond_ones_reach(case, by, as_user, world):
    client = as_user("administrator_a")
    user, role, institution, region = memberships_of(world, case)
    form = {
        "user": user.pk,
        "role": role,
        "institution": institution.pk if institution else "",
        "region": region.pk if region else "",
    }
    own = world.users["reviewer_a"].memberships.get()
    address = url(Membership, "add") if by == "add" else url(Membership, "change", own.pk)
    before = state()
    assert errors(client.post(address, form)) != []
    assert differences(before) == {}


def test_ones_own_role_is_neither_changed_nor_deleted(as_user, world):
    client, own = as_user("administrator_a"), world.users["administrator_a"].memberships.get()
    before = state()
    form = {"user": world.users["filler_a1"].pk, "role": "filler", "region": world.counties["a"].pk}
    assert client.post(url(Membership, "change", own.pk), form).status_code == 403
    assert client.post(url(Membership, "delete", own.pk), {"post": "yes"}).status_code == 403
    assert differences(before) == {}


@pytest.mark.parametrize("who", ["filler_a1", "lead_a1", "reviewer_a", "bureau_filler_a", "auditor_a"])
def test_who_does_not_administer_gives_no_roles_at_all(who, as_user, world):
    client, before = as_user(who), state()
    form = {
        "user": world.users["filler_a1"].pk,
        "role": "lead",
        "institution": world.schools["a1"].institution.pk,
    }
    assert client.post(url(Membership, "add"), form).status_code == 403
    assert client.post(url(User, "add"), ACCOUNT).status_code == 403
    assert differences(before) == {}
