"""Rules on stored figures: what a formula gives, which figure may not exceed another."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from institutions.expressions import evaluate, parse_checks, wording
from institutions.formatting import figure, quantity
from reports.derived import parse_formula
from reports.document.nodes import Document
from reports.facts import Facts, MetricFacts, ValueFacts

from .finding import MUST_EXPLAIN, MUST_FIX, Found
from .rule import rule

checks_of = lru_cache(maxsize=1024)(parse_checks)


@rule(
    "F1",
    severity=MUST_EXPLAIN,
    title=_("Reported figure differs from its formula"),
    sentence=_(
        "%(name)s is reported as %(reported)s, but %(formula)s gives %(computed)s. Check the figures."
    ),
)
def reported_against_formula(facts: Facts, document: Document) -> Iterator[Found]:
    """A derived metric that is reported must equal its formula within the digits it is printed with."""
    for computed in facts.computed:
        reported = facts.value(computed.metric)
        if computed.value is None or reported is None or not is_exact(reported):
            continue
        if abs(reported.value - computed.value) <= half_unit(reported):
            continue
        metric = facts.metric_by_code[computed.metric]
        yield Found(
            rule="F1",
            severity=MUST_EXPLAIN,
            place=f"value:{metric.code}",
            about=metric.code,
            params={
                "name": metric.name_zh,
                "reported": figure(reported, metric),
                "computed": quantity(computed.value, metric),
                "formula": formula_in_words(facts, metric),
            },
        )


@rule(
    "F2",
    severity=MUST_FIX,
    title=_("A figure does not agree with the figures it is made of"),
    sentence=_("%(name)s is %(left)s, but should be %(comparison)s %(formula)s = %(right)s."),
)
def catalogue_checks(facts: Facts, document: Document) -> Iterator[Found]:
    """The identities and bounds the catalogue states for a metric (parts make the whole, A ≤ B).

    Silent where any part is missing, bounded or a range.
    """
    for metric in facts.metrics:
        own = facts.value(metric.code)
        if not metric.checks or own is None or not is_exact(own):
            continue
        for check in checks_of(metric.checks):
            left = own.value if check.left is None else evaluate(check.left, lambda c: exact(facts, c))
            right = evaluate(check.right, lambda c: exact(facts, c))
            if left is None or right is None or holds(left, check.comparison, right):
                continue
            yield Found(
                rule="F2",
                severity=MUST_FIX,
                place=f"value:{metric.code}",
                about=f"{metric.code}:{check.comparison}:{wording(check.right, lambda code: code.code)}",
                params={
                    "name": metric.name_zh,
                    "left": quantity(left, metric),
                    "right": quantity(right, metric),
                    "comparison": {"=": "=", "<=": "≤", ">=": "≥"}[check.comparison],
                    "formula": wording(check.right, lambda code: _name(facts, code.code)),
                },
            )


def holds(left: Decimal, comparison: str, right: Decimal) -> bool:
    return {"=": left == right, "<=": left <= right, ">=": left >= right}[comparison]


def is_exact(value: ValueFacts) -> bool:
    return value.value is not None and value.high is None and value.bound == "exact"


def exact(facts: Facts, code: str) -> Decimal | None:
    """A reported exact figure; None for missing, bounded and derived ones."""
    value = facts.value(code)
    return value.value if value is not None and is_exact(value) else None


def half_unit(value: ValueFacts) -> Decimal:
    """Half a unit of the last printed digit: 97.78 may stand for anything from 97.775 to 97.785."""
    digits = (
        Decimal(value.given)
        if value.given and not value.given_unit and _is_number(value.given)
        else value.value
    )
    return Decimal(1).scaleb(digits.as_tuple().exponent) / 2


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()


def formula_in_words(facts: Facts, metric: MetricFacts) -> str:
    return wording(parse_formula(metric.formula), lambda code: _name(facts, code.code))


def _name(facts: Facts, code: str) -> str:
    metric = facts.metric_by_code.get(code)
    return metric.name_zh if metric else code
