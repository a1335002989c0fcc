"""Periods as short texts: 2023-2024 (school year), 2024 (calendar), 2024届 (class), 2023秋 (autumn count).

Each metric has a default kind of period; a stored value with an empty period means that one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Years:
    """The years a record reports; `start` 2024 is the school year 2024-2025."""

    start: int
    graduating_class: int
    finance: int


def default_period(kind: str, years: Years, *, offset: int = 0) -> str:
    """The period a metric of this kind covers in a record, `offset` years away; '' for survey dates."""
    start, leaving, money = years.start + offset, years.graduating_class + offset, years.finance + offset
    return {
        "school_year": f"{start}-{start + 1}",
        "calendar_year": f"{money}",
        "class": f"{leaving}届",
        "autumn_count": f"{start}秋",
    }.get(kind, "")
