"""The second factor: who needs one, setting it up, checking a code, recovery codes. django-otp keeps and slows it."""

import base64
import io
import unicodedata
from binascii import unhexlify

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django_otp import login as mark_verified
from django_otp import verify_token
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from institutions.models import Role, User
from institutions.scoping import memberships
from institutions.signals import tell

# Roles that decide about others' reports or rights.
ROLES = frozenset({Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR})
RECOVERY_CODES = 10
NEW_KEY = "second_factor_key"  # where the session keeps a key until its first code is typed


def is_required(user: User | AnonymousUser) -> bool:
    """Whether the account must have a second factor here."""
    return settings.SECOND_FACTOR and user.is_authenticated and roles_ask(user)


def roles_ask(user: User) -> bool:
    return user.is_superuser or any(m.role in ROLES for m in memberships(user))


def is_needed(user: User | AnonymousUser) -> bool:
    """Whether a code must be given: it is required, or the person chose to have one."""
    if not settings.SECOND_FACTOR or not user.is_authenticated:
        return False
    return is_required(user) or device_of(user) is not None


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def recovery_of(user: User) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def check(request: HttpRequest, typed: str) -> bool:
    """Whether `typed` is the present code or an unused recovery code; if so this session is verified from now on."""
    user, code = request.user, plain(typed)
    device = device_of(user) if code.isdigit() and len(code) == 6 else recovery_of(user)
    found = verify_token(user, device.persistent_id, code) if device is not None else None
    if found is None:
        tell("account.factor_failed", user, request=request)
        return False
    _verified(request, found)
    tell("account.factor_passed", user, request=request, recovery=isinstance(found, StaticDevice))
    return True


def seconds_to_wait(user: User) -> int:
    """How long further guesses are refused; 0: not at all."""
    now, waits = timezone.now(), [0]
    for device in filter(None, (device_of(user), recovery_of(user))):
        allowed, why = device.verify_is_allowed()
        if not allowed and why.get("locked_until"):
            waits.append(int((why["locked_until"] - now).total_seconds()) + 1)
    return max(waits)


def new_key(request: HttpRequest) -> str:
    """The key this session is setting up, in hex; it is stored only when its first code was typed."""
    return request.session.setdefault(NEW_KEY, default_key())


def offered(user: User, key: str) -> tuple[str, str]:
    """What to scan and what to type instead: an SVG as a data address, and the key in groups of four."""
    address = TOTPDevice(user=user, key=key).config_url
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    words = base64.b32encode(unhexlify(key)).decode().rstrip("=")
    picture = "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
    return picture, " ".join(words[n : n + 4] for n in range(0, len(words), 4))


@transaction.atomic
def set_up(request: HttpRequest, typed: str) -> list[str] | None:
    """Stores the session's key in place of any earlier device, and answers fresh recovery codes. None: wrong code."""
    user, key, code = request.user, new_key(request), plain(typed)
    totp = TOTP(unhexlify(key))
    if not (code.isascii() and code.isdigit() and len(code) == 6 and totp.verify(int(code), tolerance=1)):
        tell("account.factor_failed", user, request=request)
        return None
    remove(user)
    device = TOTPDevice.objects.create(user=user, name="TOTP", key=key, last_t=totp.t())
    codes = renew_codes(user)
    del request.session[NEW_KEY]
    _verified(request, device)
    tell("account.factor_set", user, request=request)
    return codes


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """Ten fresh recovery codes; those of before are worth nothing any more."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def remove(user: User) -> None:
    """Takes device and recovery codes away; whoever was verified by them is so no more."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def plain(typed: str) -> str:
    """A code as typed, full-width digits and blanks and hyphens set right."""
    text = unicodedata.normalize("NFKC", typed).lower()
    return "".join(sign for sign in text if sign.isalnum())


def _verified(request: HttpRequest, device: Device) -> None:
    request.session.cycle_key()  # more rights, another key
    rotate_token(request)
    mark_verified(request, device)
