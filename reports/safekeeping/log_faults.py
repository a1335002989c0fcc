"""Whether the log is whole: its chain, its end, and the protection in the database itself."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from reports.log import first_break
from reports.models import LogEntry, Publication


def log_faults(*links: str) -> Iterator[str]:
    """Sentences on what is wrong with the log. `links`: further links that it must hold, from a backup or a note."""
    broken = first_break()
    if broken is not None:
        yield _("Log row %(id)s was changed, or a row before it was removed or put in.") % {"id": broken.pk}
    for why, link in (*_published_links(), *((_("the one you named"), link) for link in links)):
        if not LogEntry.objects.filter(chain=link).exists():
            yield _("The log ends before a link it once had: %(link)s… (%(why)s). Its end was cut off.") % {
                "link": link[:16],
                "why": why,
            }
    yield from _missing_end()
    if not has_triggers():
        yield _("The database no longer protects the log: its triggers are missing.")


def _published_links() -> Iterator[tuple[str, str]]:
    """Each publication carries the last link of the log at its time."""
    rows = Publication.objects.exclude(log_link="").order_by("sequence")
    for sequence, link in rows.values_list("sequence", "log_link"):
        yield _("publication %(number)s") % {"number": sequence}, link


def _missing_end() -> Iterator[str]:
    """SQLite remembers the highest number ever given, and gives none in vain; PostgreSQL loses numbers to rollbacks."""
    if connection.vendor != "sqlite":
        return
    last = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [LogEntry._meta.db_table])
        given = cursor.fetchone()
    if given and given[0] > last:
        yield _("The log ends with row %(last)s, but row %(given)s was written once.") % {
            "last": last,
            "given": given[0],
        }


def has_triggers() -> bool:
    """Whether the database itself refuses to change and to delete rows of the log."""
    catalogue = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'log_is_append_only%%'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'log_is_append_only%%' AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor], [])
        return cursor.fetchone()[0] == 2
