"""Drops served pages when what stands on them or names them changes, in the transaction of the change itself.

A page answers only in the state it was made for, so a withdrawal needs none of this; notes, numbers and codes do.
"""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from institutions.models import Institution, Region, Round, Supervision
from reports.models import ServedPage, Version

from .pages import invalidate

RECORD = "edition__version__report__record"


@receiver(post_save, sender=Version)
def version_changed(instance: Version, *, created: bool, **_signal) -> None:
    if not created or instance.announced:  # a correction that is announced shows on the page it corrects
        invalidate(instance.report_id)


@receiver(post_save, sender=Supervision)
@receiver(post_delete, sender=Supervision)
def supervision_changed(instance: Supervision, **_signal) -> None:
    """A region's page says whether any school of the region is in the system."""
    codes = instance.region.path.strip("/").split("/")
    ServedPage.objects.filter(**{f"{RECORD}__region__code__in": codes}).delete()


@receiver(post_save, sender=Institution)
@receiver(post_save, sender=Region)
@receiver(post_save, sender=Round)
def address_changed(instance: Institution | Region | Round, *, created: bool, **_signal) -> None:
    """A new public code or round key: pages under the old one go."""
    if created:
        return
    owner = type(instance).__name__.lower()
    key = f"/{instance.key}/" if isinstance(instance, Round) else f"/r/{instance.public_code}/"
    pages = ServedPage.objects.filter(**{f"{RECORD}__{owner}": instance})
    pages.exclude(fixed_address__contains=key).delete()
