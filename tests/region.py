"""A county's own report folded from two of its schools, walked by its own people; the city reviews and publishes it."""

from dataclasses import dataclass, field

from institutions.models import Region, User
from reports.models import Outline, OutlineBlock, OutlineSection, Report, Version
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from reports.workflow.contributions import note_contribution
from reports.workflow.region import refold
from reports.workflow.transitions import start

from . import builders as make
from .life import Life, make_life


@dataclass
class RegionLife:
    """`a` and `b` are schools of the county with reports of their own, `missing` has none."""

    county: Region
    report: Report
    a: Life
    b: Life
    missing: object
    people: dict[str, User] = field(default_factory=dict)

    @property
    def version(self) -> Version:
        return self.report.versions.order_by("-sequence").first()

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_region_life() -> RegionLife:
    a, b = make_life("school-a", suffix="甲"), make_life("school-b", suffix="乙")
    missing = make.make_institution("school-c", region=a.county, name="示例学校丙")
    record = make.make_record(a.county)
    report = make.make_report(record, kind="county", title="示例县年报", outline=outline())
    make.make_narrative(report, html="<p>全县职业教育稳步发展。</p>")
    people = {
        name: make.make_user(role, a.county, username=f"county-{name}", display_name=f"县{name}")
        for name, role in (("filler", "filler"), ("lead", "lead"), ("signatory", "signatory"))
    }
    shared = ("city_reviewer", "city_reviewer2", "publisher", "publisher2")
    return RegionLife(a.county, report, a, b, missing, people | {n: a.people[n] for n in shared})


def outline() -> Outline:
    row = make.make_outline("region-life", kind="region", title="示例县提纲")
    if not row.sections.exists():
        talent = OutlineSection.objects.create(
            outline=row, key="talent", title="人才培养", position=1, required=True
        )
        blocks = [
            ("narrative", {}),
            ("cases", {}),
            ("tiles", {"metrics": ["graduates_total"]}),
            ("metrics", {"metrics": ["graduates_total"], "title": "主要数据"}),
        ]
        for position, (kind, options) in enumerate(blocks, start=1):
            OutlineBlock.objects.create(section=talent, position=position, kind=kind, options=options)
    return row


def begun(life: RegionLife) -> Version:
    """In DRAFT, folded from what is sealed by now."""
    start(life.report.pk, by=life.lead)
    refold(life.version.pk, by=life.filler)
    note_contribution(life.report.record_id, life.filler)
    return life.version


def approved(life: RegionLife) -> Version:
    """From DRAFT to a sealed approval."""
    school.request_signature(life.version.pk, by=life.lead)
    name = life.signatory.get_full_name()
    school.sign(life.version.pk, by=life.signatory, typed_name=name, statement_read=True)
    review.claim(life.version.pk, by=life.city_reviewer)
    review.approve(life.version.pk, by=life.city_reviewer)
    seal_version.func(life.version.pk)
    return life.version


def published(life: RegionLife) -> Version:
    approved(life)
    publication.publish([life.version.pk], by=life.publisher)
    return life.version
