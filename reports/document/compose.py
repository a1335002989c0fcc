"""Facts to Document: the whole report as a numbered tree of nodes. Pure; the same Facts give the same Document.

What a draft cannot say yet (an unknown code, a missing picture) becomes a visible Problem and is listed in
`Document.problems`; publication is refused while there is one.
"""

from collections import defaultdict
from functools import partial

from django.utils.translation import gettext as _

from reports.facts import BlockFacts, CaseFacts, ChallengeFacts, Facts, MeasureFacts, SectionFacts

from .annexes import annex_table, metric_table, tiles
from .coverage import coverage_words
from .figures import FactsResolver
from .nodes import (
    Block,
    Case,
    CasePart,
    Challenge,
    Chart,
    Document,
    Figure,
    Front,
    Measure,
    Measures,
    Number,
    Paragraph,
    Problem,
    Section,
    Table,
    Text,
)
from .numbering import (
    chinese_number,
    contents_of,
    fill_cross_references,
    list_of,
    number_objects,
    number_sections,
    walk,
)
from .prose import parse_prose

INFORMATION = (
    ("index_number", "索引号"),
    ("document_number", "发文字号"),
    ("subject_category", "主题分类"),
    ("genre_category", "体裁分类"),
    ("issuing_body", "发布机构"),
    ("completed_on", "成文日期"),
    ("published_on", "发布日期"),
)


def compose(facts: Facts, *, lang: str = "zh-hans") -> Document:
    """The numbered Document of a report."""
    composer = _Composer(facts)
    sections = number_sections(composer.sections(), facts.numbering)
    sections = number_objects(sections)
    front = composer.front()
    (front, sections), dangling = fill_cross_references((front, sections))
    problems = [node.text for node in walk((front, sections)) if isinstance(node, Problem)]
    problems += [n.problem for n in walk((front, sections)) if isinstance(n, Number) and n.problem]
    problems += [
        _("A cross-reference leads to “%(anchor)s”, which is not in the report.") % {"anchor": a}
        for a in dangling
    ]
    problems += composer.misplaced()
    return Document(
        lang=lang,
        front=front,
        sections=sections,
        contents=contents_of(sections),
        tables=list_of(sections, Table),
        figures=list_of(sections, Figure, Chart),
        cases=list_of(sections, Case),
        problems=tuple(problems),
    )


