"""The one place a report reads the database: rows into Facts, in a fixed number of queries (below 20).

What last year's report said comes from its published Edition, never from its rows.
"""

from collections import defaultdict
from collections.abc import Iterable

from institutions.models import InstitutionName, Metric, MetricValue, TablePlacement, YearRecord
from institutions.periods import Years
from reports.derived import carry_earlier, compute, parts_of
from reports.facts import (
    BlockFacts,
    Facts,
    FrontFacts,
    MetricFacts,
    NarrativeFacts,
    OfficialTableFacts,
    SectionFacts,
    SubjectFacts,
    TableRowFacts,
    ValueFacts,
    YearFacts,
)
from reports.gather_stories import (
    case_facts,
    challenge_facts,
    chart_facts,
    codes_in_charts,
    codes_in_texts,
    picture_facts,
)
from reports.models import Outline, OutlineBlock, Report, Snapshot
from reports.publishing.fold import fold_members, member_facts
from reports.publishing.members import members_of

REPORT_RELATIONS = (
    "outline",
    "record__round__academic_year",
    "record__academic_year",
    "record__institution",
    "record__region__parent",
)


def gather(report_id: int) -> Facts:
    """Everything the report says now. Raises Report.DoesNotExist."""
    report = Report.objects.select_related(*REPORT_RELATIONS).get(pk=report_id)
    record = report.record
    year = _year(record)
    years = Years(year.start_year, year.graduating_class, year.finance_year)
    sections = _sections(report.outline)
    tables = _tables({block.table for section in sections for block in section.blocks if block.table})
    values = tuple(_value(row) for row in record.values.select_related("metric").order_by("pk"))
    narratives = tuple(NarrativeFacts(n.section, n.html) for n in report.narratives.order_by("section", "pk"))
    cases = case_facts(record)
    challenges, measures = challenge_facts(record)
    charts = tuple(chart_facts(row) for row in report.charts.order_by("pk"))
    before = published_before(record, report.kind)
    dictionary = {metric.code: _metric(metric) for metric in Metric.objects.all()}
    used = {v.metric for v in values} | _codes_in_blocks(sections, tables) | codes_in_charts(charts)
    used |= codes_in_texts(report, narratives, cases, challenges, measures)
    used = parts_of(used, dictionary)
    metrics = tuple(dictionary[code] for code in sorted(used & dictionary.keys()))
    earlier = carry_earlier(values, before, metrics, years)
    members = members_of(report) if record.region_id else ()
    return Facts(
        kind=report.kind,
        subject=_subject(record),
        year=year,
        front=_front(report),
        numbering=report.outline.numbering,
        outline=f"{report.outline.key}:{report.outline.version}",
        sections=sections,
        metrics=metrics,
        values=values,
        computed=compute(metrics, values, earlier),
        earlier=earlier,
        earlier_computed=before.computed if before else (),
        tables=tables,
        narratives=narratives,
        pictures=tuple(picture_facts(row) for row in record.pictures.order_by("pk")),
        charts=charts,
        cases=cases,
        challenges=challenges,
        measures=measures,
        demonstration=report.demonstration,
        folds=fold_members(members, metrics, years),
        members=member_facts(members),
    )


def _year(record: YearRecord) -> YearFacts:
    campaign = record.round
    return YearFacts(
        round_key=campaign.key,
        start_year=record.start_year,
        graduating_class=record.graduating_class or campaign.graduating_class,
        finance_year=record.finance_year or campaign.finance_year,
        printed_label=record.printed_label or campaign.printed_label,
    )


def _subject(record: YearRecord) -> SubjectFacts:
    if record.region_id:
        region = record.region
        return SubjectFacts(
            kind="region",
            code=region.code,
            name=region.name,
            name_en=region.name_en,
            region=region.parent.name if region.parent else "",
        )
    school = record.institution
    location = school.locations.current().select_related("region").order_by("pk").first()
    short = school.names.current().filter(kind=InstitutionName.Kind.SHORT).order_by("pk").first()
    return SubjectFacts(
        kind="institution",
        code=school.public_code,
        name=school.name,
        name_en=school.name_en,
        short_name=short.name if short else "",
        region=location.region.name if location else "",
        stage=school.stage,
        type_code=school.type_code,
        ownership=school.ownership,
    )


