"""A small world of two counties with two schools each; every object of a place carries that place's canary word."""

from dataclasses import dataclass, field
from decimal import Decimal

from casestudies.models import CasePart, CaseStudy, Challenge, Measure, Picture
from institutions.models import (
    AcademicYear,
    Honour,
    Institution,
    InstitutionName,
    Location,
    Membership,
    Metric,
    MetricValue,
    Region,
    Registration,
    Round,
    Supervision,
    User,
    YearRecord,
)
from reports.models import Chart, Finding, Narrative, Outline, Report, Snapshot, Version
from reports.workflow.transitions import start

CANARIES = {"a1": "甲一测试绝密", "a2": "甲二测试绝密", "b1": "乙一测试绝密", "b2": "乙二测试绝密"}


@dataclass
class School:
    key: str
    canary: str
    institution: Institution
    record: YearRecord
    objects: list = field(default_factory=list)


@dataclass
class World:
    schools: dict[str, School]
    counties: dict[str, Region]
    metric: Metric
    users: dict[str, User]

    def foreign_canaries(self, *own: str) -> list[str]:
        return [canary for key, canary in CANARIES.items() if key not in own]


def build() -> World:
    city = Region.objects.create(code="990100", name="示例市", level="city")
    counties = {
        "a": Region.objects.create(code="990101", name="甲县", level="county", parent=city),
        "b": Region.objects.create(code="990102", name="乙县", level="county", parent=city),
    }
    campaign = Round.objects.create(
        key="2025",
        name="2025年度",
        academic_year=AcademicYear.objects.create(start_year=2024),
        graduating_class=2025,
        finance_year=2024,
        printed_label="（2025年度）",
    )
    metric = Metric.objects.create(
        code="graduates_total",
        name_zh="毕业生人数",
        name_en="Graduates",
        chapter="talent",
        unit="人",
        value_type="integer",
        period_kind="class",
        aggregation="sum",
        applies_to="all",
    )
    outline = Outline.objects.create(key="k", kind="school", title="提纲", numbering="decimal")
    operator = User.objects.create_superuser("operator", password="operator-long-1")
    schools = {key: _school(key, counties[key[0]], campaign, metric, outline, operator) for key in CANARIES}
    users = {"operator": operator}
    for name, role, place in (
        ("filler_a1", "filler", schools["a1"].institution),
        ("filler_b1", "filler", schools["b1"].institution),
        ("reviewer_a", "reviewer", counties["a"]),
        ("administrator_a", "administrator", counties["a"]),
        ("bureau_filler_a", "filler", counties["a"]),
        ("nobody", "", None),
    ):
        users[name] = User.objects.create_user(name, password="long-enough-1", is_staff=True)
        if place is not None:
            where = {"region": place} if isinstance(place, Region) else {"institution": place}
            Membership.objects.create(user=users[name], role=role, **where)
    return World(schools, counties, metric, users)


def _school(key, county, campaign, metric, outline, operator) -> School:
    canary = CANARIES[key]
    institution = Institution.objects.create(public_code=f"school-{key}", name=f"{canary}学校")
    record = YearRecord.objects.create(round=campaign, institution=institution)
    report = Report.objects.create(
        record=record, kind="school", outline=outline, title=f"{canary}年报", publisher=canary
    )
    version = start(report.pk, by=operator)
    challenge = Challenge.objects.create(record=record, key="c", title=f"{canary}挑战")
    case = CaseStudy.objects.create(record=record, key="s", title=f"{canary}案例")
    case.institutions.add(institution)
    member = User.objects.create_user(f"{canary}账号", password="long-enough-1", is_staff=True)
    objects = [
        institution,
        record,
        report,
        version,
        challenge,
        case,
        Membership.objects.create(user=member, role="lead", institution=institution),
        member,
        Location.objects.create(institution=institution, region=county),
        Supervision.objects.create(institution=institution, region=county),
        InstitutionName.objects.create(institution=institution, kind="short", name=f"{canary}简称"),
        Registration.objects.create(institution=institution, name=f"{canary}登记"),
        Honour.objects.create(institution=institution, title=f"{canary}荣誉"),
        MetricValue.objects.create(record=record, metric=metric, value=Decimal(100), note=f"{canary}备注"),
        CasePart.objects.create(case=case, heading="做法", body=f"<p>{canary}做法</p>"),
        Measure.objects.create(record=record, challenge=challenge, title=f"{canary}举措"),
        Picture.objects.create(record=record, key="p", caption=f"{canary}图", alt="示意图"),
        Narrative.objects.create(report=report, section="talent", html=f"<p>{canary}正文</p>"),
        Chart.objects.create(
            report=report, key="c", kind="bar", title=f"{canary}图表", summary="说明", spec={}
        ),
        Snapshot.objects.create(version=version, reason="test", facts="{}", fingerprint=key * 32),
        Finding.objects.create(version=version, rule="F1", severity="advice", key=key, place=f"{canary}位置"),
        version.transitions.get(),
    ]
    return School(key, canary, institution, record, objects)


__all__ = ["CANARIES", "School", "Version", "World", "build"]
