"""Which rows of the log a person may read: what was done to the places he administers or audits, and by their accounts.

A row about a place is judged by the place alone: an account that also works elsewhere takes nothing of there with it.
"""

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from institutions.models import Institution, User
from institutions.permissions import ACTS
from institutions.scoping import memberships, visible, visible_regions
from reports.models import LogEntry


def may_read_log(user: User) -> bool:
    """Whether the account audits or administers anything."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or any(m.role in ACTS["read_log"] for m in memberships(user))


def readable_entries(user: User) -> QuerySet[LogEntry]:
    """Rows this person may read, newest first; operators see all."""
    entries = LogEntry.objects.select_related("user").order_by("-pk")
    if user.is_active and user.is_superuser:
        return entries
    roles = ACTS["read_log"]
    institutions = _names(visible(Institution.objects.all(), user, roles=roles))
    regions = _names(visible_regions(user, roles=roles))
    people = visible(User.objects.all(), user, roles=roles) if may_read_log(user) else User.objects.none()
    nowhere = Q(place__isnull=True) & (Q(user__in=people.values("pk")) | Q(target__in=_names(people)))
    foreign_account = Q(target__startswith=f"{User._meta.label_lower}:") & ~Q(target__in=_names(people))
    return entries.annotate(place=KT("detail__place")).filter(
        Q(place__in=institutions) | Q(place__in=regions) | nowhere & ~foreign_account
    )


def _names(rows: QuerySet[Model]) -> QuerySet:
    """The rows as the log names them."""
    label = Value(f"{rows.model._meta.label_lower}:")
    named = rows.order_by().annotate(logged=Concat(label, Cast("pk", CharField()), output_field=CharField()))
    return named.values("logged")
