"""Who may take which step of which version: the role of the table, on the right place, at the right level.

Memberships alone count. Being an operator makes nobody lead, signatory, reviewer or publisher.
"""

from django.utils.translation import gettext as _

from institutions.models import Role, User
from institutions.permissions import roles_held_at, roles_reaching
from reports.models import State, Version

from .path import holds, is_member_of_subject, is_top_publisher, level_region
from .states import Step

TOP_PUBLISHER_ACTS = frozenset({"withdraw", "force"})


def may(user: User, step: Step, version: Version) -> bool:
    """Whether the account holds a role that takes this step; the state is asked separately."""
    return any(_holds(user, role, step, version) for role in step.roles)


def _holds(user: User, role: Role, step: Step, version: Version) -> bool:
    report = version.report
    if role == Role.REVIEWER:
        return holds(user, role, level_region(version)) and not is_member_of_subject(user, report)
    if role == Role.PUBLISHER:
        if step.act in TOP_PUBLISHER_ACTS:
            return is_top_publisher(user, version)
        return Role.PUBLISHER in roles_reaching(user, report)
    if step.act == "void" and role == Role.LEAD:
        first = version.sequence == 1 and version.state == State.DRAFT
        return first and role in roles_held_at(user, report)
    return role in roles_held_at(user, report)


def why_not(step: Step) -> str:
    roles = "、".join(str(role.label) for role in step.roles)
    return _("“%(act)s” is for: %(roles)s of the school or of the bureau whose turn it is.") % {
        "act": step.words,
        "roles": roles or _("nobody; the system does it"),
    }
