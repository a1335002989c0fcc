"""manage.py check_invariants: what must hold of everything stored; ends with 1 and the list where something does not."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.safekeeping.invariants import INVARIANTS, broken


class Command(BaseCommand):
    help = _("Checks what must always hold of the stored rows and files.")

    def add_arguments(self, parser):
        names = [name for name, _check in INVARIANTS]
        parser.add_argument("names", nargs="*", metavar="V", help=_("only these: %s") % " ".join(names))

    def handle(self, *args, names, **options):
        unknown = set(names) - {name for name, _check in INVARIANTS}
        if unknown:
            raise CommandError(_("There is no invariant %(name)s.") % {"name": sorted(unknown)[0]})
        found = broken(*names)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(_("All invariants hold."))
