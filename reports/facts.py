"""Facts: everything one report will say, frozen, with no database behind it.

The canonical JSON of Facts (keys sorted, decimals as text, no spaces) gives the fingerprint that people sign.
HTML fields hold the house vocabulary, already cleaned. Keys and codes are those of the rows they came from.
"""

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """The school or region that reports. `kind` is institution or region."""

    kind: str
    code: str
    name: str
    name_en: str = ""
    short_name: str = ""
    region: str = ""  # name of the region it lies in, or of its parent region
    stage: str = "secondary"
    type_code: str = ""
    ownership: str = ""


@dataclass(frozen=True, slots=True)
class YearFacts:
    """`start_year` 2024 is the school year 2024-2025; the other years are told apart from it on purpose."""

    round_key: str
    start_year: int
    graduating_class: int
    finance_year: int
    printed_label: str


@dataclass(frozen=True, slots=True)
class FrontFacts:
    title: str
    subtitle: str = ""
    publisher: str = ""
    printed_date: str = ""
    completed_on: str = ""  # ISO date or ''
    published_on: str = ""  # as an imported report prints it
    website: str = ""
    preface: str = ""
    preface_signature: str = ""
    preface_date: str = ""
    lead: str = ""
    statement_unit: str = ""
    statement_signatory: str = ""
    statement_date: str = ""
    index_number: str = ""
    document_number: str = ""
    subject_category: str = ""
    genre_category: str = ""
    issuing_body: str = ""


