"""How each report of the county came where it stands: by real steps, taken by the accounts of the demonstration."""

from datetime import datetime, timedelta

from django.utils import timezone

from institutions.models import Metric, User
from reports.audit import store_findings
from reports.gather import gather
from reports.models import Finding, Report, Version
from reports.publishing.imported import import_published
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from reports.workflow.contributions import note_contribution
from reports.workflow.region import refold
from reports.workflow.transitions import start

EXPLANATION = "已与上年台账和学籍系统逐项核对，数据属实。"
NOTE = "更正毕业去向落实人数：一名毕业生的入职材料补交，由未落实改为直接就业。"
CORRECTED = {"graduates_placed": 566, "graduates_direct": 181, "graduates_unplaced": 14}
SHORT = {"xl-jidian": "jd", "xl-nongye": "ny", "xl-huli": "hl", "xl-lvyou": "ly", "990110": "xl"}


def person(report: Report, role: str) -> User:
    """tianbao, fuzeren or xiaozhang of the school, or of the county."""
    return User.objects.get(username=f"{SHORT[report.record.subject.public_code]}-{role}")


def named(username: str) -> User:
    return User.objects.get(username=username)


def newest(report: Report) -> Version:
    return report.versions.order_by("-sequence").first()


def bring_in(report: Report) -> None:
    """Published elsewhere a year ago."""
    import_published(report.pk, published_at=timezone.make_aware(datetime(2025, 12, 22)))


def begin(report: Report) -> None:
    start(report.pk, by=person(report, "fuzeren"))
    note_contribution(report.record_id, person(report, "tianbao"))


def ask_for_signature(report: Report) -> None:
    version = newest(report)
    store_findings(version, gather(report.pk))
    version.findings.filter(severity=Finding.Severity.MUST_EXPLAIN, explanation="").update(
        explanation=EXPLANATION, explained_by=person(report, "fuzeren"), explained_at=timezone.now()
    )
    school.request_signature(version.pk, by=person(report, "fuzeren"))


def hand_in(report: Report) -> None:
    begin(report)
    ask_for_signature(report)
    sign(report)


def sign(report: Report) -> None:
    signatory = person(report, "xiaozhang")
    school.sign(newest(report).pk, by=signatory, typed_name=signatory.get_full_name(), statement_read=True)


def review_level(report: Report, reviewer: str, decide) -> None:
    """One level: claimed, every explanation accepted, decided."""
    version, by = newest(report), named(reviewer)
    review.claim(version.pk, by=by)
    for finding in version.findings.filter(severity=Finding.Severity.MUST_EXPLAIN, gone=False):
        review.judge(finding.pk, by=by, accepted=True)
    decide(version.pk, by=by)


def approve_at_all_levels(report: Report) -> None:
    levels = {"990110": "xian-shenhe", "990100": "shenhe"}
    path = newest(report).path
    for code in path[:-1]:
        review_level(report, levels[code], review.pass_on)
    review_level(report, levels[path[-1]], review.approve)
    seal_version.func(newest(report).pk)


def be_approved(report: Report) -> None:
    hand_in(report)
    approve_at_all_levels(report)


def publish(report: Report) -> None:
    publication.publish([newest(report).pk], by=named("gongbu"))


def be_reviewed(report: Report) -> None:
    hand_in(report)
    review.claim(newest(report).pk, by=named("xian-shenhe"))


def be_returned(report: Report) -> None:
    """Two items, the first answered already."""
    be_reviewed(report)
    version, by = newest(report), named("xian-shenhe")
    review.add_item(
        version.pk, by=by, place="value:graduates_unplaced", kind="data", severity="must_explain",
        text="未落实去向人数与就业台账相差 1 人，请核对后修改或说明。",
    )  # fmt: skip
    review.add_item(
        version.pk, by=by, place="sec-integration", kind="wording", severity="advice",
        text="请写明制种基地的合作年限和学生补贴的发放标准。",
    )  # fmt: skip
    due = timezone.localdate() + timedelta(days=10)
    review.return_(version.pk, by=by, reason="请按所列两条意见修改后重新报送。", due_on=due)
    school.answer(
        version.items.get(number=1).pk, by=person(report, "fuzeren"), changed=False,
        words="台账中有一名学生已应征入伍，统计时点之后才登记，故人数不变。",
    )  # fmt: skip


def void_and_begin_anew(report: Report) -> None:
    begin(report)
    school.void(newest(report).pk, by=person(report, "fuzeren"), reason="误用上年模板，作废后重新填报。")
    begin(report)
    ask_for_signature(report)


def schedule(report: Report) -> None:
    be_approved(report)
    at = timezone.localtime() + timedelta(days=14)
    at = at.replace(hour=9, minute=30, second=0, microsecond=0)
    publication.schedule([newest(report).pk], by=named("gongbu"), at=at)


def publish_and_withdraw(report: Report) -> None:
    be_approved(report)
    publish(report)
    version = newest(report)
    reason = "误将校内征求意见稿公布，核实后另行发布。"
    publication.ask_withdrawal(version.pk, by=named("gongbu"), kind="mistake", reason=reason)
    publication.withdraw(version.pk, by=named("gongbu2"))


def correct(report: Report) -> None:
    """Three figures of the published report of 2025, corrected and published anew."""
    lead = person(report, "fuzeren")
    school.correct(newest(report).pk, by=lead, reason="就业台账核对后更正。", correction="data", note=NOTE)
    for code, value in CORRECTED.items():
        row = report.record.values.get(metric=Metric.objects.get(code=code))
        row.value, row.revision, row.changed_by = value, row.revision + 1, person(report, "tianbao")
        row.save()
    note_contribution(report.record_id, person(report, "tianbao"))
    ask_for_signature(report)
    sign(report)
    approve_at_all_levels(report)
    publish(report)


def fold_and_publish(report: Report) -> None:
    """The county's report, folded from the Editions of its four schools."""
    begin(report)
    refold(newest(report).pk, by=person(report, "tianbao"))
    ask_for_signature(report)
    sign(report)
    approve_at_all_levels(report)
    publish(report)
