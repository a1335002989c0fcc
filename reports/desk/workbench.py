"""The review workbench: parts with badges, what changed since a chosen content, and the side panel to decide by.

Everything on it comes from Snapshots and Editions. What is decided is posted to addresses of its own.
"""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.files.storage import Storage
from django.forms import Select
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.models import Picture
from institutions.models import Region
from reports.backoffice.preview import INERT
from reports.document.compose import compose
from reports.facts import Facts
from reports.models import FollowUp, State, Version
from reports.publishing.contents import contents_of_body
from reports.rendering.html import render_body
from reports.review import contents
from reports.review.contents import Compared, Since
from reports.review.parts import Parts
from reports.review.place_names import PlaceNames
from reports.workflow.path import is_last_level, level_region
from reports.workflow.remarks import is_reviewer_of
from reports.workflow.rights import may
from reports.workflow.states import BY_ACT

from . import review_changes, review_panel
from .follow_ups import MarkForm
from .hindrances import why_blocked
from .notes import NoteForm, readable_notes
from .review_items import ItemForm
from .reviewing import reviewable_version

ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to look at the report: its address and whether it is the one open now."""

    words: str
    address: str
    current: bool
    changes: int = 0
    to_judge: int = 0
    items: int = 0


@login_required
@never_cache
@require_safe
def workbench(request: HttpRequest, version_id: int) -> HttpResponse:
    version = reviewable_version(request, version_id)
    facts = contents.content_under_review(version)
    base = _base(request, version)
    if facts is None:
        return render(request, "reports/desk/review/nothing.html", base)
    since = request.GET.get("since") or contents.default_since(version)
    if since not in Since.values:
        raise Http404
    compared = contents.compared(version, facts, since)
    return render(
        request, "reports/desk/review/workbench.html", base | _content(request, version, compared, since)
    )


def _base(request: HttpRequest, version: Version) -> dict:
    """Who holds it, what this person may do with it, and why not."""
    user = request.user
    region = Region.objects.filter(code=level_region(version)).first()
    holding = version.state == State.REVIEWING and version.holder_id == user.pk
    names = ("approve" if is_last_level(version) else "pass_on", "return")
    acts = [BY_ACT[name] for name in names if version.state in BY_ACT[name].sources]
    mine = [step for step in acts if may(user, step, version)]
    blocked = {step.act: why_blocked(step.act, version, user) for step in mine}
    return {
        "version": version,
        "report": version.report,
        "level": region.name if region else "",
        "holding": holding,
        "may_claim": version.state == State.SUBMITTED and may(user, BY_ACT["claim"], version),
        "may_take_over": version.state == State.REVIEWING and not holding and bool(mine),
        "decisions": [step for step in mine if not blocked[step.act]],
        "blocked": [(step, blocked[step.act]) for step in mine if blocked[step.act] and holding],
        "reviewer": is_reviewer_of(user, version.report),
        "here": request.get_full_path(),
    }


def _content(request: HttpRequest, version: Version, compared: Compared, since: str) -> dict:
    parts = Parts(compared.facts, compared.before)
    names = PlaceNames(compared.facts, compared.before)
    drafts = list(review_panel.drafts_of(version))
    findings = review_panel.findings_of(version, names, drafts)
    answered = review_panel.answered_of(version, names)
    at = request.GET.get("at", "")  # a place: its part is opened
    only = parts.of(at) if at else request.GET.get("part", "")
    if only and only not in {part.key for part in parts.all}:
        raise Http404
    show = request.GET.get("show") or (ANSWERED if any(v.to_settle for v in answered) and not only else "all")
    found = review_panel.recycled_of(request, version, compared, since)
    matches = review_panel.matches_in(found, parts, only)
    if only:
        findings = [view for view in findings if parts.of(view.finding.place) == only]
        answered = [view for view in answered if parts.of(view.item.place) == only]
    return {
        "since": since,
        "sinces": [Tab(s.label, _address(version, since=s, part=only), s == since) for s in Since],
        "has_before": compared.before is not None,
        "total": len(compared.changes),
        "tabs": _tabs(version, compared, parts, since, only, show, drafts),
        "views": [] if show == ANSWERED else _views(version, compared, parts, only),
        "most": review_changes.MOST if not only and len(compared.changes) > review_changes.MOST else 0,
        "only": only,
        "answered_only": show == ANSWERED,
        "all_address": _address(version, since=since, part=only, show="all"),
        "answered_address": _address(version, since=since, show=ANSWERED),
        "findings": findings,
        "drafts": [(item, names.name(item.place)) for item in drafts],
        "answered": answered,
        "matches": review_panel.match_views(matches),
        "compared_schools": found.schools,
        "all_schools": found.of,
        "has_last_year": found.has_last_year,
        "notes": [(note, names.name(note.place)) for note in readable_notes(request.user, version)],
        "marks": [
            (row, names.name(row.place))
            for row in FollowUp.objects.filter(report=version.report, settled_at=None).select_related(
                "written_by"
            )
        ],
        **_forms(request, names, findings),
    }


def _views(version: Version, compared: Compared, parts: Parts, only: str) -> list:
    return review_changes.part_views(version, compared, parts, only=only, whole=bool(only))


def _tabs(version, compared: Compared, parts: Parts, since: str, only: str, show: str, drafts) -> list[Tab]:
    """All changes, then each part with its badges."""
    changed = review_changes.counts(compared.changes, parts)
    to_judge: dict[str, int] = {}
    for row in version.findings.filter(gone=False, verdict="").exclude(explanation=""):
        if review_panel.is_to_judge(row):
            to_judge[parts.of(row.place)] = to_judge.get(parts.of(row.place), 0) + 1
    items: dict[str, int] = {}
    for item in drafts:
        items[parts.of(item.place)] = items.get(parts.of(item.place), 0) + 1
    return [
        Tab(
            review_changes.title_of(part), _address(version, since=since, part=part.key), part.key == only,
            changed.get(part.key, 0), to_judge.get(part.key, 0), items.get(part.key, 0),
        )
        for part in parts.all
        if part.sections or changed.get(part.key) or to_judge.get(part.key) or items.get(part.key)
    ]  # fmt: skip


def _forms(request: HttpRequest, names: PlaceNames, findings) -> dict:
    place = request.GET.get("place", "")[:120]
    choices = names.choices(review_panel.place_groups())
    named = {value for _heading, rows in choices for value, _name in rows}
    more = {v.finding.place for v in findings} | ({place} if names.name(place) != place else set())
    extra = [(value, names.name(value)) for value in sorted(more - named) if value]
    given = {"place": place, "back": request.get_full_path()}
    kind = "data" if place.startswith("value:") else "wording"
    forms = {
        "item_form": ItemForm(initial=given | {"kind": kind, "severity": "must_fix"}, auto_id="item_%s"),
        "note_form": NoteForm(initial=given, auto_id="note_%s"),
        "mark_form": MarkForm(initial=given, auto_id="mark_%s"),
    }
    for form in forms.values():
        form.fields["place"].widget = Select(choices=[("", "—"), *extra, *choices])
    return forms


def _address(version: Version, **query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"{reverse('desk:review', args=[version.pk])}?{urlencode(kept)}"


@login_required
@never_cache
@require_safe
def text(request: HttpRequest, version_id: int) -> HttpResponse:
    """The whole report as handed in, to read from top to bottom."""
    version = reviewable_version(request, version_id)
    facts = contents.content_under_review(version)
    if facts is None:
        raise Http404
    digests = {picture.key: picture.digest for picture in facts.pictures}

    def address(key: str) -> str:
        return reverse("desk:review_picture", args=[version.pk, digests.get(key) or "0" * 64])

    body = render_body(compose(facts), picture_url=address)
    context = {"version": version, "report": version.report, "body": body, "contents": contents_of_body(body)}
    return render(request, "reports/desk/review/text.html", context)


@login_required
@never_cache
@require_safe
def picture(request: HttpRequest, version_id: int, digest: str) -> HttpResponseBase:
    """A picture of the content under review or of one it is compared with, by the digest of its bytes."""
    version = reviewable_version(request, version_id)
    facts = contents.content_under_review(version)
    older = (contents.before(version, since) for since in Since.values)
    name = next((found for c in (facts, *older) if c and (found := _file(c, digest))), "")
    storage: Storage = Picture._meta.get_field("image").storage
    if not name or not storage.exists(name):
        raise Http404
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    response = FileResponse(storage.open(name, "rb"), content_type=kind)
    response["Content-Security-Policy"] = INERT
    return response


def _file(facts: Facts, digest: str) -> str:
    return next((p.file for p in facts.pictures if p.digest == digest and p.file), "")
