"""Writes docs/workflow.md from the table of steps."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from reports.workflow.described import page


class Command(BaseCommand):
    help = "Writes docs/workflow.md from the table of steps."

    def handle(self, **options):
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        path.write_text(page(), "utf-8")
        self.stdout.write(str(path))
