"""manage.py account_data NAME: all that is held about one person, as JSON on standard output."""

import json

from django.utils.translation import gettext as _

from institutions.accounts.held import held_about
from institutions.accounts.named import AccountCommand


class Command(AccountCommand):
    help = _("Prints all that is held about one person, as JSON.")

    def handle(self, *args, **options):
        data = held_about(self.account(options["name"]))
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True))
