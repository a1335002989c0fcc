"""The school explains what the audit found: one finding at a time, kept with the finding and judged by the reviewer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import User
from institutions.permissions import can
from reports.audit import store_findings
from reports.gather import gather
from reports.log import record
from reports.models import Finding

from .guards import MIN_EXPLANATION
from .refusals import Invalid, NotAllowed, TransitionRefused
from .states import EDITABLE
from .transitions import locked_version

MAX_EXPLANATION = 300  # characters


@transaction.atomic
def explain(version_id: int, *, by: User, rule: str, key: str, text: str) -> Finding:
    """Stores one explanation; a verdict on other words is gone. Raises TransitionRefused."""
    version = locked_version(version_id)
    if not can(by, "change", version.report):
        raise NotAllowed(_("Only the school explains its findings."))
    if version.state not in EDITABLE:
        raise TransitionRefused(
            _(
                "Explanations are written while the report is being filled in or is returned. Load the page again."
            )
        )
    finding = _present(store_findings(version, gather(version.report_id)), rule, key)
    words = " ".join(text.split())
    if not MIN_EXPLANATION <= len(words) <= MAX_EXPLANATION:
        raise Invalid(
            _("Explain it in %(least)d to %(most)d characters; there are %(count)d now.")
            % {"least": MIN_EXPLANATION, "most": MAX_EXPLANATION, "count": len(words)}
        )
    if words != finding.explanation:
        finding.explanation, finding.verdict = words, ""
        finding.explained_by, finding.explained_at = by, timezone.now()
        finding.save(update_fields=["explanation", "verdict", "explained_by", "explained_at"])
        record("finding.explain", version, by=by, finding=finding.pk, rule=finding.rule, words=words)
    return finding


def _present(findings: list[Finding], rule: str, key: str) -> Finding:
    for finding in findings:
        if finding.rule == rule and finding.key == key and not finding.gone:
            if finding.severity != Finding.Severity.MUST_EXPLAIN:
                raise TransitionRefused(_("This finding needs no explanation."))
            return finding
    raise TransitionRefused(_("This finding is no longer there. Load the page again."))
