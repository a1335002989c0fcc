"""manage.py remove_second_factor NAME: for an operator who lost phone and recovery codes and whom no administrator reaches."""

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.accounts import factors, sessions
from institutions.accounts.named import AccountCommand
from institutions.signals import tell


class Command(AccountCommand):
    help = _("Takes the second factor of an account away; its holder sets up another at the next log-in.")

    @transaction.atomic
    def handle(self, *args, **options):
        account = self.account(options["name"])
        factors.remove(account)
        sessions.end_all(account)
        tell("account.factor_removed", account)
        self.stdout.write(_("The second factor of %(name)s is taken away.") % {"name": account.username})
