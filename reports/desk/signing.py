"""The pages around a signature: what still hinders it, the sheet that is signed, and the receipt after it."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form, HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from institutions.permissions import can
from reports.comparison import changes
from reports.document.compose import compose
from reports.document.nodes import plain_text
from reports.facts import Facts
from reports.models import Version
from reports.workflow import guards

from .access import visible_version
from .checklist import checklist
from .content import counts_of, facts_of, signed_before
from .differences import shown
from .places import Places


def request_context(request: HttpRequest, version: Version, form: Form) -> dict[str, Any]:
    """Every open reason with its way, the counts, and what changed since the last signature."""
    if version.previous_id is None:
        for name in ("public_note", "reason_figures", "reason_texts", "reason_pictures"):
            form.fields[name].widget = HiddenInput()
    elif not form.is_bound:
        form.initial["public_note"] = version.public_note
        form.initial |= {
            f"reason_{group}": words for group, words in (version.reasons or {}).items() if group
        }
    facts = facts_of(version)
    groups = checklist(version, facts, request.user)
    return {
        "groups": groups,
        "open_points": sum(len(group.points) for group in groups),
        "counts": counts_of(version, facts),
        **difference_since_signature(request, version, facts),
    }


def sign_context(request: HttpRequest, version: Version, form: Form) -> dict[str, Any]:
    """What the signatory answers for, as it was frozen; and why this person cannot sign, where he cannot."""
    facts = facts_of(version)
    hindered = []
    if guards.last_editor(version.report, version) == request.user.pk:
        hindered.append(_("You made the last change yourself. Whoever signs must be another person."))
    hindered += guards.in_time(version)
    return {
        "hindered": hindered,
        "statement": statement_words(facts),
        "counts": counts_of(version, facts),
        "own_name": request.user.get_full_name(),
        **difference_since_signature(request, version, facts),
    }


def difference_since_signature(request: HttpRequest, version: Version, facts: Facts) -> dict[str, Any]:
    before = signed_before(version)
    places = Places(version.report, editable=can(request.user, "change", version.report))
    return {
        "signed_before": before is not None,
        "changes": shown(changes(before, facts), places) if before else [],
    }


def statement_words(facts: Facts) -> list[str]:
    """The statement as the report prints it; in the subject's name where the report names no unit."""
    unit = facts.front.statement_unit or facts.subject.name
    answered_for = replace(facts, front=replace(facts.front, statement_unit=unit), sections=(), cases=())
    return [plain_text(paragraph.children) for paragraph in compose(answered_for).front.statement]


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, version_id: int) -> HttpResponse:
    """The receipt of the last handing in, for whoever may see the report."""
    version = visible_version(request, version_id)
    signature = version.signatures.filter(act="sign").select_related("user").order_by("-pk").first()
    if not version.receipt or signature is None:
        raise Http404
    context = {"version": version, "report": version.report, "signature": signature}
    return render(request, "reports/desk/receipt.html", context)
