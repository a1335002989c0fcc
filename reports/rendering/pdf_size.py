"""Which part of a report is the largest, for the message when its PDF goes over the limits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.nodes import Document, Figure, Number, Row, Section, Text
from reports.document.numbering import walk


@dataclass(frozen=True, slots=True)
class PartSize:
    """What one chapter holds."""

    title: str
    characters: int
    rows: int
    pictures: int

    @property
    def weight(self) -> int:
        """A rough measure of the work: a table row costs about as much as 100 characters, a picture as 1,000."""
        return self.characters + 100 * self.rows + 1000 * self.pictures


def measure(section: Section) -> PartSize:
    nodes = list(walk(section))
    return PartSize(
        title=f"{section.label} {section.title}".strip(),
        characters=sum(len(n.text) for n in nodes if isinstance(n, Text | Number)),
        rows=sum(isinstance(n, Row) for n in nodes),
        pictures=sum(isinstance(n, Figure) for n in nodes),
    )


def largest_part(document: Document) -> str:
    """A sentence naming the largest chapter and what to do; '' for a report without chapters."""
    parts = [measure(section) for section in document.sections]
    if not parts:
        return ""
    part = max(parts, key=lambda p: p.weight)
    return _(
        "The largest part is “%(title)s”: %(characters)s characters, %(rows)s table rows, %(pictures)s pictures. "
        "Shorten it, or move long tables out of the report."
    ) % {"title": part.title, "characters": part.characters, "rows": part.rows, "pictures": part.pictures}
