"""What a reviewer reads and what it is compared with: Snapshots and Editions alone, never rows that may still change.

Whatever is worked out from two contents is kept by their fingerprints in the site's cache: neither ever changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reports.comparison import Change, changes
from reports.facts import Facts
from reports.gather import published_before
from reports.models import State, Version
from reports.workflow import guards
from reports.workflow.handed_in import signed_fingerprints

KEPT = 7 * 24 * 3600  # seconds
T = TypeVar("T")


class Since(TextChoices):
    SUBMISSION = "submission", _("last submission")
    YEAR = "year", _("last year")
    PUBLICATION = "publication", _("last publication")


@dataclass(frozen=True, slots=True)
class Compared:
    """A content with an older one; `before` None: there is none of that kind, so nothing counts as changed."""

    facts: Facts
    before: Facts | None
    changes: tuple[Change, ...]


def kept(key: str, make: Callable[[], T]) -> T:
    """The value kept under the key, else made and kept. The key must name everything the value depends on."""
    found = cache.get(short(key))
    if found is None:
        found = make()
        cache.set(short(key), found, KEPT)
    return found


def short(key: str) -> str:
    """Keys of any length and alphabet, as every cache takes them."""
    return "review:" + sha256(key.encode()).hexdigest()


def fingerprint_under_review(version: Version) -> str:
    """Of what was handed in last; '' while nothing is: a draft is nobody's to review."""
    if version.fingerprint and version.state != State.SIGNING:
        return version.fingerprint
    signed = signed_fingerprints(version)
    return signed[0] if version.state == State.RETURNED and signed else ""


def content_under_review(version: Version) -> Facts | None:
    found = fingerprint_under_review(version)
    return guards.facts_of_snapshot(version, found) if found else None


def compared(version: Version, facts: Facts, since: str) -> Compared:
    older = before(version, since)
    if older is None:
        return Compared(facts, None, ())
    key = f"changes:{older.fingerprint()}:{facts.fingerprint()}"
    return Compared(facts, older, kept(key, lambda: changes(older, facts)))


def before(version: Version, since: str) -> Facts | None:
    """The older content of that kind; None: there is none."""
    if since == Since.YEAR:
        return published_before(version.report.record, version.report.kind)
    if since == Since.PUBLICATION:
        return guards.facts_of_edition(_published(version))
    earlier = earlier_submission(version)
    return guards.facts_of_snapshot(version, earlier) if earlier else None


def earlier_submission(version: Version) -> str:
    """Fingerprint of what was handed in before the present content; '' at the first time."""
    signed = signed_fingerprints(version)
    return signed[1] if len(signed) > 1 else ""


def default_since(version: Version) -> str:
    """What a reviewer wants to see first: what is new since he last saw it, else since the public knows it."""
    if earlier_submission(version):
        return Since.SUBMISSION
    return Since.PUBLICATION if version.previous_id else Since.YEAR


def _published(version: Version) -> Version | None:
    if version.previous_id:
        return version.previous
    return version.report.versions.filter(state=State.PUBLISHED).exclude(pk=version.pk).first()