class _Composer:
    def __init__(self, facts: Facts):
        self.facts = facts
        self.resolver = FactsResolver(facts)
        self.children: dict[str, list[SectionFacts]] = defaultdict(list)
        for section in facts.sections:
            self.children[section.parent].append(section)
        self.cases: dict[str, list[CaseFacts]] = defaultdict(list)
        for case in facts.cases:
            if case.section:
                self.cases[case.section].append(case)

    def misplaced(self) -> list[str]:
        """Texts and cases placed at a section that the outline does not have: they would vanish silently."""
        known = {section.key for section in self.facts.sections}
        with_text = {
            s.key for s in self.facts.sections if any(block.kind == "narrative" for block in s.blocks)
        }
        with_cases = {s.key for s in self.facts.sections if any(block.kind == "cases" for block in s.blocks)}
        lost = [
            _("The text of section “%(key)s” has no place in the outline.") % {"key": n.section}
            for n in self.facts.narratives
            if n.section not in with_text & known
        ]
        lost += [
            _("The case “%(title)s” stands at “%(key)s”, where the outline prints no cases.")
            % {"title": case.title, "key": case.section}
            for case in self.facts.cases
            if case.section and case.section not in with_cases
        ]
        return lost

    def prose(self, html: str, key: str, level: int) -> tuple[Block, ...]:
        return parse_prose(html, self.resolver, key=key, level=level)

    def sections(self, parent: str = "", level: int = 1) -> tuple[Section, ...]:
        return tuple(self.section(section, level) for section in self.children[parent])

    def section(self, section: SectionFacts, level: int) -> Section:
        blocks = [node for block in section.blocks for node in self.block(block, section, level)]
        return Section(
            key=section.key,
            anchor=f"sec-{section.key}",
            title=section.title,
            level=level,
            label="-" if section.unnumbered else "",
            annex=section.annex,
            blocks=tuple(blocks),
            sections=self.sections(section.key, level + 1),
        )

    def block(self, block: BlockFacts, section: SectionFacts, level: int) -> tuple[Block, ...]:
        # The report's title is h1, chapters are h2: what stands inside a section begins one below its heading.
        builders = {
            "narrative": partial(self.narrative, section, level),
            "cases": partial(self.case_blocks, section, level),
            "challenges": partial(self.challenges, level),
            "measures": self.measures,
            "tiles": lambda: tiles(self.facts, block.metrics),
            "metrics": lambda: metric_table(self.facts, block, f"tab-{section.key}-m"),
            "chart": lambda: (self.resolver.chart(block.chart),),
            "annex_table": lambda: annex_table(self.facts, block.table),
        }
        return builders[block.kind]()

    def narrative(self, section: SectionFacts, level: int) -> tuple[Block, ...]:
        return self.prose(self.facts.narrative_by_section.get(section.key, ""), section.key, level + 1)

    def case_blocks(self, section: SectionFacts, level: int) -> tuple[Block, ...]:
        return tuple(self.case(case, level + 2) for case in self.cases[section.key])

    def case(self, case: CaseFacts, level: int) -> Case:
        parts = tuple(
            CasePart(
                part.heading, min(level + 1, 6), self.prose(part.html, f"{case.key}-{n}", min(level + 1, 6))
            )
            for n, part in enumerate(case.parts, start=1)
        )
        return Case(
            anchor=f"case-{case.key}",
            key=case.key,
            title=case.title,
            level=min(level, 6),
            byline=case.byline,
            theme=case.theme,
            summary=case.summary,
            parts=parts,
        )

    def challenges(self, level: int) -> tuple[Block, ...]:
        return tuple(self.challenge(c, n, level + 2) for n, c in enumerate(self.facts.challenges, start=1))

    def challenge(self, challenge: ChallengeFacts, ordinal: int, level: int) -> Challenge:
        return Challenge(
            anchor=f"challenge-{challenge.key}",
            ordinal=f"{chinese_number(ordinal)}是",
            title=challenge.title,
            level=min(level, 6),
            problem=self.prose(challenge.problem, challenge.key, level),
            causes=self.prose(challenge.causes, f"{challenge.key}-c", level),
            measures=self.measure_nodes(challenge.measures, challenge.key),
            owner=challenge.owner,
            due=challenge.due,
            outcome=challenge.outcome_note,
        )

    def measures(self) -> tuple[Block, ...]:
        nodes = self.measure_nodes(self.facts.measures, "measures")
        return (Measures(nodes),) if nodes else ()

    def measure_nodes(self, measures: tuple[MeasureFacts, ...], key: str) -> tuple[Measure, ...]:
        return tuple(
            Measure(f"{chinese_number(n)}是", m.title, self.prose(m.html, f"{key}-{n}", 4))
            for n, m in enumerate(measures, start=1)
        )

    def front(self) -> Front:
        front, subject = self.facts.front, self.facts.subject
        information = [(label, getattr(front, name)) for name, label in INFORMATION]
        return Front(
            title=front.title,
            subtitle=front.subtitle,
            subject=subject.name,
            publisher=front.publisher,
            printed_date=front.printed_date,
            printed_label=self.facts.year.printed_label,
            completed_on=front.completed_on,
            published_on=front.published_on,
            website=front.website,
            information=tuple(information) if front.index_number or front.issuing_body else (),
            statement=self.statement(),
            statement_unit=front.statement_unit,
            statement_signatory=front.statement_signatory,
            statement_date=front.statement_date,
            preface=self.prose(front.preface, "preface", 2),
            preface_signature=front.preface_signature,
            preface_date=front.preface_date,
            lead=self.prose(front.lead, "lead", 2),
            demonstration=self.facts.demonstration,
            coverage=coverage_words(self.facts),
        )

    def statement(self) -> tuple[Paragraph, ...]:
        """The truthfulness statement (内容真实性责任声明), in the customary words; only where a unit answers for it."""
        if not self.facts.front.statement_unit:
            return ()
        return (
            Paragraph(
                (
                    Text(
                        f"{self.facts.front.statement_unit}对《{self.facts.front.title}》"
                        "及相关附件内容的真实性、完整性和准确性负责。特此声明。"
                    ),
                )
            ),
        )
