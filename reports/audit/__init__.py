"""The audit: pure rules over Facts and their Document. `audit` lists what they find, `store_findings` keeps it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from reports.document.compose import compose
from reports.document.nodes import Document
from reports.facts import Facts
from reports.models import Finding, Version

from . import figures, region, tables  # noqa: F401  (importing a theme registers its rules)
from .finding import Found
from .rule import RULES

__all__ = ["RULES", "audit", "sentence", "store_findings"]


def audit(facts: Facts, document: Document | None = None) -> tuple[Found, ...]:
    """All findings of all rules, in the order of the rules."""
    document = document or compose(facts)
    return tuple(found for rule in RULES for found in rule.check(facts, document))


def sentence(finding: Finding | Found) -> str:
    """The finding as a person reads it, in the language now active."""
    rule = next((rule for rule in RULES if rule.id == finding.rule), None)
    if rule is None:
        return _("Rule %(id)s is no longer in use.") % {"id": finding.rule}
    return str(rule.sentence) % _Params(finding.params)


class _Params(dict):
    """Parameters of a finding; one that an older rule did not store reads as a dash, so that no list breaks."""

    def __missing__(self, name: str) -> str:
        return "—"


def store_findings(version: Version, facts: Facts) -> list[Finding]:
    """Keeps findings by key: known ones keep their explanation, those not found again are marked gone."""
    found = {(f.rule, f.key): f for f in audit(facts)}
    known = {(f.rule, f.key): f for f in version.findings.all()}
    for key, row in known.items():
        row.gone = key not in found
        if key in found:
            row.params, row.severity = found[key].params, found[key].severity
    Finding.objects.bulk_update(known.values(), ["gone", "params", "severity"])
    new = [
        Finding(
            version=version,
            rule=f.rule,
            severity=f.severity,
            key=f.key,
            place=f.place,
            params=f.params,
            found_at=timezone.now(),
        )
        for key, f in found.items()
        if key not in known
    ]
    Finding.objects.bulk_create(new)
    return list(version.findings.all())
