"""The one place that answers "may this person do that": can(user, act, object).

Roles come from current memberships, looked up at every request; a superuser may administer everything, but no role
makes anyone reviewer of what he wrote (the workflow asks that separately). Superusers are trusted operators.
"""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from .models import Institution, Membership, Region, Role, User, YearRecord
from .scoping import SUPERVISING, memberships, record_of

EDITORS = frozenset({Role.FILLER, Role.LEAD})
READERS = frozenset(Role) - {Role.GUEST}

# act → roles that may do it on the place, or above it, where they hold the role
ACTS: dict[str, frozenset[Role]] = {
    "view": READERS,
    "change": EDITORS,  # content of a year record: values, texts, cases, pictures
    "lead": frozenset({Role.LEAD}),
    "sign": frozenset({Role.SIGNATORY}),
    "review": frozenset({Role.REVIEWER}),
    "publish": frozenset({Role.PUBLISHER}),
    "administer": frozenset({Role.ADMINISTRATOR}),  # accounts, rounds, outlines, places: never content
    "read_log": frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
}

# role → (which roles he may offer to others, where: at the own place, regions strictly below it, or in the whole subtree)
INVITES: dict[Role, tuple[frozenset[Role], str]] = {
    Role.LEAD: (EDITORS, "own"),
    Role.REVIEWER: (frozenset({Role.REVIEWER}), "below"),
    Role.ADMINISTRATOR: (frozenset(Role), "subtree"),
}

# Editing is for one's own school or bureau: a role on a region above gives no right to write for what lies below.
OWN_PLACE_ONLY = frozenset({"change", "lead", "sign"})


def can(user: User | AnonymousUser, act: str, thing: Model) -> bool:
    """Whether `user` may do `act` (a key of ACTS) on a place, a year record or anything that hangs on one."""
    if act not in ACTS:
        raise ValueError(f"unknown act {act!r}")
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return any(m.role in ACTS[act] for m in _memberships_reaching(user, act, thing))


def roles_held_at(user: User, thing: Model) -> frozenset[Role]:
    """Roles held on the very place of `thing`, not on one above it."""
    institution, region = place_of(thing)
    return frozenset(
        Role(m.role)
        for m in memberships(user)
        if (institution is not None and m.institution_id == institution.pk)
        or (institution is None and region is not None and m.region_id == region.pk)
    )


def roles_reaching(user: User, thing: Model) -> frozenset[Role]:
    """Roles held on the place of `thing` or, where the role supervises, above it."""
    return frozenset(Role(m.role) for m in _memberships_reaching(user, "view", thing))


def can_invite(user: User | AnonymousUser, role: Role | str, place: Institution | Region) -> bool:
    """Whether `user` may offer `role` on `place` to someone else."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return any(
        role in roles and _lies(place, where, membership)
        for membership in memberships(user)
        for roles, where in [INVITES.get(membership.role, (frozenset(), ""))]
    )


def roles_to_offer(user: User | AnonymousUser) -> list[Role]:
    """Roles this person may offer somewhere, in the order of Role."""
    if user.is_authenticated and user.is_superuser:
        return list(Role)
    offered = frozenset().union(*(INVITES[m.role][0] for m in memberships(user) if m.role in INVITES))
    return [role for role in Role if role in offered]


def _lies(place: Institution | Region, where: str, membership: Membership) -> bool:
    """Whether `place` is the membership's own, below it, or either."""
    if place == (membership.institution or membership.region):
        return where in ("own", "subtree")
    if (
        membership.region_id is None
        or where == "own"
        or (where == "below" and isinstance(place, Institution))
    ):
        return False
    paths = [place.path] if isinstance(place, Region) else [r.path for r in _supervising_regions(place)]
    return any(path.startswith(membership.region.path) for path in paths)


def is_supervisor(user: User | AnonymousUser) -> bool:
    """Whether the account works for a bureau: it holds a role on some region."""
    return user.is_authenticated and (user.is_superuser or any(m.region_id for m in memberships(user)))


def _memberships_reaching(user: User, act: str, thing: Model) -> Iterator[Membership]:
    institution, region = place_of(thing)
    if institution is None and region is None:
        return
    supervising = [region] if region is not None else _supervising_regions(institution)
    for membership in memberships(user):
        if institution is not None and membership.institution_id == institution.pk:
            yield membership
        elif membership.region_id is None:
            continue
        elif (
            region is not None
            and membership.region_id == region.pk
            or (
                act not in OWN_PLACE_ONLY
                and membership.role in SUPERVISING
                and any(below.path.startswith(membership.region.path) for below in supervising)
            )
        ):
            yield membership


def place_of(thing: Model) -> tuple[Institution | None, Region | None]:
    """The institution or the region a row belongs to; (None, None) for what belongs to nobody."""
    if isinstance(thing, Institution):
        return thing, None
    if isinstance(thing, Region):
        return None, thing
    if isinstance(thing, YearRecord):
        return thing.institution, thing.region
    record = record_of(thing)
    if record is not None:
        return record.institution, record.region
    return getattr(thing, "institution", None), getattr(thing, "region", None)


def _supervising_regions(institution: Institution) -> list[Region]:
    from_row = getattr(institution, "_supervising_regions", None)
    if from_row is None:
        from_row = [s.region for s in institution.supervisions.current().select_related("region")]
        institution._supervising_regions = from_row
    return from_row
