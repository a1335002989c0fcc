"""manage.py restore PLACE: proves a backup byte by byte, then puts it in place of what is stored."""

import getpass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.log import record
from reports.safekeeping.refusal import Refused
from reports.safekeeping.restore import restore


class Command(BaseCommand):
    help = _(
        "Restores a backup on an empty server; with --yes also over what is stored, which is kept aside."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, help=_("the folder or tar that “backup” made"))
        parser.add_argument("--yes", action="store_true", help=_("replace what is stored; it is kept aside"))

    def handle(self, *args, place, yes, **options):
        try:
            done = restore(place, replace=yes, tell=self.stdout.write)
        except Refused as error:
            raise CommandError(str(error)) from error
        record(
            "backup.restored",
            str(place.name),
            operator=getpass.getuser(),
            manifest=done.manifest.digest(),
            faults=len(done.faults),
        )
        if done.aside is not None:
            self.stdout.write(_("The state before is kept at %(path)s.") % {"path": done.aside})
        self.stdout.write(
            _("Restored the backup of %(time)s: %(rows)s rows, %(files)s files.")
            % {
                "time": done.manifest.made_at,
                "rows": sum(done.manifest.counts.values()),
                "files": len(done.manifest.files) - 1,
            }
        )
        if done.faults:
            raise CommandError("\n".join([_("What was restored has faults:"), *done.faults]))
        self.stdout.write(_("Counts, digests and invariants are right."))
