"""The time a publication is proposed for: 09:30 of the next working day, Monday to Friday, Beijing time."""

from datetime import datetime, time, timedelta

from django.utils import timezone

OPENING = time(9, 30)
SATURDAY = 5


def next_opening(now: datetime | None = None) -> datetime:
    """Holidays are not known here: whoever publishes sees the day on the button and may choose another."""
    day = timezone.localtime(now or timezone.now()).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, OPENING))
