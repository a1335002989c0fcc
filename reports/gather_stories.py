"""What people wrote around the figures, from rows to Facts: pictures, charts, cases, challenges, and the codes they name."""

import re
from collections import defaultdict

from casestudies.models import CasePart, CaseStudy, Challenge, Measure, Picture
from institutions.models import YearRecord
from reports.facts import (
    CaseFacts,
    CasePartFacts,
    ChallengeFacts,
    ChartFacts,
    ChartSeriesFacts,
    MeasureFacts,
    PictureFacts,
)
from reports.models import Report

REFERENCED = re.compile(r'<data value="([a-z][a-z0-9_]*)')


def picture_facts(row: Picture) -> PictureFacts:
    return PictureFacts(
        key=row.key,
        caption=row.caption,
        alt=row.alt,
        decorative=row.decorative,
        source=row.source,
        file=row.image.name or "",
        digest=row.digest,
        width=row.width or 0,
        height=row.height or 0,
    )


def chart_facts(row) -> ChartFacts:
    return ChartFacts(
        key=row.key,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        source=row.source,
        labels=tuple(row.spec.get("labels", ())),
        series=tuple(
            ChartSeriesFacts(name=series["name"], refs=tuple(series["refs"]))
            for series in row.spec.get("series", ())
        ),
    )


def case_facts(record: YearRecord) -> tuple[CaseFacts, ...]:
    parts: dict[int, list[CasePartFacts]] = defaultdict(list)
    for row in CasePart.objects.filter(case__record=record).order_by("case", "position", "pk"):
        parts[row.case_id].append(CasePartFacts(row.heading, row.body))
    involved: dict[int, list[str]] = defaultdict(list)
    through = CaseStudy.institutions.through.objects.filter(casestudy__record=record)
    for case_id, name in through.order_by("pk").values_list("casestudy_id", "institution__name"):
        involved[case_id].append(name)
    return tuple(
        CaseFacts(
            key=row.key,
            title=row.title,
            section=row.section,
            theme=row.theme,
            byline=row.byline,
            summary=row.summary,
            institutions=tuple(involved[row.pk]),
            parts=tuple(parts[row.pk]),
        )
        for row in record.cases.order_by("position", "pk")
    )


def challenge_facts(record: YearRecord) -> tuple[tuple[ChallengeFacts, ...], tuple[MeasureFacts, ...]]:
    """The challenges with their measures, and the measures that belong to none."""
    measures: dict[int | None, list[MeasureFacts]] = defaultdict(list)
    for row in Measure.objects.filter(record=record).order_by("position", "pk"):
        measures[row.challenge_id].append(MeasureFacts(row.title, row.body))
    challenges = tuple(
        ChallengeFacts(
            key=row.key,
            title=row.title,
            problem=row.problem,
            causes=row.causes,
            owner=row.owner,
            due=row.due,
            outcome=row.outcome,
            outcome_note=row.outcome_note,
            measures=tuple(measures[row.pk]),
        )
        for row in Challenge.objects.filter(record=record).order_by("position", "pk")
    )
    return challenges, tuple(measures[None])


def codes_in_charts(charts: tuple[ChartFacts, ...]) -> set[str]:
    return {ref.partition("?")[0] for chart in charts for series in chart.series for ref in series.refs}


def codes_in_texts(report: Report, narratives, cases, challenges, measures) -> set[str]:
    texts = [report.preface, report.lead, *(n.html for n in narratives)]
    texts += [part.html for case in cases for part in case.parts]
    for challenge in challenges:
        texts += [challenge.problem, challenge.causes, *(m.html for m in challenge.measures)]
    texts += [measure.html for measure in measures]
    return {code for text in texts for code in REFERENCED.findall(text)}
