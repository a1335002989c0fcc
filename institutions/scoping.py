"""Which rows a person sees. Every list, choice, export, history and address asks here.

A model says how it reaches its place by `SCOPE`: the lookup from the model to a YearRecord, an Institution or a
Region. Models that are missing in SCOPE are shared dictionaries: everyone signed in may read them.
"""

from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import (
    Honour,
    Institution,
    InstitutionName,
    Invitation,
    Location,
    Membership,
    MetricValue,
    OpenSession,
    Region,
    Registration,
    Role,
    Supervision,
    User,
    YearRecord,
)

# These roles on a region reach all below it; a bureau's writers reach the bureau's own reports alone.
SUPERVISING = frozenset({Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR})

# model → (what the path leads to: "record", "institution", "membership", "region" or "user"; the lookup path)
SCOPE: dict[type[Model], tuple[str, str]] = {
    YearRecord: ("record", ""),
    MetricValue: ("record", "record"),
    Institution: ("institution", ""),
    Location: ("institution", "institution"),
    Supervision: ("institution", "institution"),
    InstitutionName: ("institution", "institution"),
    Registration: ("institution", "institution"),
    Honour: ("institution", "institution"),
    Membership: ("membership", ""),
    Invitation: ("membership", ""),
    OpenSession: ("user", "user"),
    User: ("user", ""),
}


def scope(model: type[Model], kind: str, path: str) -> None:
    """Registers how a model of an upper app reaches its place."""
    SCOPE[model] = (kind, path)


def is_scoped(model: type[Model]) -> bool:
    return model in SCOPE


def record_of(thing: Model) -> YearRecord | None:
    """The year record a row hangs on; None for rows of no record."""
    kind, path = SCOPE.get(type(thing), ("", ""))
    if kind != "record":
        return None
    for name in path.split("__") if path else []:
        thing = getattr(thing, name)
    return thing


def hold_open(*things: Model) -> bool:
    """Holds the year records that rows hang on until the transaction ends, so that no freeze slips in between.

    False where one is frozen already; rows of no record do not count. To be called inside a transaction.
    """
    records = {record.pk for record in map(record_of, things) if record is not None}
    held = YearRecord.objects.select_for_update().filter(pk__in=records).order_by("pk")
    return not any(held.values_list("locked", flat=True)) if records else True


def memberships(user: User | AnonymousUser) -> list[Membership]:
    """Current memberships of an active account, with their places; one query per request and account."""
    if not user.is_authenticated or not user.is_active:
        return []
    cached = getattr(user, "_current_memberships", None)
    if cached is None:
        cached = list(user.memberships.current().select_related("institution", "region"))
        user._current_memberships = cached
    return cached


def owners_of(model: type[Model]) -> frozenset[str]:
    """Names of the foreign keys by which a row of `model` hangs on its place; empty for dictionaries and places."""
    kind, path = SCOPE.get(model, ("", ""))
    if path:
        return frozenset({path.split("__")[0]})
    return frozenset({"institution", "region"} if kind in ("record", "membership") else ())


def unlocked(queryset: QuerySet) -> QuerySet:
    """Without rows of locked year records; rows of no record pass."""
    kind, path = SCOPE.get(queryset.model, ("", ""))
    if kind != "record":
        return queryset
    return queryset.filter(**{f"{path}__locked" if path else "locked": False})


def visible(
    queryset: QuerySet, user: User | AnonymousUser, *, roles: frozenset[Role] | None = None
) -> QuerySet:
    """The rows of `queryset` this person may see. Shared dictionaries pass whole; nobody sees what he has no place in.

    `roles` narrows to places where one of these roles is held.
    """
    if user.is_active and user.is_superuser:
        return queryset
    if not user.is_authenticated or not user.is_active:
        return queryset.none()
    kind, path = SCOPE.get(queryset.model, ("shared", ""))
    if kind == "shared":
        return queryset
    institutions, regions = _places(user, roles)
    prefix = f"{path}__" if path else ""
    if kind == "institution":
        return queryset.filter(Q(**{f"{prefix}pk__in": institutions}) if prefix else Q(pk__in=institutions))
    if kind == "region":
        return queryset.filter(**{f"{prefix}region__in": regions})
    if kind == "user" and path:
        return queryset.filter(**{f"{path}__in": visible(User.objects.all(), user, roles=roles)})
    if kind == "user":
        return queryset.filter(
            Q(pk=user.pk)
            | Q(
                Exists(
                    Membership.objects.filter(user=OuterRef("pk")).filter(
                        Q(institution__in=institutions) | Q(region__in=regions)
                    )
                )
            ),
            is_superuser=False,
        )
    return queryset.filter(
        Q(**{f"{prefix}institution__in": institutions}) | Q(**{f"{prefix}region__in": regions})
    )


def visible_institutions(user: User | AnonymousUser) -> QuerySet[Institution]:
    return visible(Institution.objects.all(), user)


def visible_regions(user: User | AnonymousUser, *, roles: frozenset[Role] | None = None) -> QuerySet[Region]:
    """Regions on which, or above which, the person holds a role. (The region list itself is public knowledge.)"""
    if user.is_active and user.is_superuser:
        return Region.objects.all()
    if not user.is_authenticated or not user.is_active:
        return Region.objects.none()
    return _places(user, roles)[1]


def _places(user: User, roles: frozenset[Role] | None) -> tuple[QuerySet[Institution], QuerySet[Region]]:
    held = [m for m in memberships(user) if m.role != Role.GUEST and (roles is None or m.role in roles)]
    paths = [m.region.path for m in held if m.region_id and m.role in SUPERVISING]
    below = Region.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[])))
    regions = below | Region.objects.filter(pk__in=[m.region_id for m in held if m.region_id])
    today = timezone.localdate()
    supervised = Supervision.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        region__in=below,
    )
    own = [m.institution_id for m in held if m.institution_id]
    institutions = Institution.objects.filter(Q(pk__in=own) | Q(pk__in=supervised.values("institution")))
    return institutions, regions