@dataclass(frozen=True, slots=True)
class MetricFacts:
    """The dictionary entry as it stood; low and high are the plausible range in the metric's unit."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    value_type: str
    decimals: int
    period_kind: str
    definition: str = ""
    formula: str = ""
    checks: str = ""
    aggregation: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """A reported figure. `value` None: missing or not applicable (see status), or a text in `text`."""

    metric: str
    breakdown: str = ""
    period: str = ""
    status: str = "reported"
    value: Decimal | None = None
    high: Decimal | None = None
    text: str = ""
    bound: str = "exact"
    word: str = ""
    given: str = ""
    given_unit: str = ""
    reason: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ComputedFacts:
    """A derived metric worked out from reported parts; None: not computable."""

    metric: str
    value: Decimal | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """One block of a section. Which fields count depends on the kind."""

    kind: str
    metrics: tuple[str, ...] = ()
    table: str = ""
    chart: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section; the list is in reading order, `parent` is a key or ''."""

    key: str
    title: str
    parent: str = ""
    required: bool = False
    unnumbered: bool = False
    annex: bool = False
    guidance: str = ""
    max_chars: int = 0
    blocks: tuple[BlockFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRowFacts:
    metric: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class OfficialTableFacts:
    code: str
    title: str
    label: str = ""
    note: str = ""
    rows: tuple[TableRowFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrativeFacts:
    section: str
    html: str


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`file` is the stored name, '' while the picture is missing; sizes in pixels."""

    key: str
    caption: str
    alt: str = ""
    decorative: bool = False
    source: str = ""
    file: str = ""
    digest: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ChartSeriesFacts:
    name: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartFacts:
    key: str
    kind: str
    title: str
    summary: str
    source: str = ""
    labels: tuple[str, ...] = ()
    series: tuple[ChartSeriesFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePartFacts:
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    key: str
    title: str
    section: str
    theme: str = ""
    byline: str = ""
    summary: str = ""
    institutions: tuple[str, ...] = ()
    parts: tuple[CasePartFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    title: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class ChallengeFacts:
    key: str
    title: str
    problem: str = ""
    causes: str = ""
    owner: str = ""
    due: str = ""
    outcome: str = "open"
    outcome_note: str = ""
    measures: tuple[MeasureFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldFacts:
    """The schools' figures of one metric together: `given` of `of` schools. `value` None: `reason` says why not."""

    metric: str
    breakdown: str = ""
    period: str = ""
    value: Decimal | None = None
    high: Decimal | None = None
    bound: str = "exact"
    given: int = 0
    of: int = 0
    missing: tuple[str, ...] = ()  # codes of the schools that are not in it
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A school of the region; `edition` and `fingerprint` '' while none of it is folded in."""

    code: str
    name: str
    edition: str = ""
    fingerprint: str = ""


# Fields that came later: the canonical JSON leaves them out while they are empty, so older fingerprints still hold.
LATER: dict[str, bool] = {"left_out_while_empty": True}


@dataclass(frozen=True)
class Facts:
    """All a report says. `earlier` holds the values of the year before that may be shown beside this year's."""

    kind: str
    subject: SubjectFacts
    year: YearFacts
    front: FrontFacts
    numbering: str
    outline: str
    sections: tuple[SectionFacts, ...] = ()
    metrics: tuple[MetricFacts, ...] = ()
    values: tuple[ValueFacts, ...] = ()
    computed: tuple[ComputedFacts, ...] = ()
    earlier: tuple[ValueFacts, ...] = ()
    earlier_computed: tuple[ComputedFacts, ...] = ()
    tables: tuple[OfficialTableFacts, ...] = ()
    narratives: tuple[NarrativeFacts, ...] = ()
    pictures: tuple[PictureFacts, ...] = ()
    charts: tuple[ChartFacts, ...] = ()
    cases: tuple[CaseFacts, ...] = ()
    challenges: tuple[ChallengeFacts, ...] = ()
    measures: tuple[MeasureFacts, ...] = ()
    demonstration: bool = False
    schema: int = field(default=1)
    folds: tuple[FoldFacts, ...] = field(default=(), metadata=LATER)
    members: tuple[MemberFacts, ...] = field(default=(), metadata=LATER)

    @cached_property
    def metric_by_code(self) -> dict[str, MetricFacts]:
        return {metric.code: metric for metric in self.metrics}

    @cached_property
    def narrative_by_section(self) -> dict[str, str]:
        return {narrative.section: narrative.html for narrative in self.narratives}

    @cached_property
    def _value_index(self) -> dict[tuple[str, str, str], ValueFacts]:
        return {(v.metric, v.breakdown, v.period): v for v in self.values}

    @cached_property
    def _earlier_index(self) -> dict[tuple[str, str, str], ValueFacts]:
        return {(v.metric, v.breakdown, v.period): v for v in self.earlier}

    @cached_property
    def _computed_index(self) -> dict[str, ComputedFacts]:
        return {c.metric: c for c in self.computed}

    @cached_property
    def _fold_index(self) -> dict[tuple[str, str, str], FoldFacts]:
        return {(f.metric, f.breakdown, f.period): f for f in self.folds}

    @cached_property
    def _earlier_computed_index(self) -> dict[str, ComputedFacts]:
        return {c.metric: c for c in self.earlier_computed}

    def value(self, code: str, *, breakdown: str = "", period: str = "") -> ValueFacts | None:
        """The reported figure, whatever its status; None: there is no row."""
        return self._value_index.get((code, breakdown, period))

    def earlier_value(self, code: str, *, breakdown: str = "", period: str = "") -> ValueFacts | None:
        return self._earlier_index.get((code, breakdown, period))

    def computed_value(self, code: str) -> ComputedFacts | None:
        return self._computed_index.get(code)

    def fold(self, code: str, *, breakdown: str = "", period: str = "") -> FoldFacts | None:
        """What the region's schools give together; None: nothing was folded."""
        return self._fold_index.get((code, breakdown, period))

    def earlier_computed_value(self, code: str) -> ComputedFacts | None:
        return self._earlier_computed_index.get(code)

    def to_json(self) -> str:
        """Canonical: equal Facts give equal text, byte for byte."""
        return json.dumps(
            _plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )

    def fingerprint(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`; raises ValueError where the text does not fit the classes."""
        return _build(cls, json.loads(text))


def _plain(thing: Any) -> Any:
    if is_dataclass(thing):
        shown = [f for f in fields(thing) if getattr(thing, f.name) or not f.metadata]
        return {f.name: _plain(getattr(thing, f.name)) for f in shown}
    if isinstance(thing, tuple):
        return [_plain(item) for item in thing]
    if isinstance(thing, Decimal):
        return format(thing, "f")
    return thing


def _build(hint: Any, thing: Any) -> Any:
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        unknown = thing.keys() - hints.keys()
        if unknown:
            raise ValueError(f"{hint.__name__} has no field {sorted(unknown)}")
        return hint(**{name: _build(hints[name], value) for name, value in thing.items()})
    if get_origin(hint) is tuple:
        return tuple(_build(get_args(hint)[0], item) for item in thing)
    if get_origin(hint) is UnionType:
        (inner,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return None if thing is None else _build(inner, thing)
    if hint is Decimal:
        return Decimal(thing)
    return thing
