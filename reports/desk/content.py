"""What a version says: live rows while they may change, what was frozen from then on; and how much it says."""

from dataclasses import dataclass

from reports.facts import Facts
from reports.gather import gather
from reports.models import Finding, ReviewItem, Version
from reports.workflow import guards
from reports.workflow.states import EDITABLE

OPEN_ITEMS = (ReviewItem.Status.OPEN, ReviewItem.Status.REOPENED)


def facts_of(version: Version) -> Facts:
    """Live rows in DRAFT and RETURNED; else the Snapshot of its fingerprint; else live rows again."""
    frozen = None
    if version.state not in EDITABLE and version.fingerprint:
        frozen = guards.facts_of_snapshot(version, version.fingerprint)
    return frozen or gather(version.report_id)


def signed_before(version: Version) -> Facts | None:
    """What was signed last, of this version or of the one it corrects; None: nothing was."""
    last = version.signatures.filter(act="sign").order_by("-pk").first()
    found = guards.facts_of_snapshot(version, last.fingerprint) if last else None
    return found or guards.facts_of_edition(version.previous)


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures with their row (whatever the status), of those the outline asks for or the school gave."""

    figures: int
    reported: int
    explained: int
    to_explain: int
    cases: int
    pictures: int


def counts_of(version: Version, facts: Facts) -> Counts:
    rows = version.findings.filter(severity=Finding.Severity.MUST_EXPLAIN, gone=False)
    written = [
        len(text.strip()) >= guards.MIN_EXPLANATION for text in rows.values_list("explanation", flat=True)
    ]
    return Counts(
        figures=len(facts.values),
        reported=sum(value.status == "reported" for value in facts.values),
        explained=sum(written),
        to_explain=len(written),
        cases=len(facts.cases),
        pictures=len(facts.pictures),
    )
