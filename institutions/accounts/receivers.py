"""What Django tells about log-ins becomes an event of the house, and log-out ends every session of the account."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from institutions.models import User
from institutions.signals import tell

from . import sessions


@receiver(user_logged_in)
def logged_in(sender, request, user, **kwargs):
    sessions.begin(request, user)
    tell("account.log_in", user, by=user, request=request)


@receiver(user_logged_out)
def logged_out(sender, request, user, **kwargs):
    if user is None or not user.is_authenticated:
        return
    sessions.end_all(user)
    tell("account.log_out", user, by=user, request=request)


@receiver(user_login_failed)
def log_in_failed(sender, credentials, request=None, **kwargs):
    """A name of no account is not kept: it may be a password typed into the wrong field."""
    name = str(credentials.get("username", "")).replace("\0", "")
    account = User.objects.filter(username=name[:150]).first()
    tell("account.log_in_failed", account or "account:unknown", request=request)
