"""Ways that stand on every page of the desk, by what the account may do."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from institutions.models import Role
from institutions.permissions import ACTS
from institutions.scoping import memberships
from reports.board.reading import reads_board
from reports.desk.notes import may_read
from reports.desk.reviewing import is_of_bureau

register = template.Library()

DECIDING = frozenset({Role.REVIEWER, Role.PUBLISHER})


@register.simple_tag(takes_context=True)
def desk_ways(context) -> list[tuple[str, str]]:
    """(address, words) of the screens beside the task list."""
    user = context["request"].user
    roles = {m.role for m in memberships(user)}
    offered = (
        ("desk:queue", _("Review queue"), bool(roles & DECIDING)),
        ("desk:board", _("Round board"), reads_board(user)),
        ("desk:rounds", _("Rounds and deadlines"), user.is_superuser or Role.ADMINISTRATOR in roles),
        ("desk:start", _("Begin a report"), Role.LEAD in roles),
        ("desk:log", _("Log"), user.is_superuser or bool(roles & ACTS["read_log"])),
        ("desk:jobs", _("Background work"), user.is_superuser),
    )
    return [(address, words) for name, words, may in offered if may and (address := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def review_way(context, version) -> str:
    """Address of the review workbench, for people of the bureau; '' for others."""
    return (
        reverse("desk:review", args=[version.pk])
        if is_of_bureau(context["request"].user, version.report)
        else ""
    )


@register.simple_tag(takes_context=True)
def notes_way(context, version) -> str:
    """Address of the remarks on a version, for those who may read them; '' for others."""
    return reverse("desk:notes", args=[version.pk]) if may_read(context["request"].user, version) else ""
