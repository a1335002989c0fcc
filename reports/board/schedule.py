"""On which days who is reminded before and after the deadline. Pure.

The school lead is told from four weeks before, the fillers from two weeks before, the signatory in the last days and
whenever a signature is awaited, the bureau's reviewers on the day after. Whoever has handed in hears nothing.
"""

from institutions.models import Role

from .stages import SIGNING, WITH_SCHOOL

DAYS_BEFORE = (28, 21, 14, 7, 2, 0, -1)
WRITERS_FROM, SIGNATORY_FROM = 14, 2


def turn(days: int) -> int | None:
    """Which entry of the schedule is due with so many days left; one that fell out is made up for on the next day."""
    if days in DAYS_BEFORE:
        return days
    return days + 1 if days + 1 in DAYS_BEFORE else None


def reminded_roles(days_before: int, stage: str) -> frozenset[Role]:
    """Roles at the school that are reminded; none for early finishers."""
    if stage not in WITH_SCHOOL:
        return frozenset()
    roles = {Role.LEAD}
    if days_before <= WRITERS_FROM and stage != SIGNING:
        roles.add(Role.FILLER)
    if stage == SIGNING or days_before <= SIGNATORY_FROM:
        roles.add(Role.SIGNATORY)
    return frozenset(roles)
