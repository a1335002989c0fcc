"""check_all(): the invariants as one assertion that any test can make at its end."""

from reports.safekeeping.invariants import broken


def check_all(*names: str) -> None:
    assert broken(*names) == []
