"""manage.py readiness: what keeps the site from working; ends with 1 where there is something."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.readiness import faults


class Command(BaseCommand):
    help = _("Tells what keeps the site from working.")
    requires_system_checks = ()

    def handle(self, *args, **options):
        found = list(faults())
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(_("The site can do its work."))
