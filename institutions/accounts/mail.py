"""Mails about accounts. Links begin with SITE_URL, never with what a request claims to have been sent to."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from institutions.models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    """Raises OSError where the mail server does not take it."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "invitation": invitation,
            "link": settings.SITE_URL + reverse("account:invitation", args=[token]),
            "site": settings.SITE_URL,
        }
        send_mail(
            _("Invitation to Zhibao"),
            render_to_string("institutions/accounts/mail/invitation.txt", words),
            settings.DEFAULT_FROM_EMAIL,
            [invitation.email],
        )


def send_account_made(user, link: str) -> None:
    """Tells the holder of a new account where he sets his first password. Raises OSError as above."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"account": user, "link": settings.SITE_URL + link, "site": settings.SITE_URL}
        send_mail(
            _("Your account at Zhibao"),
            render_to_string("institutions/accounts/mail/account_made.txt", words),
            settings.DEFAULT_FROM_EMAIL,
            [user.email],
        )
