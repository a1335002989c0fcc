"""The rows of the board and what is counted and sorted over them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from institutions.models import Region

from .stages import BY_KEY, ORDER, OVERDUE, STAGES, WITH_SCHOOL, stage_of


@dataclass(frozen=True, slots=True)
class Row:
    """One school or region that owes a report of a kind in a round. No report yet: `report` and `version` are None.

    `state` is that of the newest version that is not void ('' for none); `public` says whether any version is public.
    """

    subject: int
    code: str
    name: str
    region: Region | None  # of the bureau it belongs to
    report: int | None = None
    title: str = ""
    version: int | None = None
    state: str = ""
    cycle: int = 0
    correcting: bool = False
    holder: str = ""
    public: bool = False
    due: datetime | None = None
    opens: datetime | None = None  # when its window opens
    extended: datetime | None = None

    @property
    def stage(self) -> str:
        return stage_of(self.state)

    @property
    def stage_words(self) -> str:
        return str(BY_KEY[self.stage].words)

    @property
    def with_school(self) -> bool:
        return self.stage in WITH_SCHOOL

    @property
    def path(self) -> str:
        return self.region.path if self.region else ""

    def is_overdue(self, now: datetime) -> bool:
        return self.with_school and self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class Count:
    key: str
    words: str
    number: int


def in_order(rows: Iterable[Row], now: datetime) -> list[Row]:
    """Overdue first, then by stage and name."""
    return sorted(rows, key=lambda r: (not r.is_overdue(now), ORDER[r.stage], r.name, r.subject))


def counts(rows: Iterable[Row]) -> list[Count]:
    """How many stand at each stage; a stage that is rare and empty is left out."""
    found = Counter(row.stage for row in rows)
    return [Count(s.key, str(s.words), found[s.key]) for s in STAGES if found[s.key] or s.key != "withdrawn"]


def within(rows: Iterable[Row], region: Region | None) -> list[Row]:
    """Those of the region's bureau and of the bureaus below it."""
    return [row for row in rows if region is None or row.path.startswith(region.path)]


def at_stage(rows: Iterable[Row], key: str, now: datetime) -> list[Row]:
    """Those at a stage, or overdue; an unknown or empty key passes all."""
    if key == OVERDUE:
        return [row for row in rows if row.is_overdue(now)]
    return [row for row in rows if key not in BY_KEY or row.stage == key]
