"""manage.py read_only on|off|announce --reason "…": closes the site to writing, opens it, or tells what is to come."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports import log, site_mode

MODES = {
    "on": site_mode.Mode.READ_ONLY,
    "off": site_mode.Mode.OPEN,
    "announce": site_mode.Mode.ANNOUNCED,
}
LONGEST = 200


class Command(BaseCommand):
    help = _("Closes the site to writing (on), opens it again (off), or only shows a notice (announce).")

    def add_arguments(self, parser):
        parser.add_argument("mode", choices=MODES)
        parser.add_argument("--reason", default="", help=_("what people read, in one sentence"))

    def handle(self, *args, mode, reason, **options):
        reason = " ".join(reason.split())
        if mode != "off" and not reason:
            raise CommandError(_('Say why: --reason "…". People read it instead of their page.'))
        if len(reason) > LONGEST:
            raise CommandError(_("The reason is longer than %(n)d characters.") % {"n": LONGEST})
        log.record("site.mode", "site", mode=mode, reason=reason)
        site_mode.set_mode(MODES[mode], reason)
        self.stdout.write(
            {
                "on": _("The site is read only. Every process knows within five seconds."),
                "off": _("The site is open again. Every process knows within five seconds."),
                "announce": _("The notice is shown in the back office."),
            }[mode]
        )
