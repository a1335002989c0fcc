"""Days as a public page prints them: 2026年1月5日, or 2024年12月 where only the month is known."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def day_of(value: str | date | datetime | None) -> str:
    """In the language now active. A text holds YYYY-MM-DD or YYYY-MM as imported; any other text stays as it is."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", value)
    if found is None:
        return value
    try:
        day = date(*(int(part or 1) for part in found.groups()))
    except ValueError:  # printed so by the source; not ours to mend
        return value
    return date_format(day, "DATE_FORMAT" if found[3] else "YEAR_MONTH_FORMAT")
