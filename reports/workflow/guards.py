"""What must hold before a step: each guard answers with sentences that name place and remedy; none: it holds."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import User
from reports.audit import sentence, store_findings
from reports.comparison import changes, figure_changes
from reports.document.as_text import as_text
from reports.document.compose import compose
from reports.document.nodes import Document
from reports.facts import Facts, SectionFacts
from reports.models import Finding, Report, ReviewItem, Snapshot, Version
from reports.publishing.corrections import correction_table
from reports.publishing.members import stale_pins, uncovered
from reports.rendering.glyphs import without_glyph

from .deadline import deadline_of, is_open

MIN_EXPLANATION = 15  # characters
MIN_PUBLIC_NOTE = 20
MIN_DUE_DAYS = 3
MAX_NAMED = 20  # sentences of one guard that are listed


def content(version: Version, facts: Facts) -> list[str]:
    """T2, T8: no open fault, every doubt explained, required sections written, the document whole."""
    document = compose(facts)
    found = [f for f in store_findings(version, facts) if not f.gone]
    reasons = [sentence(f) for f in found if f.severity == Finding.Severity.MUST_FIX]
    reasons += [
        _("Still to be explained: %(finding)s") % {"finding": sentence(f)}
        for f in found
        if f.severity == Finding.Severity.MUST_EXPLAIN and len(f.explanation.strip()) < MIN_EXPLANATION
    ]
    reasons += document.problems
    return (reasons + missing_sections(facts) + unprintable(document))[:MAX_NAMED]


def unprintable(document: Document) -> list[str]:
    """Characters that would print as an empty box."""
    return [
        _("The character “%(character)s” (U+%(code)s) cannot be printed; write another one: …%(words)s…")
        % {"character": character, "code": f"{ord(character):04X}", "words": words}
        for character, words in without_glyph(as_text(document)).items()
    ]


def missing_sections(facts: Facts) -> list[str]:
    return [
        _("The required section “%(title)s” is empty.") % {"title": section.title}
        for section in empty_sections(facts)
    ]


def empty_sections(facts: Facts) -> list[SectionFacts]:
    """Required sections that say nothing, neither in themselves nor below."""
    said = {n.section for n in facts.narratives if n.html.strip()} | {c.section for c in facts.cases}
    parents = {s.key: s.parent for s in facts.sections}
    for section in facts.sections:
        kinds = {block.kind for block in section.blocks}
        if (
            kinds & {"tiles", "metrics", "chart", "annex_table"}
            or ("challenges" in kinds and facts.challenges)
            or ("measures" in kinds and facts.measures)
        ):
            said.add(section.key)
    for key in list(said):
        while key := parents.get(key, ""):
            said.add(key)
    return [section for section in facts.sections if section.required and section.key not in said]


def in_time(version: Version) -> list[str]:
    """T2, T4 of a first version that was never returned: within the window, or an extension."""
    if version.sequence > 1 or version.cycle or version.origin == Version.Origin.IMPORTED:
        return []
    if is_open(version.report):
        return []
    deadline = deadline_of(version.report)
    return [
        _(
            "The deadline for handing in was %(deadline)s (Beijing time). What you wrote is kept. Ask the bureau for an "
            "extension."
        )
        % {"deadline": timezone.localtime(deadline).strftime("%Y-%m-%d %H:%M:%S")}
    ]


def correction(version: Version, facts: Facts) -> list[str]:
    """T2, T8 of a correction: it differs, says why, and a wording correction changes no figure."""
    previous = facts_of_edition(version.previous)
    if previous is None:
        return []
    reasons = []
    if not changes(previous, facts):
        reasons.append(_("Nothing differs from the published version. Change what is to be corrected first."))
    if len(version.public_note.strip()) < MIN_PUBLIC_NOTE:
        reasons.append(
            _("The public note on the correction needs at least %(count)d characters.")
            % {"count": MIN_PUBLIC_NOTE}
        )
    if any(not row["reason"] for row in correction_table(previous, facts, version.reasons or {})):
        reasons.append(_("Give a reason for the correction; it is printed beside each change."))
    if version.correction == Version.Correction.WORDING:
        reasons += [
            _("This correction is of wording only, but “%(label)s” changed from %(old)s to %(new)s.")
            % {"label": c.label, "old": c.old or "—", "new": c.new or "—"}
            for c in figure_changes(previous, facts)
        ]
    return reasons[:MAX_NAMED]


def answered(version: Version) -> list[str]:
    """T8: every item of the last return is answered."""
    waiting = open_items(version)
    return [
        _("Return item %(number)d is not answered yet: %(text)s") % {"number": item.number, "text": item.text}
        for item in waiting
    ][:MAX_NAMED]


def open_items(version: Version) -> list[ReviewItem]:
    states = (ReviewItem.Status.OPEN, ReviewItem.Status.REOPENED)
    return list(version.items.filter(cycle__gt=0, status__in=states))


def region(version: Version) -> list[str]:
    """T2 of a region report: coverage is known, stale members are resolved or accepted with a note."""
    if version.report.record.region_id is None:
        return []
    return [
        _(
            "“%(school)s” was corrected or withdrawn after this report was folded. Fold again, or say why the older "
            "figures stay."
        )
        % {"school": pin.report.record.subject.name}
        for pin in stale_pins(version)
        if not pin.accepted_note
    ][:MAX_NAMED]


def members_public(version: Version, together: Iterable[Version] = ()) -> list[str]:
    """T12 of a region report: every Edition it pins is public, or goes public in the same bundle."""
    return [
        _("“%(school)s” is not public yet. Publish it first, or in one bundle with this report.")
        % {"school": report.record.subject.name}
        for report in uncovered(version, together)
    ][:MAX_NAMED]


def four_eyes(version: Version, by: User) -> list[str]:
    """T9, T10: not by someone who wrote or signed this version."""
    if version.contributions.filter(user=by).exists():
        return [_("You changed content of this version yourself. Another person of the bureau must decide.")]
    if version.signatures.filter(user=by, act="sign").exists():
        return [_("You signed this version yourself. Another person of the bureau must decide.")]
    return []


def judged(version: Version) -> list[str]:
    """T9, T10: each explanation was accepted; a rejected one belongs into a return."""
    rows = version.findings.filter(severity=Finding.Severity.MUST_EXPLAIN, gone=False).exclude(
        verdict=Finding.Verdict.ACCEPTED
    )
    return [
        (
            _("The explanation was rejected, so the report goes back: %(finding)s")
            if row.verdict == Finding.Verdict.REJECTED
            else _("The explanation is not judged yet: %(finding)s")
        )
        % {"finding": sentence(row)}
        for row in rows
    ][:MAX_NAMED]


def due_date(day) -> list[str]:
    """T7: at least three days from today."""
    earliest = timezone.localdate() + timedelta(days=MIN_DUE_DAYS)
    if day is None or day < earliest:
        return [_("Give the school at least three days: %(day)s or later.") % {"day": earliest.isoformat()}]
    return []


def facts_of_edition(version: Version | None) -> Facts | None:
    """What a sealed version says; None: it has no Edition."""
    if version is None:
        return None
    text = Snapshot.objects.filter(edition__version=version).values_list("facts", flat=True).first()
    return Facts.from_json(text) if text else None


def facts_of_snapshot(version: Version, fingerprint: str) -> Facts | None:
    text = version.snapshots.filter(fingerprint=fingerprint).values_list("facts", flat=True).first()
    return Facts.from_json(text) if text else None


def last_editor(report: Report, version: Version) -> int | None:
    """Account number of whoever changed content last; None: nobody did."""
    return version.contributions.order_by("-last_at", "-pk").values_list("user", flat=True).first()
