"""manage.py anonymise_account NAME: takes the person out of an account for good; what it did stays readable."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from institutions.accounts.leaving import LastOperator, anonymise
from institutions.accounts.named import AccountCommand


class Command(AccountCommand):
    help = _("Takes the person out of an account for good; what it did stays readable.")

    def handle(self, *args, **options):
        try:
            shown = anonymise(self.account(options["name"]))
        except LastOperator as error:
            raise CommandError(
                _("This is the only operator. Make another by createsuperuser, then try again.")
            ) from error
        self.stdout.write(_("%(name)s is now %(shown)s.") % {"name": options["name"], "shown": shown})
