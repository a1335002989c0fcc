"""manage.py render CODE YEAR --html F --pdf F --json F: the outputs of the live rows, as files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.gather import gather
from reports.management.find import find_report
from reports.publishing.seal import SealRefused, build_files, edition_code

OUTPUTS = {"html": "body.html", "pdf": "report.pdf", "json": "data.json"}


class Command(BaseCommand):
    help = _("Writes body, PDF and data of a report from its live rows.")

    def add_arguments(self, parser):
        parser.add_argument("code", help=_("public code of the school or region"))
        parser.add_argument("year", help=_("key of the round, for example 2024"))
        for name in OUTPUTS:
            parser.add_argument(f"--{name}", type=Path, metavar="FILE")

    def handle(self, *args, code, year, **options):
        wanted = {name: options[name] for name in OUTPUTS if options[name]}
        if not wanted:
            raise CommandError(_("Name at least one of --html, --pdf, --json."))
        facts = gather(find_report(code, year).pk)
        fingerprint = facts.fingerprint()
        try:
            files = build_files(facts, code=edition_code(fingerprint), number=None, fingerprint=fingerprint)
        except SealRefused as error:
            raise CommandError(str(error)) from error
        content = {file.name: file.content for file in files}
        for name, path in wanted.items():
            path.write_bytes(content[OUTPUTS[name]])
            self.stdout.write(f"{path} ({path.stat().st_size} B)")
