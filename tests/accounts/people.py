"""A city with a county and two schools, accounts there, and the steps of logging in through the forms."""

import re

from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import device_of, roles_ask
from institutions.models import Institution, Region, User
from tests import builders as make

LOG_IN, FACTOR, SET_UP = "/admin/login/", "/account/second-factor/", "/account/second-factor/set-up/"


def city() -> Region:
    return make.make_region("990100", "示例市")


def county(code: str = "990101", name: str = "示例县") -> Region:
    return make.make_region(code, name, level="county", parent=city())


def school(code: str = "shifan", name: str = "示范职校", region: Region | None = None) -> Institution:
    found = Institution.objects.filter(public_code=code).first()
    return found or make.make_institution(code, region=region or county(), name=name)


def person(name: str, role: str = "", place=None, **fields) -> User:
    return make.make_user(role, place, username=name, **{"email": f"{name}@example.cn"} | fields)


def give_device(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="TOTP")


def code_now(device: TOTPDevice) -> str:
    """A code that is good now, though one of the same half minute was used before."""
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return f"{TOTP(device.bin_key).token():06d}"


def type_password(user: User, client: Client | None = None, **meta) -> Client:
    client = client or Client(**meta)
    answer = client.post(LOG_IN, {"username": user.username, "password": make.PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return client


def log_in(user: User, **meta) -> Client:
    """A client of one who came all the way in."""
    client = type_password(user, **meta)
    if roles_ask(user):
        device = device_of(user) or give_device(user)
        assert client.post(FACTOR, {"code": code_now(device)}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    """Whether the client opens a private page."""
    return client.get("/account/").status_code == 200


def link_in(mail) -> str:
    """The path of the one link of a mail to this site."""
    links = re.findall(r"https://zhibao\.example\.cn(/account/\S+)", mail.body)
    assert len(links) == 1, mail.body
    return links[0]