def _front(report: Report) -> FrontFacts:
    return FrontFacts(
        title=report.title,
        subtitle=report.subtitle,
        publisher=report.publisher,
        printed_date=report.printed_date,
        completed_on=report.completed_on.isoformat() if report.completed_on else "",
        published_on=report.imported_published_on,
        website=report.website,
        preface=report.preface,
        preface_signature=report.preface_signature,
        preface_date=report.preface_date,
        lead=report.lead,
        statement_unit=report.statement_unit,
        statement_signatory=report.statement_signatory,
        statement_date=report.statement_date,
        index_number=report.index_number,
        document_number=report.document_number,
        subject_category=report.subject_category,
        genre_category=report.genre_category,
        issuing_body=report.issuing_body,
    )


def _sections(outline: Outline) -> tuple[SectionFacts, ...]:
    blocks: dict[int, list[BlockFacts]] = defaultdict(list)
    for row in OutlineBlock.objects.filter(section__outline=outline).order_by("section", "position"):
        options = row.options
        blocks[row.section_id].append(
            BlockFacts(
                kind=row.kind,
                metrics=tuple(options.get("metrics", ())),
                table=options.get("table", ""),
                chart=options.get("chart", ""),
                title=options.get("title", ""),
            )
        )
    rows = list(outline.sections.order_by("position"))
    keys = {row.pk: row.key for row in rows}
    return tuple(
        SectionFacts(
            key=row.key,
            title=row.title,
            parent=keys.get(row.parent_id, ""),
            required=row.required,
            unnumbered=row.unnumbered,
            annex=row.annex,
            guidance=row.guidance,
            max_chars=row.max_chars,
            blocks=tuple(blocks[row.pk]),
        )
        for row in rows
    )


def _metric(row: Metric) -> MetricFacts:
    return MetricFacts(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=row.unit,
        value_type=row.value_type,
        decimals=row.decimals,
        period_kind=row.period_kind,
        definition=row.definition_zh,
        formula=row.formula,
        checks=row.checks,
        aggregation=row.aggregation,
        low=_plain(row.low),
        high=_plain(row.high),
        source=row.source,
    )


def _value(row: MetricValue) -> ValueFacts:
    return ValueFacts(
        metric=row.metric.code,
        breakdown=row.breakdown,
        period=row.period,
        status=row.status,
        value=_plain(row.value),
        high=_plain(row.high),
        text=row.text,
        bound=row.bound,
        word=row.word,
        given=row.given,
        given_unit=row.given_unit,
        reason=row.reason,
        note=row.note,
        source=row.source,
    )


def _plain(value):
    """Drops the zeros the column adds, so that 1843.000000 is 1843 on every database; None stays None."""
    if value is None:
        return None
    value = value.normalize()
    return value.quantize(1) if value == value.to_integral_value() else value


def _tables(codes: Iterable[str]) -> tuple[OfficialTableFacts, ...]:
    rows: dict[str, list[TableRowFacts]] = defaultdict(list)
    tables = {}
    placements = TablePlacement.objects.filter(table__code__in=codes).select_related("table", "metric")
    for place in placements.order_by("table__position", "table__code", "position", "pk"):
        tables[place.table.code] = place.table
        rows[place.table.code].append(TableRowFacts(metric=place.metric.code, number=place.number))
    return tuple(
        OfficialTableFacts(
            code=code, title=table.title_zh, label=table.label, note=table.note, rows=tuple(rows[code])
        )
        for code, table in tables.items()
    )


def published_before(record: YearRecord, kind: str) -> Facts | None:
    """The Facts of the current published report of the school year before, same subject and kind."""
    start = record.start_year - 1
    snapshots = Snapshot.objects.filter(
        edition__version__state="published",
        version__report__kind=kind,
        version__report__record__institution=record.institution_id,
        version__report__record__region=record.region_id,
    )
    own_year = snapshots.filter(version__report__record__academic_year__start_year=start)
    as_round = snapshots.filter(
        version__report__record__academic_year=None,
        version__report__record__round__academic_year__start_year=start,
    )
    text = (own_year | as_round).order_by("-pk").values_list("facts", flat=True).first()
    return Facts.from_json(text) if text else None


def _codes_in_blocks(sections, tables) -> set[str]:
    blocks = {code for section in sections for block in section.blocks for code in block.metrics}
    return blocks | {row.metric for table in tables for row in table.rows}
