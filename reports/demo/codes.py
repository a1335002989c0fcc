"""Second factors of the demonstration's accounts: their keys follow from the machine's secret key, so codes can be told.

Only for accounts that the demonstration made: another account of the same name has another password or another key.
"""

import hmac
import time
from dataclasses import dataclass
from hashlib import sha1

from django.conf import settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import device_of, roles_ask
from institutions.models import User

from .accounts import ACCOUNTS, PASSWORD


@dataclass(frozen=True, slots=True)
class Code:
    digits: str
    seconds: int  # that it still is the present one


def key_of(username: str) -> str:
    """The key of a demonstration account on this machine, in hex."""
    return hmac.new(settings.SECRET_KEY.encode(), f"demo second factor {username}".encode(), sha1).hexdigest()


def give_devices() -> None:
    """Gives a device to demonstration accounts whose role asks for one; one that someone set up himself stays."""
    names = [account.username for account in ACCOUNTS]
    for user in User.objects.filter(username__in=names, is_active=True):
        if roles_ask(user) and device_of(user) is None and user.check_password(PASSWORD):
            TOTPDevice.objects.create(user=user, name="demonstration", key=key_of(user.username))


def code_of(username: str) -> Code | None:
    """The present code; None for accounts the demonstration did not make, and those without its device."""
    if username not in {account.username for account in ACCOUNTS}:
        return None
    device = TOTPDevice.objects.filter(
        user__username=username, name="demonstration", confirmed=True, key=key_of(username)
    ).first()
    if device is None:
        return None
    now = time.time()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = now
    return Code(f"{totp.token():06d}", device.step - int(now) % device.step)
