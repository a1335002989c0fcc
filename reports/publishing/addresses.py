"""Public addresses of reports and the way back: from an address to the version that may be shown there."""

from institutions.models import Institution, Region
from reports.models import Report, State, Version

MAIN_KINDS = tuple(kind for kind in Report.Kind.values if kind != Report.Kind.COMPANY)
READABLE = (State.PUBLISHED, State.SUPERSEDED)
OPEN_TO_ALL = (*READABLE, State.WITHDRAWN)


def report_address(report: Report) -> str:
    """The evergreen address: always the current version."""
    kind = "" if report.kind in MAIN_KINDS else f"{report.kind}/"
    return f"/r/{report.record.subject.public_code}/{report.record.round.key}/{kind}"


def edition_address(version: Version) -> str:
    """The fixed address of this version, for ever."""
    return f"{report_address(version.report)}v{version.number}/"


def subject_address(subject: Institution | Region) -> str:
    return f"/{'regions' if isinstance(subject, Region) else 'institutions'}/{subject.public_code}/"


def public_version(code: str, year: str, *, kind: str = "", number: int | None = None) -> Version | None:
    """The version an address shows: the current one (else the last withdrawn one, which answers with a notice), or
    the one with that public number. None where nothing of it was ever public."""
    for owner in _owners(code):
        versions = Version.objects.filter(
            **{f"report__record__{owner}": code},
            report__record__round__key=year,
            report__kind__in=[kind] if kind else MAIN_KINDS,
            state__in=OPEN_TO_ALL,
        ).select_related(
            "edition", "report__record__round", "report__record__institution", "report__record__region"
        )
        found = list(versions if number is None else versions.filter(number=number))
        if found:
            return min(found, key=_current_first)
    return None


def open_addresses(version: Version) -> tuple[str, str]:
    """The evergreen and the fixed address where this version's page may stand; '' where another stands, or none."""
    record, kind = version.report.record, version.report.kind
    asked = {
        "code": record.subject.public_code,
        "year": record.round.key,
        "kind": "" if kind in MAIN_KINDS else kind,
    }
    current = version.state == State.PUBLISHED and public_version(**asked) == version
    fixed = version.state in READABLE and public_version(**asked, number=version.number) == version
    return report_address(version.report) if current else "", edition_address(version) if fixed else ""


def _current_first(version: Version) -> tuple[int, int]:
    order = (State.PUBLISHED, State.WITHDRAWN, State.SUPERSEDED)
    return order.index(State(version.state)), -version.number


def _owners(code: str) -> tuple[str, ...]:
    """Where a code may belong: codes of schools have small letters, codes of regions none. Digits fit both."""
    if any(c.islower() for c in code):
        return ("institution__public_code",)
    return ("region__code", "institution__public_code") if code.isdigit() else ("region__code",)
