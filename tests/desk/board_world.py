"""Schools of two counties in one round, some begun, for the tests of the board."""

from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from institutions.models import Institution, Region, RoundWindow, Supervision, YearRecord
from reports.models import Report, Transition, Version
from reports.workflow.transitions import start
from tests import builders as make
from tests.life import Life, make_life, outline


@dataclass
class World:
    """`life` is the walked school of 示例县; `schools` are further ones there, `far` is one of another county."""

    life: Life
    other: Region
    far: Institution
    schools: list[Institution] = field(default_factory=list)

    @property
    def round(self):
        return self.life.report.record.round


def make_world(schools: int = 2, *, begun: int = 0) -> World:
    """Further schools without a report, the first `begun` of them with a draft; each has a lead."""
    life = make_life()
    other = make.make_region("990120", "另一县", level="county", parent=life.city)
    far = make.make_institution("far-school", region=other, name="绝密远校")
    world = World(life, other, far)
    for number in range(schools):
        school = make.make_institution(f"near-{number}", region=life.county, name=f"近校{number:03}")
        lead = make.make_user(
            "lead", school, username=f"near-lead-{number}", email=f"near{number}@example.cn"
        )
        world.schools.append(school)
        if number < begun:
            begin(school, lead)
    return world


def begin(school: Institution, lead) -> Version:
    report: Report = make.make_report(make.make_record(school), title=f"{school.name}年报", outline=outline())
    return start(report.pk, by=lead)


def crowd(world: World, number: int) -> None:
    """So many further schools at once, each third with a draft: rows alone, no steps taken."""
    first, places = len(world.schools), world.life.county
    schools = Institution.objects.bulk_create(
        Institution(public_code=f"crowd-{n}", name=f"近校{n:03}") for n in range(first, first + number)
    )
    Supervision.objects.bulk_create(Supervision(institution=s, region=places) for s in schools)
    world.schools += schools
    begun = YearRecord.objects.bulk_create(YearRecord(round=world.round, institution=s) for s in schools[::3])
    reports = Report.objects.bulk_create(
        Report(record=record, kind="school", outline=outline(), title="示例年报", publisher="示例单位")
        for record in begun
    )
    versions = Version.objects.bulk_create(Version(report=report, sequence=1) for report in reports)
    Transition.objects.bulk_create(Transition(version=v, act="start", to_state="draft") for v in versions)


def window(
    world: World, *, opens: int = -30, closes: int = 30, region: Region | None = None, kind: str = "school"
):
    """A window around now, in days."""
    now = timezone.now()
    return RoundWindow.objects.create(
        round=world.round, kind=kind, region=region, opens_at=now + timezone.timedelta(days=opens),
        closes_at=now + timezone.timedelta(days=closes),
    )  # fmt: skip


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
