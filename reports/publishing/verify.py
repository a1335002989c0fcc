"""Which public version a file or a code belongs to. What is not public is unknown here, like what never existed."""

import re
from dataclasses import dataclass

from django.db.models import Max, Q

from reports.models import Edition, EditionFile, Publication, State, Version

from .addresses import OPEN_TO_ALL, edition_address, report_address
from .corrections import is_hidden
from .dates import day_of
from .updates import public_title

FILES = ("report.pdf", "data.json", "facts.json", "figures.csv", "figures.xlsx")
CODE = re.compile(r"[0-9A-Z]{1,6}(?:-[0-9A-Z]{1,6}){1,4}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Known:
    """A public version that was asked for. `file`: name of the sealed file that was shown, '' where a code was."""

    version: Version
    edition: Edition
    file: str
    sequence: int
    links: int
    link: str

    @property
    def title(self) -> str:
        return public_title(self.version)

    @property
    def published_on(self) -> str:
        return day_of(self.version.published_at)

    @property
    def is_current(self) -> bool:
        return self.version.state == State.PUBLISHED

    @property
    def hidden(self) -> bool:
        return is_hidden(self.version)

    @property
    def address(self) -> str:
        return edition_address(self.version)

    @property
    def current_address(self) -> str:
        return report_address(self.version.report)


def known_by_code(code: str) -> Known | None:
    """An edition code (capitals or not, spaces around) or a whole fingerprint."""
    code = code.strip()
    found = Q(pk=None)
    if CODE.fullmatch(code.upper()):
        found = Q(code=code.upper())
    elif DIGEST.fullmatch(code.lower()):
        found = Q(fingerprint=code.lower())
    edition = _public(found).order_by("-version__number").first()
    return _known(edition, "") if edition else None


def known_by_digest(digest: str) -> Known | None:
    """By the SHA-256 of a whole file; the newest version where several sealed the same bytes."""
    files = EditionFile.objects.filter(digest=digest, name__in=FILES, edition__version__state__in=OPEN_TO_ALL)
    row = files.order_by("-edition__version__number").first()
    return _known(_public(Q(pk=row.edition_id)).get(), row.name) if row else None


def _public(found: Q):
    return Edition.objects.filter(found, version__state__in=OPEN_TO_ALL).select_related(
        "version__report__record__round",
        "version__report__record__institution",
        "version__report__record__region",
        "publication",
    )


def _known(edition: Edition, file: str) -> Known:
    link = getattr(edition, "publication", None)
    return Known(
        version=edition.version,
        edition=edition,
        file=file,
        sequence=link.sequence if link else 0,
        links=Publication.objects.aggregate(last=Max("sequence"))["last"] or 0,
        link=link.link if link else "",
    )
