"""Which bureaus a report passes, and who of them stands where: the path along the bureau that supervises the school.

Levels are switched on per region (ReviewLevel). With none above or all off, one other reviewer of the own bureau is
the path: nothing is approved by its writer or by nobody.
"""

from institutions.models import Region, Role, User
from institutions.scoping import memberships
from reports.models import Report, ReviewLevel, Version


def path_of(report: Report) -> list[str]:
    """Region codes of the levels, lowest first; at least one where the subject has a bureau at all."""
    start = bureau_of(report)
    if start is None:
        return []
    chain = _upwards(start)
    above = chain[1:] if report.record.region_id else chain
    switched = dict(
        ReviewLevel.objects.filter(region__in=[r.pk for r in above]).values_list("region_id", "active")
    )
    # the nearest bureau reviews unless it was switched off; those above only where they were switched on
    levels = [r for n, r in enumerate(above) if switched.get(r.pk, n == 0)]
    return [region.code for region in levels or [start]]


def bureau_of(report: Report) -> Region | None:
    """The region itself, or the region of the bureau that supervises the school today."""
    if report.record.region_id:
        return report.record.region
    row = report.record.institution.supervisions.current().select_related("region").order_by("-pk").first()
    return row.region if row else None


def _upwards(region: Region) -> list[Region]:
    codes = [code for code in region.path.split("/") if code]
    rows = {row.code: row for row in Region.objects.filter(code__in=codes)}
    return [rows[code] for code in reversed(codes) if code in rows]


def level_region(version: Version) -> str:
    """Code of the bureau whose turn it is; '' where the version is on no path."""
    level = version.level or 0
    return version.path[level] if level < len(version.path) else ""


def is_last_level(version: Version) -> bool:
    return (version.level or 0) >= len(version.path) - 1


def holds(user: User, role: Role, region_code: str) -> bool:
    """Whether the account holds the role on exactly this region."""
    return any(m.role == role and m.region_id and m.region.code == region_code for m in memberships(user))


def is_top_publisher(user: User, version: Version) -> bool:
    """Publisher of the highest level in use, or of a region above it."""
    codes = version.path or path_of(version.report)
    if not codes:
        return False
    top = Region.objects.filter(code=codes[-1]).values_list("path", flat=True).first() or ""
    return any(
        m.role == Role.PUBLISHER and m.region_id and top.startswith(m.region.path) for m in memberships(user)
    )


def is_member_of_subject(user: User, report: Report) -> bool:
    """Whether the account works for the school or the region that reports, in a writing role."""
    record = report.record
    writers = {Role.FILLER, Role.LEAD, Role.SIGNATORY}
    if record.institution_id:
        return any(m.institution_id == record.institution_id for m in memberships(user))
    return any(m.region_id == record.region_id and m.role in writers for m in memberships(user))
