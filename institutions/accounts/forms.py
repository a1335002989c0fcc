"""Forms of the account pages: what is typed is checked here, what is allowed is asked of the functions behind."""

from datetime import timedelta

from django import forms
from django.contrib.auth.forms import PasswordResetForm, UserCreationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Membership, Region, Role, User
from institutions.permissions import can_invite, roles_to_offer
from institutions.scoping import memberships, visible, visible_institutions, visible_regions

SUGGESTIONS = 200
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
FARTHEST = timedelta(days=366)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("one-time code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
        help_text=_("Six digits from your authenticator, or one of your recovery codes."),
    )


class NewCodeForm(CodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six digits your authenticator shows now.")


class InvitationForm(forms.Form):
    """The place is named by its code, since an administrator may have hundreds below him."""

    email = forms.EmailField(
        label=_("mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("role"))
    place = forms.CharField(
        label=_("school or region"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        help_text=_("Public code of the school, or region code."),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["role"].choices = [(role.value, role.label) for role in roles_to_offer(user)]
        self.places = suggested_places(user)
        if len(self.places) == 1:
            self.fields["place"].initial = self.places[0].public_code

    def clean_place(self) -> Institution | Region:
        code = self.cleaned_data["place"].strip().split(" ")[0]
        school = visible_institutions(self.user).filter(public_code=code).first()
        place = school or visible_regions(self.user).filter(code=code).first()
        if place is None:
            raise ValidationError(
                _("There is no school or region “%(code)s” within your reach. Check the code."),
                params={"code": code},
                code="place",
            )
        return place

    def clean(self):
        cleaned = super().clean()
        if {"role", "place"} <= set(cleaned) and not can_invite(self.user, cleaned["role"], cleaned["place"]):
            raise ValidationError(
                _("You may not offer this role there. Choose another role or place."), code="reach"
            )
        return cleaned


def suggested_places(user: User) -> list[Institution | Region]:
    """The first places a person may invite to; a list to choose from, not the limit of what may be typed."""
    own = [m.institution or m.region for m in memberships(user) if m.role == Role.LEAD]
    reviewed = [m.region_id for m in memberships(user) if m.role == Role.REVIEWER]
    schools = visible(Institution.objects.all(), user, roles=ADMINISTRATORS)
    regions = visible_regions(user, roles=ADMINISTRATORS | {Role.REVIEWER})
    if not user.is_superuser:
        administered = visible_regions(user, roles=ADMINISTRATORS)
        regions = regions.exclude(pk__in=set(reviewed) - set(administered.values_list("pk", flat=True)))
    return [*own, *schools[:SUGGESTIONS], *regions[:SUGGESTIONS]]


class HandoverForm(forms.Form):
    membership = forms.ModelChoiceField(
        label=_("role to hand over"), queryset=Membership.objects.none(), empty_label=None
    )
    colleague = forms.ModelChoiceField(
        label=_("colleague with an account here"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("none: invite by mail"),
    )
    email = forms.EmailField(
        label=_("or the mail address of someone without one"), max_length=254, required=False
    )
    day = forms.DateField(
        label=_("first day of the new holder"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        own = user.memberships.current().select_related("institution", "region", "user")
        self.fields["membership"].queryset = own.filter(deputy=False)
        self.fields["membership"].label_from_instance = named
        self.fields["colleague"].queryset = colleagues(user)
        self.fields["colleague"].label_from_instance = lambda one: f"{one.get_full_name()}（{one.username}）"
        self.fields["day"].initial = timezone.localdate() + timedelta(days=1)

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + FARTHEST:
            raise ValidationError(_("Choose a day from today to a year from now."), code="day")
        return day

    def clean(self):
        cleaned = super().clean()
        colleague, email = cleaned.get("colleague"), cleaned.get("email")
        if "colleague" in cleaned and "email" in cleaned and bool(colleague) == bool(email):
            raise ValidationError(_("Name a colleague, or a mail address, one of the two."), code="whom")
        row = cleaned.get("membership")
        if row is not None and colleague and not shares_place(colleague, row):
            raise ValidationError(_("This colleague has no role at that place. Invite by mail."), code="whom")
        return cleaned


def colleagues(user: User):
    """Active accounts that hold a role where this person holds one."""
    held = memberships(user)
    current = Membership.objects.current()
    there = current.filter(institution__in=[m.institution_id for m in held if m.institution_id])
    there |= current.filter(region__in=[m.region_id for m in held if m.region_id])
    people = User.objects.filter(is_active=True, is_superuser=False, pk__in=there.values("user"))
    return people.exclude(pk=user.pk).order_by("username")


def shares_place(user: User, row: Membership) -> bool:
    current = Membership.objects.current().filter(user=user)
    return current.filter(institution=row.institution, region=row.region).exists()


def named(row: Membership) -> str:
    return f"{row.get_role_display()} · {row.institution or row.region}"


class FirstAccountForm(UserCreationForm):
    """Who accepts an invitation without an account makes one: name and password are his own choice."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "display_name")

    def __init__(self, *args, place: Institution | Region, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.joining = place  # its name makes no password


class ResetForm(PasswordResetForm):
    """For accounts whose first password is still to be set too."""

    def get_users(self, email: str):
        return User.objects.filter(email__iexact=email, is_active=True)
