"""What a public line says of a published version: its title, address and day."""

from django import template

from reports.models import Version
from reports.publishing.addresses import report_address
from reports.publishing.dates import day_of

register = template.Library()


@register.filter
def address(version: Version) -> str:
    return report_address(version.report)


@register.filter
def sealed_title(version: Version) -> str:
    """As sealed; the report's own fields may be in work for a correction, so they serve older seals only."""
    front = version.edition.manifest.get("front", {})
    report = version.report
    return f"{front.get('title', report.title)}{front.get('subtitle', report.subtitle)}"


@register.filter
def published_day(version: Version) -> str:
    """The day an imported report printed, else the day it was opened to the public."""
    return day_of(version.report.imported_published_on) or day_of(version.published_at)
