"""What a region's schools give together: the figures of their sealed Editions, folded by each metric's rule. Pure.

A school without a sealed Edition, or without the figure, is named as missing and never counts as zero. Percentages
are worked out from the totals of the schools that gave every part, never averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from institutions.aggregation import Fold, Reading, Rule, fold, parse_rule, recompute
from institutions.expressions import Expression, codes
from institutions.periods import Years, default_period
from reports.derived import STORED_DIGITS, parse_formula, plain_digits
from reports.facts import Facts, FoldFacts, MemberFacts, MetricFacts, ValueFacts

NUMBERS = frozenset({"integer", "decimal", "percentage", "ratio"})
WHOLE = ("", "")  # no breakdown, the metric's own period

Key = tuple[str, str]


@dataclass(frozen=True)
class Member:
    """A school of the region; `facts` None: nothing of it is folded in."""

    code: str
    name: str
    edition: str = ""
    fingerprint: str = ""
    facts: Facts | None = None

    @cached_property
    def values(self) -> dict[str, list[ValueFacts]]:
        found: dict[str, list[ValueFacts]] = {}
        for value in self.facts.values if self.facts else ():
            found.setdefault(value.metric, []).append(value)
        return found


def fold_members(
    members: Sequence[Member], metrics: Iterable[MetricFacts], years: Years
) -> tuple[FoldFacts, ...]:
    """A fold of each metric that is a number, for the whole and for each breakdown and period a school gave.

    `years` are the region's: a figure of the schools' own period is one of the region's where both are the same.
    """
    if not members:
        return ()
    folding = _Folding(members, years)
    metrics = [m for m in metrics if m.value_type in NUMBERS and m.aggregation]
    formulas = {m.code: parse_formula(m.formula) for m in metrics if m.formula}
    folding.dictionary.update({m.code: m for m in metrics})
    return tuple(row for metric in metrics for row in folding.rows(metric, formulas))


def member_facts(members: Iterable[Member]) -> tuple[MemberFacts, ...]:
    return tuple(MemberFacts(m.code, m.name, m.edition, m.fingerprint) for m in members)


class _Folding:
    def __init__(self, members: Sequence[Member], years: Years):
        self.members, self.years = members, years
        self.dictionary: dict[str, MetricFacts] = {}
        for member in members:
            for metric in member.facts.metrics if member.facts else ():
                self.dictionary.setdefault(metric.code, metric)

    def rows(self, metric: MetricFacts, formulas: Mapping[str, Expression]) -> Iterable[FoldFacts]:
        rule = parse_rule(metric.aggregation)
        if rule.kind == "recompute":
            if metric.code in formulas:
                tree = formulas[metric.code]
                parts = {code: self.readings(code, WHOLE) for code in codes(tree)}
                yield _row(metric.code, WHOLE, recompute(tree, parts))
            return
        for key in self.keys(metric.code) if rule.kind not in ("own", "none") else (WHOLE,):
            yield _row(metric.code, key, fold(rule, self.readings(metric.code, key, rule)))

    def keys(self, code: str) -> list[Key]:
        found = {key for member in self.members for key in self.stored(member, code)}
        return [WHOLE, *sorted(found - {WHOLE})]

    def readings(self, code: str, key: Key, rule: Rule | None = None) -> list[Reading]:
        return [self.reading(member, code, key, rule) for member in self.members]

    def reading(self, member: Member, code: str, key: Key, rule: Rule | None) -> Reading:
        weight = None
        if rule is not None and rule.kind == "weighted":
            weight = self.exact(member, rule.argument, key)
        value = self.stored(member, code).get(key)
        if value is not None and value.status != "missing":
            absent = value.status == "not_applicable"
            return Reading(member.code, value.value, value.high, value.bound, weight, not_applicable=absent)
        computed = member.facts.computed_value(code) if member.facts and key == WHOLE else None
        return Reading(member.code, computed.value if computed else None, weight=weight)

    def exact(self, member: Member, code: str, key: Key):
        reading = self.reading(member, code, key, None)
        return reading.value if reading.high is None and reading.bound == "exact" else None

    def stored(self, member: Member, code: str) -> dict[Key, ValueFacts]:
        """The school's figures of a metric by breakdown and by period as the region names it; its own period first."""
        found: dict[Key, ValueFacts] = {}
        for value in sorted(member.values.get(code, ()), key=lambda v: v.period):
            found.setdefault((value.breakdown, self.period(member, code, value.period)), value)
        return found

    def period(self, member: Member, code: str, period: str) -> str:
        year, metric = member.facts.year, self.dictionary.get(code)
        if metric is None:
            return period
        theirs = Years(year.start_year, year.graduating_class, year.finance_year)
        named = period or default_period(metric.period_kind, theirs)
        return "" if named == default_period(metric.period_kind, self.years) else named


def _row(code: str, key: Key, found: Fold) -> FoldFacts:
    return FoldFacts(
        metric=code,
        breakdown=key[0],
        period=key[1],
        value=_stored(found.value),
        high=_stored(found.high),
        bound=found.bound,
        given=found.counted,
        of=found.expected,
        missing=found.absent,
        reason=found.reason,
    )


def _stored(value):
    return None if value is None else plain_digits(STORED_DIGITS.plus(value))
