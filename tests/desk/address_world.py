"""Three schools with a returned report each: one's own, one of the same county, one of another city; and everyone who may try.

Whatever hangs on a school carries its canary words.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from institutions.models import Location, Supervision, User
from reports.models import ExtensionRequest, Finding, FollowUp, GuestPass, Note, Notice
from reports.workflow.keeping import keep
from tests import builders as make
from tests.life import Life, make_life, walk

CANARIES = {"own": "绝密甲校", "sibling": "绝密乙校", "far": "绝密丙校"}
MISSING = 999_999_999


@dataclass
class Target:
    """A report and one of each thing that hangs on it."""

    life: Life
    finding: Finding
    note: Note
    mark: FollowUp
    guest_pass: GuestPass
    notice: Notice
    request: ExtensionRequest

    def ids(self) -> dict[str, object]:
        """What stands in an address, by the name of its part."""
        version = self.life.version
        return {
            "version_id": version.pk,
            "report_id": self.life.report.pk,
            "finding_id": self.finding.pk,
            "item_id": version.items.first().pk,
            "note_id": self.note.pk,
            "mark_id": self.mark.pk,
            "pass_id": self.guest_pass.pk,
            "notice_id": self.notice.pk,
            "request_id": self.request.pk,
            "snapshot_id": version.snapshots.filter(reason="named").get().pk,
            "code": self.life.school.public_code,
        }


@dataclass
class World:
    targets: dict[str, Target]
    actors: dict[str, User | None] = field(default_factory=dict)


def build() -> World:
    own, sibling = make_life("own-school"), make_life("sibling-school", suffix="二")
    far = _far()
    targets = {
        name: _filled(life, CANARIES[name])
        for name, life in (("own", own), ("sibling", sibling), ("far", far))
    }
    names = (
        "filler", "lead", "signatory", "guest", "reviewer", "city_reviewer", "publisher", "administrator", "auditor",
    )  # fmt: skip
    actors = {name: own.people[name] for name in names}
    disabled = make.make_user("lead", own.school, username="disabled", is_active=False)
    others = {
        "sibling_lead": sibling.lead, "far_lead": far.lead, "far_reviewer": far.reviewer,
        "operator": make.make_operator(username="operator"), "nobody": make.make_user(username="nobody"),
        "disabled": disabled, "anonymous": None,
    }  # fmt: skip
    _admit(own, own.guest)
    return World(targets, actors | others)


def _far() -> Life:
    """A school of another city: a life of its own with its own bureau."""
    life = make_life("far-school", suffix="三")
    city = make.make_region("990200", "另一市", parent=life.province)
    county = make.make_region("990210", "另一县", level="county", parent=city)
    Supervision.objects.filter(institution=life.school).update(region=county)
    Location.objects.filter(institution=life.school).update(region=county)
    life.county, life.city = county, city
    life.people["reviewer"] = make.make_user("reviewer", county, username="far_reviewer")
    return life


def _filled(life: Life, canary: str) -> Target:
    report = life.report
    report.title = f"{canary}年报"
    report.save()
    report.narratives.update(html=f"<p>{canary}正文</p>")
    version = walk(life, "returned")
    for item in version.items.all():
        item.text = f"{canary}条目"
        item.save()
    keep(version.pk, by=life.filler)
    finding = Finding.objects.create(
        version=version, rule="F1", severity="must_explain", key=canary, place="value:graduates_total",
        explanation=f"{canary}说明",
    )  # fmt: skip
    note = Note.objects.create(version=version, text=f"{canary}批注", written_by=life.reviewer, internal=True)
    mark = FollowUp.objects.create(
        report=report, place="value:graduates_total", reason=f"{canary}标记", written_by=life.reviewer
    )
    request = ExtensionRequest.objects.create(
        round=report.record.round, institution=life.school, wished=timezone.now() + timedelta(days=30),
        reason=f"{canary}申请", asked_by=life.lead,
    )  # fmt: skip
    notice = Notice.objects.filter(user=life.lead).last()
    return Target(life, finding, note, mark, _admit(life, make.make_user()), notice, request)


def _admit(life: Life, user: User) -> GuestPass:
    now = timezone.now()
    return GuestPass.objects.create(
        report=life.report, user=user, capacity=f"{life.report.title}来宾", opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1), given_by=life.publisher,
    )  # fmt: skip
