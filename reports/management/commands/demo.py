"""manage.py demo: the demonstration, made where it is missing. Safe to repeat; `--logins` only prints the accounts."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from institutions.catalogue.errors import CatalogueError
from institutions.catalogue.load import load_all
from reports.demo.accounts import ACCOUNTS, PASSWORD, load_accounts
from reports.demo.codes import code_of, give_devices
from reports.demo.county import load_county, load_places
from reports.demo.draft import load_draft
from reports.demo.library import load_library
from reports.demo.load import load_report
from reports.demo.places import load_schools
from reports.demo.read import DemoError, demo_reports
from reports.models import Report
from reports.outlines.load import load_shipped_outlines
from reports.outlines.read import OutlineError
from reports.publishing.seal import SealRefused
from reports.rendering.pdf import PdfError
from reports.workflow.refusals import TransitionRefused


class Command(BaseCommand):
    help = _("Makes the demonstration where it is missing; nothing is overwritten.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help=_("do nothing where reports are stored already")
        )
        parser.add_argument(
            "--logins", action="store_true", help=_("print the demonstration accounts and stop")
        )

    def handle(self, *args, **options):
        if options["logins"]:
            self._print_logins()
        elif not (options["if_empty"] and Report.objects.exists()):
            self._load()
            self._print_logins()
        else:
            give_devices()

    def _load(self):
        try:
            load_all()
            load_shipped_outlines()
            load_schools()
            load_places()
            for demo in demo_reports():
                report, made = load_report(demo)
                state = _("made") if made else _("exists")
                self.stdout.write(
                    f"{report.record.subject.public_code} {report.record.round.key} {report} – {state}"
                )
            load_library()
            load_accounts()
            give_devices()
            load_draft()
            for report, made in load_county():
                state = _("made") if made else _("exists")
                self.stdout.write(
                    f"{report.record.subject.public_code} {report.record.round.key} {report} – {state}"
                )
        except (TransitionRefused, CatalogueError, OutlineError, DemoError, SealRefused, PdfError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

    def _print_logins(self):
        self.stdout.write(
            _("Demonstration accounts (password of all: %(password)s)") % {"password": PASSWORD}
        )
        for account in ACCOUNTS:
            role = account.role.label if account.role else _("operator")
            code = code_of(account.username)
            shown = " " + _("code now %(code)s") % {"code": code.digits} if code else ""
            self.stdout.write(f"  {account.username:<10} {account.display_name}（{role}）{shown}")
        self.stdout.write(
            _(
                "A code is good for half a minute and works once; manage.py demo_code NAME prints the present one."
            )
        )
