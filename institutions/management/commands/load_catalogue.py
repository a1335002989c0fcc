"""Loads the shipped catalogue, or one metrics file, into the database: all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.catalogue.errors import CatalogueError
from institutions.catalogue.load import CHANGED, NEW, SAME, Outcome, load_all, load_metrics

KINDS = {
    "tables": gettext_lazy("Official tables"),
    "metrics": gettext_lazy("Metrics"),
    "code lists": gettext_lazy("Code list entries"),
    "regions": gettext_lazy("Regions"),
    "thresholds": gettext_lazy("Thresholds"),
}


class Command(BaseCommand):
    help = _("Load the metric catalogue: one metrics file, or without FILE all that is shipped.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            metavar="FILE",
            help=_("a metrics file with the columns of metrics.csv"),
        )

    def handle(self, *args, file: Path | None = None, **options) -> None:
        try:
            if file:
                outcome, warnings = load_metrics(file)
                counts = {"metrics": outcome}
            else:
                counts, warnings = load_all()
        except CatalogueError as error:
            text = _("Nothing was stored; %(count)d problems:") % {"count": len(error.problems)}
            raise CommandError(f"{text}\n{error}") from None
        for warning in warnings:
            self.stderr.write(self.style.WARNING(_("Warning: %(text)s") % {"text": warning}))
        for kind, outcome in counts.items():
            self.stdout.write(_line(kind, outcome))


def _line(kind: str, outcome: Outcome) -> str:
    return _("%(kind)s: %(new)d new, %(changed)d changed, %(same)d the same") % {
        "kind": KINDS[kind],
        "new": outcome[NEW],
        "changed": outcome[CHANGED],
        "same": outcome[SAME],
    }
