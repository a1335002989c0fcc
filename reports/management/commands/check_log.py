"""manage.py check_log: is the log whole? Ends with 1 and a sentence where it is not."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.log import last_link
from reports.models import LogEntry
from reports.safekeeping.log_faults import log_faults
from reports.safekeeping.manifest import read
from reports.safekeeping.refusal import Refused


class Command(BaseCommand):
    help = _("Checks the chain of the log, its end, and its protection in the database.")

    def add_arguments(self, parser):
        parser.add_argument("--link", action="append", default=[], help=_("a link noted earlier"))
        parser.add_argument(
            "--backup", type=Path, action="append", default=[], help=_("a backup made earlier")
        )

    def handle(self, *args, link, backup, **options):
        try:
            links = [*link, *filter(None, (read(folder).log_link for folder in backup))]
        except Refused as error:
            raise CommandError(str(error)) from error
        found = list(log_faults(*links))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(
            _("The log is whole: %(rows)s rows, %(open)s of them not linked yet.")
            % {"rows": LogEntry.objects.count(), "open": LogEntry.objects.filter(chain="").count()}
        )
        self.stdout.write(_("Last link of the log: %(link)s") % {"link": last_link() or "–"})
