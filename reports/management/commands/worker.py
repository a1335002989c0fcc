"""manage.py worker: does the tasks of the queue and the recurring duties until it is told to end."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.queue.clock import LIMIT
from reports.queue.worker import Worker


class Command(BaseCommand):
    help = _("Does the tasks of the queue and the recurring duties.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1.0, help=_("seconds between two looks at the queue")
        )
        parser.add_argument("--limit", type=float, default=LIMIT, help=_("seconds a task may take"))
        parser.add_argument("--batch", action="store_true", help=_("end when nothing waits"))
        parser.add_argument("--no-duties", action="store_true", help=_("only tasks, no recurring duties"))

    def handle(self, *args, interval, limit, batch, no_duties, **options):
        worker = Worker(interval=interval, batch=batch, limit=limit, duties=not no_duties)
        worker.configure_signals()
        worker.run()
