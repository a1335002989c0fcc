"""What differs between two Facts of one report: figures, texts, pictures, cases, challenges, front. Pure.

Order does not count; keys do. Reviewers, return items, corrections and restoring all ask here.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from html import unescape
from typing import Any

from institutions.formatting import figure, quantity, status_text
from reports.document.figures import as_reading, coverage
from reports.facts import Facts, FoldFacts, MetricFacts, ValueFacts

VALUE, TEXT, PICTURE, CASE, CHALLENGE, FRONT, CHART, COMPUTED = (
    *("value", "text", "picture", "case", "challenge", "front", "chart", "computed"),
)
FOLDED, MEMBERS = "fold", "members"
FIGURES = frozenset({VALUE, COMPUTED, FOLDED})
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
BLOCK_END = re.compile(r"</(?:p|li|h[34]|tr|caption|blockquote)>|<br>")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` is an anchor of the document or value:CODE; `old` or `new` is '' where it is not there."""

    kind: str
    how: str
    place: str
    label: str
    old: str
    new: str
    code: str = ""  # of the metric, where a figure changed
    breakdown: str = ""
    period: str = ""


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Everything that differs, figures first. Empty: the same report."""
    return (
        *_values(before, after),
        *_computed(before, after),
        *_folds(before, after),
        *_front(before, after),
        *_texts(before, after),
        *_keyed(PICTURE, before.pictures, after.pictures, "fig", lambda p: p.caption, _picture_words),
        *_keyed(CHART, before.charts, after.charts, "fig", lambda c: c.title, _chart_words),
        *_keyed(CASE, before.cases, after.cases, "case", lambda c: c.title, _case_words),
        *_keyed(
            CHALLENGE, before.challenges, after.challenges, "challenge", lambda c: c.title, _challenge_words
        ),
        *_measures(before, after),
    )


def figure_changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Only what is a figure: reported or computed. Empty: the machine proves that no figure changed."""
    return tuple(change for change in changes(before, after) if change.kind in FIGURES)


def value_words(value: ValueFacts | None, metric: MetricFacts | None) -> str:
    """A figure as it prints; '' where there is none."""
    if value is None:
        return ""
    if value.status != "reported":
        return f"{status_text(value.status)}{f'（{value.reason}）' if value.reason else ''}"
    return value.text or (figure(value, metric) if metric else str(value.value))


def words_of(html: str) -> str:
    """The words of house vocabulary, a line per paragraph."""
    text = TAG.sub("", BLOCK_END.sub("\n", html))
    return "\n".join(line.strip() for line in unescape(text).splitlines() if line.strip())


def changed_words(old: str, new: str) -> list[tuple[str, str]]:
    """Runs of ("same" | "del" | "ins", words), character by character as Chinese has no spaces."""
    runs: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            runs.append(("same", old[a:b]))
            continue
        if b > a:
            runs.append(("del", old[a:b]))
        if d > c:
            runs.append(("ins", new[c:d]))
    return runs


def _values(before: Facts, after: Facts) -> Iterator[Change]:
    old = {(v.metric, v.breakdown, v.period): v for v in before.values}
    new = {(v.metric, v.breakdown, v.period): v for v in after.values}
    for key in sorted(old.keys() | new.keys()):
        a, b = old.get(key), new.get(key)
        if a == b:
            continue
        metric = after.metric_by_code.get(key[0]) or before.metric_by_code.get(key[0])
        yield Change(
            VALUE, _how(a, b), f"value:{key[0]}", _label(metric, key), value_words(a, metric),
            value_words(b, metric), *key,
        )  # fmt: skip


def _computed(before: Facts, after: Facts) -> Iterator[Change]:
    old = {c.metric: c for c in before.computed}
    new = {c.metric: c for c in after.computed}
    for code in sorted(old.keys() | new.keys()):
        a, b = old.get(code), new.get(code)
        first, second = (a.value if a else None), (b.value if b else None)
        if first == second:
            continue
        metric = after.metric_by_code.get(code) or before.metric_by_code.get(code)
        words = [quantity(v, metric) if metric and v is not None else "" for v in (first, second)]
        yield Change(COMPUTED, _how(a, b), f"value:{code}", _label(metric, (code, "", "")), *words, code=code)


