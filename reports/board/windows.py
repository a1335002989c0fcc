"""Round windows and review levels as an administrator keeps them: of the own subtree alone, never of what lies above."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from institutions.models import Region, Round, RoundWindow, User
from institutions.scoping import visible_regions
from reports.log import record
from reports.models import ReviewLevel
from reports.workflow.refusals import Drifted, Invalid, NotAllowed

from .reading import KEEPERS


def kept_regions(user: User):
    """Regions whose windows and levels this person sets."""
    return visible_regions(user, roles=KEEPERS)


def keeps(user: User, region: Region | None) -> bool:
    """A window for everywhere (None) is the operator's."""
    if region is None:
        return user.is_superuser
    return kept_regions(user).filter(pk=region.pk).exists()


def stamp(window: RoundWindow | None) -> str:
    """What a page showed of a window; compared before it is changed."""
    return f"{window.opens_at.isoformat()}~{window.closes_at.isoformat()}" if window else ""


@transaction.atomic
def set_window(
    campaign: Round, kind: str, region: Region | None, *, opens_at: datetime, closes_at: datetime, seen: str, by: User
) -> RoundWindow:  # fmt: skip
    """Opens or closes a round for a kind in a region and below. Raises TransitionRefused."""
    if not keeps(by, region):
        raise NotAllowed(_("Windows are set by the administrator of that region."))
    if closes_at <= opens_at:
        raise Invalid(_("The window closes before it opens."))
    rows = RoundWindow.objects.select_for_update(of=("self",))
    found = rows.filter(round=campaign, kind=kind, region=region).first()
    if stamp(found) != seen:
        raise Drifted(
            _("Someone else has changed this window meanwhile. Load the page again and look at it.")
        )
    before = stamp(found)
    window = found or RoundWindow(round=campaign, kind=kind, region=region)
    window.opens_at, window.closes_at = opens_at, closes_at
    try:
        with transaction.atomic():
            window.save()
    except IntegrityError as error:
        raise Drifted(_("Someone else has set this window meanwhile. Load the page again.")) from error
    record(
        "window.set", window, by=by, round=campaign.key, kind=kind, before=before, after=stamp(window),
    )  # fmt: skip
    return window


@transaction.atomic
def set_level(region: Region, *, active: bool, by: User) -> ReviewLevel:
    """Whether the bureau of a region reviews; reports that were handed in already keep their path."""
    if not keeps(by, region):
        raise NotAllowed(_("Review levels are set by the administrator of that region."))
    level, _made = ReviewLevel.objects.update_or_create(region=region, defaults={"active": active})
    record("review_level.set", level, by=by, active=active)
    return level
