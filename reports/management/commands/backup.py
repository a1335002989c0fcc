"""manage.py backup PLACE: database, files and a manifest of their digests, in one folder or tar."""

import getpass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.log import record
from reports.safekeeping.backup import back_up
from reports.safekeeping.refusal import Refused


class Command(BaseCommand):
    help = _("Backs up database and files into a new folder, while the site is in use.")

    def add_arguments(self, parser):
        parser.add_argument("place", type=Path, help=_("a path where nothing is yet"))
        parser.add_argument("--tar", action="store_true", help=_("one tar file instead of a folder"))

    def handle(self, *args, place, tar, **options):
        try:
            manifest = back_up(place, as_tar=tar, tell=self.stdout.write)
        except Refused as error:
            raise CommandError(str(error)) from error
        record("backup.made", str(place.name), **_facts(manifest))
        self.stdout.write(
            _("Backed up to %(path)s: %(rows)s rows, %(files)s files, %(size)s MB.")
            % {
                "path": place,
                "rows": sum(manifest.counts.values()),
                "files": len(manifest.files) - 1,
                "size": sum(file["size"] for file in manifest.files.values()) >> 20,
            }
        )
        self.stdout.write(_("Digest of its manifest: %(digest)s") % {"digest": manifest.digest()})
        self.stdout.write(_("Last link of the log: %(link)s") % {"link": manifest.log_link or "–"})


def _facts(manifest) -> dict[str, object]:
    return {"operator": getpass.getuser(), "manifest": manifest.digest(), "files": len(manifest.files)}
