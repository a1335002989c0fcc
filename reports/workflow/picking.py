"""Cases of member schools taken over into the region's record: copied from the sealed Edition, with their source."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from casestudies.models import CasePart, CaseStudy, Picture
from institutions.models import Institution, User, YearRecord
from reports.document.detached import detached, pictures_in
from reports.document.figures import FactsResolver
from reports.document.vocabulary import clean
from reports.facts import CaseFacts, Facts, PictureFacts
from reports.log import record
from reports.models import Edition
from reports.publishing.members import sealed_editions

from .contributions import note_contribution
from .refusals import Invalid
from .region import open_region_version

MAX_KEY = 40


@transaction.atomic
def pick_case(version_id: int, *, by: User, edition: str, case: str, section: str = "") -> CaseStudy:
    """The copy. `edition` is the code of a member's sealed Edition, `section` where the case is to stand ('' nowhere
    yet). Raises TransitionRefused."""
    version = open_region_version(version_id, by=by)
    editions = {e.code: e for e in sealed_editions(version.report).values()}
    if edition not in editions:
        raise Invalid(_("This case does not belong to a sealed report of a school of the region."))
    found = editions[edition]
    facts = Facts.from_json(found.snapshot.facts)
    story = next((c for c in facts.cases if c.key == case), None)
    if story is None:
        raise Invalid(_("This school's report has no such case. Choose one from the list."))
    into, key = version.report.record, key_of(facts.subject.code, case)
    if CaseStudy.objects.filter(record=into, key=key).exists():
        raise Invalid(_("“%(title)s” has been taken over already.") % {"title": story.title})
    row = _copy(story, facts, found, into, key, section, by)
    note_contribution(into.pk, by)
    record("region.pick_case", version, by=by, edition=edition, case=case)
    return row


def key_of(school: str, key: str) -> str:
    """The key of a copied case or picture: school and key, shortened by a digest where both are too long."""
    whole = f"{school}-{key}".lower()
    if len(whole) <= MAX_KEY:
        return whole
    return f"{whole[: MAX_KEY - 9]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def _copy(
    story: CaseFacts, facts: Facts, edition: Edition, into: YearRecord, key: str, section: str, by: User
) -> CaseStudy:
    school, name = edition.version.report.record.institution, facts.subject.name
    byline = story.byline if name in story.byline else f"{name} {story.byline}".strip()
    row = CaseStudy.objects.create(
        record=into, key=key, title=story.title, theme=story.theme, byline=byline[:80], summary=story.summary,
        section=section, position=into.cases.count(), changed_by=by,
    )  # fmt: skip
    row.institutions.set({school, *Institution.objects.filter(name__in=story.institutions)})
    pictures = _copy_pictures(story, facts, edition, into, by)
    resolver = FactsResolver(facts)
    CasePart.objects.bulk_create(
        CasePart(
            case=row,
            position=n,
            heading=part.heading,
            body=clean(detached(part.html, resolver, pictures)),
        )
        for n, part in enumerate(story.parts)
    )
    return row


def _copy_pictures(
    story: CaseFacts, facts: Facts, edition: Edition, into: YearRecord, by: User
) -> dict[str, str]:
    """Old key to new. The file is shared: stored names are digests, so it is the same bytes for ever."""
    known = {picture.key: picture for picture in facts.pictures}
    keys = {}
    for key in pictures_in(*(part.html for part in story.parts)):
        if key in known and known[key].file:
            keys[key] = key_of(facts.subject.code, key)
            _copy_picture(known[key], facts.subject.name, edition, into, keys[key], by)
    return keys


def _copy_picture(
    picture: PictureFacts, school: str, edition: Edition, into: YearRecord, key: str, by: User
) -> None:
    if Picture.objects.filter(record=into, key=key).exists():
        return
    theirs = Picture.objects.filter(
        record=edition.version.report.record, key=picture.key, digest=picture.digest
    ).first()
    Picture.objects.create(
        record=into,
        key=key,
        caption=picture.caption,
        alt=picture.alt,
        decorative=picture.decorative,
        source=(picture.source or school)[:120],
        people_recognisable=theirs.people_recognisable if theirs else False,
        consent=theirs.consent if theirs else False,
        image=picture.file,
        digest=picture.digest,
        changed_by=by,
    )