def _folds(before: Facts, after: Facts) -> Iterator[Change]:
    """Folded figures of a region report, and which Editions they were folded from."""
    old = {(f.metric, f.breakdown, f.period): f for f in before.folds}
    new = {(f.metric, f.breakdown, f.period): f for f in after.folds}
    for key in sorted(old.keys() | new.keys()):
        a, b = old.get(key), new.get(key)
        metric = after.metric_by_code.get(key[0]) or before.metric_by_code.get(key[0])
        words = [_fold_words(fold, metric) for fold in (a, b)]
        if words[0] != words[1]:
            yield Change(
                FOLDED, _how(*words), f"value:{key[0]}", f"{_label(metric, key)}（汇总）", *words, *key
            )
    if before.members != after.members:
        old_words, new_words = (_lines(*((m.name, m.edition) for m in f.members)) for f in (before, after))
        yield Change(MEMBERS, _how(old_words, new_words), "members", "members", old_words, new_words)


def _fold_words(fold: FoldFacts | None, metric: MetricFacts | None) -> str:
    if fold is None or fold.value is None:
        return ""
    text = figure(as_reading(fold), metric) if metric else str(fold.value)
    return f"{text}{coverage(fold)}"


def _label(metric: MetricFacts | None, key: tuple[str, str, str]) -> str:
    code, breakdown, period = key
    more = "，".join(filter(None, (breakdown, period)))
    return f"{metric.name_zh if metric else code}{f'（{more}）' if more else ''}"


def _front(before: Facts, after: Facts) -> Iterator[Change]:
    pairs = [(before.front, after.front), (before.subject, after.subject), (before.year, after.year)]
    for a, b in pairs:
        for field in fields(a):
            old, new = str(getattr(a, field.name)), str(getattr(b, field.name))
            if old != new:
                yield Change(
                    FRONT, _how(old, new), f"front:{field.name}", field.name, words_of(old), words_of(new)
                )


def _texts(before: Facts, after: Facts) -> Iterator[Change]:
    titles = {s.key: s.title for s in (*before.sections, *after.sections)}
    old, new = before.narrative_by_section, after.narrative_by_section
    for key in [k for k in titles if k in old or k in new] + sorted(
        (old.keys() | new.keys()) - titles.keys()
    ):
        a, b = old.get(key, ""), new.get(key, "")
        if a != b:
            yield Change(TEXT, _how(a, b), f"sec-{key}", titles.get(key, key), words_of(a), words_of(b))
    if before.sections != after.sections or before.outline != after.outline:
        yield Change(TEXT, CHANGED, "outline", before.outline, before.outline, after.outline)


def _keyed(kind: str, olds, news, prefix: str, label, words) -> Iterator[Change]:
    old, new = {row.key: row for row in olds}, {row.key: row for row in news}
    for key in [*old, *(k for k in new if k not in old)]:
        a, b = old.get(key), new.get(key)
        if a != b:
            yield Change(
                kind,
                _how(a, b),
                f"{prefix}-{key}",
                label(b or a),
                words(a) if a else "",
                words(b) if b else "",
            )


def _measures(before: Facts, after: Facts) -> Iterator[Change]:
    if before.measures != after.measures:
        old, new = (_lines(*(astuple(m) for m in facts.measures)) for facts in (before, after))
        yield Change(CHALLENGE, _how(old, new), "measures", "measures", old, new)


def _how(a: Any, b: Any) -> str:
    return ADDED if not a else REMOVED if not b else CHANGED


def _lines(*parts: tuple[str, ...]) -> str:
    return "\n".join(words_of(text) for part in parts for text in part if text)


def _picture_words(picture) -> str:
    return _lines((picture.caption, picture.alt, picture.source, picture.digest[:12]))


def _chart_words(chart) -> str:
    series = tuple(f"{s.name}：{' '.join(s.refs)}" for s in chart.series)
    return _lines((chart.title, chart.kind, chart.summary, chart.source, "、".join(chart.labels), *series))


def _case_words(case) -> str:
    parts = tuple(text for part in case.parts for text in (part.heading, part.html))
    return _lines((case.title, case.byline, case.theme, case.summary, "、".join(case.institutions), *parts))


def _challenge_words(challenge) -> str:
    measures = tuple(text for m in challenge.measures for text in (m.title, m.html))
    front = (challenge.title, challenge.problem, challenge.causes, challenge.owner, challenge.due)
    return _lines((*front, challenge.outcome_note, *measures))
