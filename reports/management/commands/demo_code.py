"""manage.py demo_code NAME: the present code of the second factor of a demonstration account; of no other account."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.demo.codes import code_of


class Command(BaseCommand):
    help = _("Prints the present code of a demonstration account.")

    def add_arguments(self, parser):
        parser.add_argument("name", help=_("user name"))

    def handle(self, *args, **options):
        code = code_of(options["name"])
        if code is None:
            raise CommandError(
                _("“%(name)s” is no demonstration account with a second factor of the demonstration.")
                % {"name": options["name"]}
            )
        self.stdout.write(code.digits)
        self.stderr.write(_("good for %(seconds)d more seconds") % {"seconds": code.seconds})
