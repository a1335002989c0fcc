"""A small world: three counties with two to four schools each; whatever belongs to a place carries its canary word."""

from dataclasses import dataclass, field

from casestudies.models import CasePart, Measure
from institutions.models import (
    Honour,
    Institution,
    InstitutionName,
    Location,
    Metric,
    Region,
    Registration,
    Supervision,
    User,
    YearRecord,
)
from reports.log import record as log
from reports.models import Finding, Report, Signature, Snapshot
from reports.workflow.transitions import start
from tests import builders as make

COUNTIES = {"a": "甲县", "b": "乙县", "c": "丙县"}
CANARIES = {
    "a1": "甲一测试绝密", "a2": "甲二测试绝密", "b1": "乙一测试绝密", "b2": "乙二测试绝密", "b3": "乙三测试绝密",
    "c1": "丁测试学校绝密", "c2": "丙二测试绝密", "c3": "丙三测试绝密", "c4": "丙四测试绝密",
    "a": "甲县局绝密", "b": "乙县局绝密", "c": "丙县局绝密",
}  # fmt: skip
SCHOOLS = [key for key in CANARIES if len(key) == 2]


@dataclass
class Place:
    """A school, or the bureau of a county, with all that hangs on it."""

    key: str
    canary: str
    institution: Institution | None
    record: YearRecord
    objects: list = field(default_factory=list)

    def one(self, model):
        return next(thing for thing in self.objects if type(thing) is model)


@dataclass
class World:
    schools: dict[str, Place]
    bureaus: dict[str, Place]
    counties: dict[str, Region]
    metric: Metric
    users: dict[str, User]

    def foreign_canaries(self, *own: str) -> list[str]:
        return [canary for key, canary in CANARIES.items() if key not in own]


def build() -> World:
    city = make.make_region("990100", "示例市")
    counties = {
        key: make.make_region(f"99010{n}", name, level="county", parent=city)
        for n, (key, name) in enumerate(COUNTIES.items(), start=1)
    }
    metric = make.make_metric("graduates_total", name_zh="毕业生人数", name_en="Graduates")
    operator = make.make_operator(username="operator")
    schools = {key: _school(key, counties[key[0]], metric, operator) for key in SCHOOLS}
    bureaus = {key: _bureau(key, county, metric, operator) for key, county in counties.items()}
    users = {"operator": operator} | {
        name: make.make_user(role, place, username=name)
        for name, role, place in (
            ("filler_a1", "filler", schools["a1"].institution),
            ("lead_a1", "lead", schools["a1"].institution),
            ("signatory_a1", "signatory", schools["a1"].institution),
            ("guest_a1", "guest", schools["a1"].institution),
            ("filler_b1", "filler", schools["b1"].institution),
            ("reviewer_a", "reviewer", counties["a"]),
            ("publisher_a", "publisher", counties["a"]),
            ("administrator_a", "administrator", counties["a"]),
            ("auditor_a", "auditor", counties["a"]),
            ("bureau_filler_a", "filler", counties["a"]),
            ("administrator_city", "administrator", city),
            ("nobody", "", None),
        )
    }
    return World(schools, bureaus, counties, metric, users)


def _school(key: str, county: Region, metric: Metric, operator: User) -> Place:
    canary = CANARIES[key]
    school = make.make_institution(f"school-{key}", region=county, name=f"{canary}学校")
    member = make.make_user("lead", school, username=f"{canary}账号")
    place = Place(key, canary, school, make.make_record(school))
    place.objects = [
        school,
        member,
        member.memberships.get(),
        Location.objects.get(institution=school),
        Supervision.objects.get(institution=school),
        InstitutionName.objects.create(institution=school, kind="short", name=f"{canary}简称"),
        Registration.objects.create(institution=school, name=f"{canary}登记"),
        Honour.objects.create(institution=school, title=f"{canary}荣誉"),
        *_year(place, metric, operator),
        log("test", f"{canary}对象", by=member),
    ]
    place.one(type(place.one(Report).record.cases.get())).institutions.add(school)
    return place


def _bureau(key: str, county: Region, metric: Metric, operator: User) -> Place:
    place = Place(key, CANARIES[key], None, make.make_record(county))
    place.objects = _year(place, metric, operator, kind="county")
    return place


def _year(place: Place, metric: Metric, operator: User, kind: str = "school") -> list:
    """The year record and one of each thing that hangs on it."""
    record, canary = place.record, place.canary
    report = make.make_report(record, kind=kind, title=f"{canary}年报", publisher=canary)
    version = start(report.pk, by=operator)
    case = make.make_case(record, title=f"{canary}案例", body=f"<p>{canary}做法</p>")
    challenge = make.make_challenge(record, title=f"{canary}挑战")
    return [
        record,
        make.make_value(record, metric, note=f"{canary}备注"),
        case,
        CasePart.objects.get(case=case),
        challenge,
        Measure.objects.get(challenge=challenge),
        make.make_picture(record, caption=f"{canary}图"),
        report,
        make.make_narrative(report, html=f"<p>{canary}正文</p>"),
        make.make_chart(report, title=f"{canary}图表"),
        version,
        version.transitions.get(),
        Snapshot.objects.create(version=version, reason="test", facts="{}", fingerprint=canary),
        Signature.objects.create(
            version=version, user=operator, role="lead", act="sign", typed_name=canary, fingerprint="f"
        ),
        Finding.objects.create(version=version, rule="F1", severity="advice", key=canary, place=canary),
    ]
