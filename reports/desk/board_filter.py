"""What a look at the board was asked for: round, kind, region, stage; and which rows were picked on it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from institutions.models import Region, Role, Round, User
from institutions.scoping import SUPERVISING, visible_regions
from reports.board.reading import KINDS, holds_above, read_rows, reads_board
from reports.board.rows import Row, at_stage, in_order, within

MAX_PICKS = 20_000  # signs


@dataclass
class BoardFilter:
    """`roles`: only rows where the person holds one of them. Raises Http404 for a round or region that is not there."""

    user: User
    data: QueryDict
    roles: frozenset[Role] = SUPERVISING

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def rounds(self) -> list[Round]:
        return list(Round.objects.select_related("academic_year"))

    @cached_property
    def campaign(self) -> Round | None:
        """None only where there is no round at all."""
        key = self.data.get("round", "")
        found = [r for r in self.rounds if r.key == key] if key else self.rounds[:1]
        if key and not found:
            raise Http404
        return found[0] if found else None

    @property
    def kind(self) -> str:
        asked = self.data.get("kind", "")
        return asked if asked in KINDS else KINDS[0]

    @property
    def stage(self) -> str:
        return self.data.get("state", "")[:20]

    @cached_property
    def regions(self) -> list[Region]:
        """Those to choose from: where rows belong, with all above them that the person looks after."""
        codes = {code for row in self.all_rows for code in row.path.strip("/").split("/")}
        return list(visible_regions(self.user, roles=self.roles).filter(code__in=codes).order_by("path"))

    @cached_property
    def region(self) -> Region | None:
        code = self.data.get("region", "")
        if not code:
            return None
        found = next((r for r in self.regions if r.code == code), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def all_rows(self) -> list[Row]:
        if self.campaign is None:
            return []
        return read_rows(self.campaign, self.kind, self.user, self.roles)

    @cached_property
    def counted(self) -> list[Row]:
        """Those of the region: what the counters count."""
        return within(self.all_rows, self.region)

    @cached_property
    def rows(self) -> list[Row]:
        """Those of region and stage, in order."""
        return in_order(at_stage(self.counted, self.stage, self.now), self.now)

    @cached_property
    def picked(self) -> list[Row]:
        """Rows ticked, or all that fit the filter; numbers of other rows are as if they were not there."""
        if self.data.get("everything"):
            return self.rows
        words = ",".join(self.data.getlist("pick"))[:MAX_PICKS].split(",")
        numbers = {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19}
        return [row for row in in_order(self.all_rows, self.now) if row.subject in numbers]

    def address(self, **changed: str) -> str:
        """The filter as the query of an address."""
        named = {
            "round": self.campaign.key if self.campaign else "", "kind": self.kind,
            "region": self.data.get("region", ""), "state": self.stage,
        } | changed  # fmt: skip
        return urlencode({name: value for name, value in named.items() if value})


def board_of(request: HttpRequest, roles: frozenset[Role] = SUPERVISING) -> BoardFilter:
    """The board for those of a bureau; for all others it is not there. Without one of the roles: PermissionDenied."""
    if not reads_board(request.user):
        raise Http404
    if not holds_above(request.user, roles):
        raise PermissionDenied
    return BoardFilter(request.user, request.POST if request.method == "POST" else request.GET, roles)
