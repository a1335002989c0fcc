"""Accounts and memberships. Administrators of a subtree make accounts there and give roles there, to others only.

Superusers are neither listed nor offered; nobody can make one here, nor change his own rights.
"""

from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from institutions.models import Membership, Role, User
from institutions.permissions import ACTS, place_of
from institutions.scoping import visible

from .base import ScopedAdmin, ScopedInline

if admin.site.is_registered(Group):
    admin.site.unregister(Group)  # rights come from memberships alone

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class OthersOnly:
    """Roles are handed out where one administers, and to others only."""

    act = "administer"

    def choices(self, model, request, queryset):
        rows = super().choices(model, request, queryset)
        return rows.exclude(pk=request.user.pk) if model is User else rows


class OneRoleAtLeast(BaseInlineFormSet):
    """A new account without any role would belong to nobody: its maker could not find it again."""

    def clean(self):
        super().clean()
        kept = [f for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        if self.instance.pk is None and not kept:
            raise ValidationError(_("Give the account at least one role."), code="no_role")


class MembershipInline(OthersOnly, ScopedInline, admin.TabularInline):
    model = Membership
    formset = OneRoleAtLeast
    autocomplete_fields = ["institution", "region"]

    def get_queryset(self, request):
        return visible(super().get_queryset(request), request.user, roles=ACTS["administer"])

    def may_write(self, request, obj):
        return self.may_write_somewhere(request) and obj != request.user


class AccountCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "display_name", "email")


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
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "display_name", "email", "usable_password", "password1", "password2")},
        ),
    )

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
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(OthersOnly, ScopedAdmin):
    list_display = ["user", "role", "institution", "region", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "institution", "region"]
    search_fields = ["user__username", "user__display_name", "institution__name", "region__name"]
    autocomplete_fields = ["user", "institution", "region"]

    def may_write(self, request, obj):
        if not self.may_write_somewhere(request):
            return False
        if obj is None or request.user.is_superuser:
            return True
        own = obj.user_id == request.user.pk
        return not own and any(place_of(obj)) and super().may_write(request, obj)
