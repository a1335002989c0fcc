"""Who may do what where. Administrators of a subtree give roles there, to others only; a deputy needs his authority."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from institutions.accounts.evidence import check_evidence, name_for
from institutions.accounts.roles import words_of
from institutions.models import Membership, User
from institutions.permissions import ACTS, place_of
from institutions.scoping import visible
from institutions.signals import tell

from .base import ScopedAdmin, ScopedInline


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
    exclude = ["deputy", "authority"]  # these have the membership's own form

    def get_queryset(self, request):
        return visible(super().get_queryset(request), request.user, roles=ACTS["administer"])

    def may_write(self, request, obj):
        return self.may_write_somewhere(request) and obj != request.user


class AuthorityForm(forms.ModelForm):
    """A deputy needs the written authority as a file that is what it claims to be."""

    class Meta:
        model = Membership
        fields = ["user", "role", "institution", "region", "valid_from", "valid_to", "deputy", "authority"]
        widgets = {"authority": forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})}

    def clean_authority(self):
        file = self.cleaned_data.get("authority")
        if "authority" in self.changed_data and file:
            file.name = name_for(check_evidence(file))
        return file


@admin.register(Membership)
class MembershipAdmin(OthersOnly, ScopedAdmin):
    form = AuthorityForm
    list_display = ["user", "role", "institution", "region", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "institution", "region"]
    search_fields = ["user__username", "user__display_name", "institution__name", "region__name"]
    autocomplete_fields = ["user", "institution", "region"]
    readonly_fields = ["stored_authority"]

    @admin.display(description=_("stored authority"))
    def stored_authority(self, row: Membership) -> str:
        if not row.authority:
            return "–"
        address = reverse("account:authority", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("download"))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell("role.changed" if change else "role.given", obj, request=request, **words_of(obj))

    def delete_model(self, request, obj):
        tell("role.ended", obj, request=request, **words_of(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            tell("role.ended", row, request=request, **words_of(row))
        super().delete_queryset(request, queryset)

    def may_write(self, request, obj):
        if not self.may_write_somewhere(request):
            return False
        if obj is None or request.user.is_superuser:
            return True
        own = obj.user_id == request.user.pk
        return not own and any(place_of(obj)) and super().may_write(request, obj)
