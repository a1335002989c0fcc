"""Accounts. Administrators of a subtree make accounts there, for others only.

Superusers are neither listed nor offered; nobody can make one here, nor change his own rights. Nobody sets another's
password either: who gets an account gets a link by mail, good once, for a day.
"""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts import factors, sessions
from institutions.accounts.mail import send_account_made
from institutions.accounts.password_views import link_for_first_password
from institutions.accounts.roles import words_of
from institutions.models import Role, User
from institutions.scoping import visible
from institutions.signals import tell

from .base import ScopedAdmin
from .memberships import MembershipInline, OthersOnly

# Rights come from memberships alone; keys of second factors are nobody's to read.
for model in (Group, TOTPDevice, StaticDevice):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class AccountCreationForm(forms.ModelForm):
    """Without a password: its holder sets it by a mailed link, so the mail address is needed."""

    class Meta:
        model = User
        fields = ("username", "display_name", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class AccountChangeForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
        fields = ("username", "display_name", "email", "is_active")


@admin.register(User)
class AccountAdmin(OthersOnly, ScopedAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ["username", "display_name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    inlines = [MembershipInline]
    actions = ["take_factor_away"]
    add_fieldsets = ((None, {"fields": ("username", "display_name", "email")}),)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        return ((None, {"fields": ("username", "display_name", "email", "is_active")}),)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = self.add_form
        return super().get_form(request, obj, change=change, **kwargs)

    def may_write(self, request, obj):
        """Others' accounts whose every role lies in what one administers; never a superuser's, never one's own."""
        if not self.may_write_somewhere(request):
            return False
        if obj is None or request.user.is_superuser:
            return True
        if obj.is_superuser or obj == request.user:
            return False
        theirs = obj.memberships.all()
        reached = visible(theirs, request.user, roles=ADMINISTRATORS)
        return theirs.count() == reached.count() and theirs.exists()

    def has_delete_permission(self, request, obj=None):
        return False  # accounts are closed by is_active, their traces stay readable

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            tell("account.made", obj, request=request)
            transaction.on_commit(partial(mail_first_password, request, obj))
        elif "is_active" in form.changed_data:
            sessions.end_all(obj)
            tell("account.enabled" if obj.is_active else "account.disabled", obj, request=request)

    def save_formset(self, request, form, formset, change):
        for gone in formset.deleted_forms:
            tell("role.ended", gone.instance, request=request, **words_of(gone.instance))
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            tell("role.given", row, request=request, **words_of(row))
        for row, _fields in formset.changed_objects:
            tell("role.changed", row, request=request, **words_of(row))

    @admin.action(
        description=_("Take the second factor away (phone and codes are lost)"), permissions=["change"]
    )
    def take_factor_away(self, request, queryset):
        """Its holder sets up another at the next log-in, which still needs the password."""
        reached = [one for one in queryset if one != request.user and self.may_write(request, one)]
        for account in reached:
            with transaction.atomic():
                factors.remove(account)
                sessions.end_all(account)
                tell("account.factor_removed", account, request=request)
        words = ngettext(
            "The second factor of %(count)d account is taken away.",
            "The second factor of %(count)d accounts is taken away.",
            len(reached),
        )
        self.message_user(request, words % {"count": len(reached)}, messages.SUCCESS)


def mail_first_password(request, account: User) -> None:
    """Sends the link; where the mail server refuses, whoever made the account is told."""
    try:
        send_account_made(account, link_for_first_password(account))
    except OSError:
        messages.error(
            request,
            _(
                "The mail with the link could not be sent. The holder can ask for it by “Forgotten password” later."
            ),
        )
