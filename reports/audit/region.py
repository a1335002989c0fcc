"""Rules on region reports: what the region says itself against what its schools say together."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from institutions.formatting import figure
from reports.document.figures import as_reading
from reports.document.nodes import Document
from reports.facts import Facts, FoldFacts, ValueFacts

from .figures import half_unit
from .finding import MUST_EXPLAIN, Found
from .rule import rule

FROM, UP_TO = frozenset({"at_least", "more_than"}), frozenset({"at_most", "less_than"})
ENDLESS = Decimal("Infinity")


@rule(
    "R1",
    severity=MUST_EXPLAIN,
    title=_("The region's own figure differs from that of its schools together"),
    sentence=_(
        "%(name)s is reported as %(reported)s, but the schools together give %(folded)s (%(given)s of %(of)s schools). "
        "Check the figure, or say why they differ."
    ),
)
def own_against_fold(facts: Facts, document: Document) -> Iterator[Found]:
    """Both there, and no number fits both: bounds and ranges count as the spans they are."""
    for fold in facts.folds:
        own = facts.value(fold.metric, breakdown=fold.breakdown, period=fold.period)
        if fold.value is None or own is None or own.status != "reported" or own.value is None:
            continue
        if agree(own, fold):
            continue
        metric = facts.metric_by_code[fold.metric]
        label = "，".join(filter(None, (fold.breakdown, fold.period)))
        yield Found(
            rule="R1",
            severity=MUST_EXPLAIN,
            place=f"value:{fold.metric}",
            about=f"{fold.metric}:{fold.breakdown}:{fold.period}",
            params={
                "name": f"{metric.name_zh}（{label}）" if label else metric.name_zh,
                "reported": figure(own, metric),
                "folded": figure(as_reading(fold), metric),
                "given": fold.given,
                "of": fold.of,
            },
        )


def agree(own: ValueFacts, fold: FoldFacts) -> bool:
    """Whether some number fits both figures, within half a unit of the last digit the region printed."""
    room = half_unit(own)
    low, high = _span(own)
    least, most = _span(fold)
    return low - room <= most and least <= high + room


def _span(reading: ValueFacts | FoldFacts) -> tuple[Decimal, Decimal]:
    if reading.bound in FROM:
        return reading.value, ENDLESS
    if reading.bound in UP_TO:
        return -ENDLESS, reading.value if reading.high is None else reading.high
    return reading.value, reading.value if reading.high is None else reading.high
