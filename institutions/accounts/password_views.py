"""Changing a password, and setting one anew by a mailed link that works once, for a day."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as stock
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from institutions.models import User
from institutions.signals import tell

from . import sessions
from .forms import ResetForm

HERE = "institutions/accounts"


class Change(stock.PasswordChangeView):
    """The old password is asked for; every other session of the account ends."""

    template_name = f"{HERE}/password.html"
    success_url = reverse_lazy("account:home")

    def form_valid(self, form):
        with transaction.atomic():
            answer = super().form_valid(form)
            sessions.end_others(self.request.user, request=self.request)
            tell("account.password_changed", self.request.user, request=self.request)
        messages.success(self.request, _("Your password is changed. Other sessions of yours are ended."))
        return answer

    def get_context_data(self, **kwargs):
        return super().get_context_data(idle_seconds=settings.SESSION_COOKIE_AGE, **kwargs)


class Reset(stock.PasswordResetView):
    """Answers alike for addresses that have an account and those that have none."""

    form_class = ResetForm
    template_name = f"{HERE}/password_reset.html"
    subject_template_name = f"{HERE}/mail/password_reset_subject.txt"
    email_template_name = f"{HERE}/mail/password_reset.txt"
    success_url = reverse_lazy("account:reset_sent")

    @property
    def extra_email_context(self):
        return {"site": settings.SITE_URL}

    def form_valid(self, form):
        for account in form.get_users(form.cleaned_data["email"]):
            tell("account.password_reset_asked", account, request=self.request)
        try:
            return super().form_valid(form)
        except OSError:  # the mail server's refusals are OSErrors too
            form.add_error(None, _("The mail could not be sent. Try again later, or ask your administrator."))
            return self.form_invalid(form)


class ResetSent(stock.PasswordResetDoneView):
    template_name = f"{HERE}/password_reset_sent.html"


class ResetConfirm(stock.PasswordResetConfirmView):
    """The link's token leaves the address bar at once; a password set ends all sessions and the link."""

    template_name = f"{HERE}/password_reset_confirm.html"
    success_url = reverse_lazy("admin:login")

    def form_valid(self, form):
        with transaction.atomic():
            answer = super().form_valid(form)
            sessions.end_all(self.user)
            tell("account.password_reset", self.user, by=self.user, request=self.request)
        messages.success(self.request, _("Your new password is set. Log in with it."))
        return answer


def link_for_first_password(user: User) -> str:
    """The path by which the holder of an account sets its password; good once, for a day."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("account:reset_confirm", kwargs={"uidb64": number, "token": token})
