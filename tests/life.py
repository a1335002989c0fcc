"""A report that can be walked to any state by its own people: county and city review it, the city publishes it.

`walk(life, "returned")` takes real steps only; nothing here writes a state.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from institutions.models import Institution, Metric, Region, User
from reports.models import Outline, OutlineBlock, OutlineSection, Report, ReviewLevel, Version
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from reports.workflow.contributions import note_contribution
from reports.workflow.transitions import Seen, start

from . import builders as make

REASON = "因上级要求需要修改"
NOTE = "更正毕业生人数，原因是统计口径有误，特此说明。"
NAMES = {
    "filler": "填报员甲",
    "lead": "负责人乙",
    "signatory": "校长丙",
    "reviewer": "县审核员丁",
    "reviewer2": "县审核员戊",
    "city_reviewer": "市审核员己",
    "city_reviewer2": "市审核员庚",
    "publisher": "市公布员辛",
    "publisher2": "市公布员壬",
    "administrator": "管理员癸",
    "auditor": "审计员子",
    "guest": "特邀读者丑",
}


@dataclass
class Life:
    """One school's report with its people. `version` is the newest version, as stored."""

    province: Region
    city: Region
    county: Region
    school: Institution
    report: Report
    metric: Metric
    people: dict[str, User] = field(default_factory=dict)

    @property
    def version(self) -> Version:
        return self.report.versions.order_by("-sequence").first()

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_life(code: str = "school-life", *, suffix: str = "") -> Life:
    """The places and people are found again for a second school of the same county; `suffix` tells its people apart."""
    province = make.make_region("990000", "示例省", level="province")
    city = make.make_region("990100", "示例市", parent=province)
    county = make.make_region("990110", "示例县", level="county", parent=city)
    ReviewLevel.objects.get_or_create(region=city)
    place = make.make_institution(code, region=county, name=f"示例学校{suffix}")
    metric = Metric.objects.filter(code="graduates_total").first() or make.make_metric(
        "graduates_total", name_zh="毕业生人数"
    )
    record = make.make_record(place)
    report = make.make_report(record, title=f"示例学校{suffix}年报", outline=outline())
    make.make_value(record, metric, value=100)
    make.make_narrative(report, html="<p>学校坚持立德树人。</p>")
    life = Life(province, city, county, place, report, metric)
    life.people = _people(life, suffix)
    return life


def outline() -> Outline:
    """One required section with text, and one for figures."""
    row = make.make_outline("life", title="示例提纲")
    if not row.sections.exists():
        talent = OutlineSection.objects.create(
            outline=row, key="talent", title="人才培养", position=1, required=True
        )
        OutlineBlock.objects.create(section=talent, position=1, kind="narrative", options={})
        OutlineBlock.objects.create(
            section=talent,
            position=2,
            kind="metrics",
            options={"metrics": ["graduates_total"], "title": "主要数据"},
        )
    return row


def _people(life: Life, suffix: str) -> dict[str, User]:
    places = {
        "filler": life.school, "lead": life.school, "signatory": life.school, "guest": life.school,
        "reviewer": life.county, "reviewer2": life.county, "city_reviewer": life.city, "city_reviewer2": life.city,
        "publisher": life.city, "publisher2": life.city, "administrator": life.city, "auditor": life.city,
    }  # fmt: skip
    roles = {
        "reviewer2": "reviewer",
        "city_reviewer": "reviewer",
        "city_reviewer2": "reviewer",
        "publisher2": "publisher",
    }
    found = {}
    for name, place in places.items():
        own = place == life.school
        username = f"{name}{suffix}" if own else name
        user = User.objects.filter(username=username).first()
        found[name] = user or make.make_user(
            roles.get(name, name),
            place,
            username=username,
            display_name=NAMES[name],
            email=f"{username}@example.cn",
        )
    return found


def seen(version: Version) -> Seen:
    return Seen(version.state, version.fingerprint)


def edited(life: Life, by: User) -> None:
    note_contribution(life.report.record_id, by)


def walk(life: Life, state: str) -> Version:
    """From nothing to the state, by the shortest way through real steps."""
    STEPS[state](life)
    return life.version


def _draft(life: Life) -> None:
    start(life.report.pk, by=life.lead)
    edited(life, life.filler)


def _signing(life: Life) -> None:
    _draft(life)
    school.request_signature(life.version.pk, by=life.lead)


def _submitted(life: Life) -> None:
    _signing(life)
    signed(life)


def signed(life: Life) -> None:
    name = life.signatory.get_full_name()
    school.sign(life.version.pk, by=life.signatory, typed_name=name, statement_read=True)


def _reviewing(life: Life) -> None:
    _submitted(life)
    review.claim(life.version.pk, by=life.reviewer)


def _returned(life: Life) -> None:
    _reviewing(life)
    pk = life.version.pk
    review.add_item(
        pk,
        by=life.reviewer,
        place="value:graduates_total",
        kind="data",
        severity="must_fix",
        text="毕业生人数与附表不一致",
    )
    review.add_item(
        pk,
        by=life.reviewer,
        place="sec-talent",
        kind="wording",
        severity="must_explain",
        text="请补充办学定位",
    )
    review.return_(pk, by=life.reviewer, reason=REASON, due_on=timezone.localdate() + timedelta(days=7))


def _last_level(life: Life) -> None:
    _reviewing(life)
    review.pass_on(life.version.pk, by=life.reviewer)
    review.claim(life.version.pk, by=life.city_reviewer)


def _approved(life: Life) -> None:
    _last_level(life)
    review.approve(life.version.pk, by=life.city_reviewer)
    seal_version.func(life.version.pk)


def _scheduled(life: Life) -> None:
    _approved(life)
    publication.schedule([life.version.pk], by=life.publisher, at=timezone.now() + timedelta(days=1))


def _published(life: Life) -> None:
    _approved(life)
    publication.publish([life.version.pk], by=life.publisher)


def corrected(life: Life, value: int = 101) -> None:
    """A correction of the published figure, published in turn."""
    school.correct(life.version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    row = life.report.record.values.get(metric=life.metric)
    row.value, row.given = value, ""
    row.revision += 1
    row.save()
    edited(life, life.filler)
    to_publication(life)


def to_publication(life: Life) -> None:
    """From DRAFT to PUBLISHED."""
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    if len(life.version.path) > 1:
        review.pass_on(life.version.pk, by=life.reviewer)
        review.claim(life.version.pk, by=life.city_reviewer)
        review.approve(life.version.pk, by=life.city_reviewer)
    else:
        review.approve(life.version.pk, by=life.reviewer)
    seal_version.func(life.version.pk)
    publication.publish([life.version.pk], by=life.publisher)


def _superseded(life: Life) -> None:
    """The older of two public versions is superseded; `life.version` is the newer, public one."""
    _published(life)
    corrected(life)


def _withdrawn(life: Life) -> None:
    _published(life)
    publication.ask_withdrawal(life.version.pk, by=life.publisher, kind="wrong_data", reason=REASON)
    publication.withdraw(life.version.pk, by=life.publisher2)


def _void(life: Life) -> None:
    _draft(life)
    school.void(life.version.pk, by=life.lead, reason=REASON)


STEPS = {
    "draft": _draft,
    "signing": _signing,
    "submitted": _submitted,
    "reviewing": _reviewing,
    "last_level": _last_level,
    "returned": _returned,
    "approved": _approved,
    "scheduled": _scheduled,
    "published": _published,
    "superseded": _superseded,
    "withdrawn": _withdrawn,
    "void": _void,
}
