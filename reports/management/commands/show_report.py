"""manage.py show_report CODE YEAR: the composed report as a tree of text, from the live rows."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.document.as_text import as_text
from reports.document.compose import compose
from reports.gather import gather
from reports.management.find import find_report


class Command(BaseCommand):
    help = _("Prints the composed report as text.")

    def add_arguments(self, parser):
        parser.add_argument("code", help=_("public code of the school or region"))
        parser.add_argument("year", help=_("key of the round, for example 2024"))

    def handle(self, *args, code, year, **options):
        self.stdout.write(as_text(compose(gather(find_report(code, year).pk))), ending="")
