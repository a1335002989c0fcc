"""A password may not be made of words everyone around knows: one's school, region, office, this site."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOUSE = ("质报", "zhibao")
ENOUGH = 8  # characters that must remain beside the known words


class KnownWordsValidator:
    def validate(self, password: str, user=None) -> None:
        rest = password.casefold()
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word.casefold(), "")
        if len(rest) < min(ENOUGH, len(password)) and len(rest) < len(password):
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        return _("The password cannot be made of the name of your school, your region or this site.")


def _words(user) -> set[str]:
    words = set(HOUSE)
    for place in _places(user):
        words |= {place.name, place.public_code}
    return {word for word in words if len(word) >= 2}


def _places(user) -> list:
    """Where an account holds a role, and where one that is being made will hold its first."""
    joining = [user.joining] if hasattr(user, "joining") else []
    if user is None or not user.pk:
        return joining
    held = user.memberships.select_related("institution", "region")
    return joining + [membership.institution or membership.region for membership in held]
