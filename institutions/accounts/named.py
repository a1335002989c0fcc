"""Commands name an account by its user name."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from institutions.models import User


class AccountCommand(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("name", help=_("user name"))

    def account(self, name: str) -> User:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": name})
        return found
