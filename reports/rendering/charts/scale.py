"""Axes: round steps, and where a value lies between two ends."""

import math
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values `low`–`high` onto positions `start`–`end`; `ticks` are the round values in between."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def tick_text(self, tick: float) -> str:
        step = self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else 1
        decimals = min(6, max(0, _is_quarter(step) - math.floor(math.log10(step) + 1e-9)))
        text = f"{tick:,.{decimals}f}" if abs(tick) >= 10000 else f"{tick:.{decimals}f}"
        return text.replace("-", "−")


def fit_scale(values: list[float], start: float, end: float, *, from_zero: bool, count: int = 4) -> Scale:
    """A scale with about `count` round steps that holds all values.

    `from_zero` draws the axis to zero always (bars say their value by length); otherwise only where the values
    spread over a third of the largest one.
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    if from_zero or high - low > max(abs(low), abs(high)) / 3:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        low, high = (low - 1, high + 1) if low and not from_zero else (0.0, 1.0)
    step = _round_step((high - low) / count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(i * step for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, start, end)


def _round_step(raw: float) -> float:
    base = 10.0 ** math.floor(math.log10(raw))
    return next(step * base for step in STEPS if step * base >= raw * (1 - 1e-9))


def _is_quarter(step: float) -> bool:
    return abs(step / 10 ** math.floor(math.log10(step) + 1e-9) - 2.5) < 1e-6
