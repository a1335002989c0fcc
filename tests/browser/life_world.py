"""The site of the walk through a whole life: one school whose report is not begun, and everyone who works on it."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import roles_ask
from reports.demo.accounts import PASSWORD
from tests.life import make_life


def build() -> None:
    for user in make_life().people.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        if roles_ask(user):
            TOTPDevice.objects.create(user=user, name="TOTP")
