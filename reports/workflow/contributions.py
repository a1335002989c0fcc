"""Who changed content while a version was in work: such a person neither signs after the last change nor approves."""

from django.utils import timezone

from institutions.models import User
from reports.models import Contribution, Version

from .states import EDITABLE


def note_contribution(record_id: int, user: User | None) -> None:
    """Called with each accepted save of a row that hangs on the year record."""
    if user is None or not user.is_authenticated:
        return
    for version in Version.objects.filter(report__record=record_id, state__in=EDITABLE).values_list(
        "pk", flat=True
    ):
        Contribution.objects.update_or_create(
            version_id=version, user=user, defaults={"last_at": timezone.now()}
        )
