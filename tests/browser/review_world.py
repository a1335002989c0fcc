"""The site of the reviewers' walks: a report in its second pass with an open explanation, a neighbour, one to publish."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import roles_ask
from institutions.models import User
from reports.demo.accounts import PASSWORD
from reports.models import Finding, Version
from reports.workflow import remarks, review, school
from tests.life import edited, make_life, signed, walk

COPIED = "<p>学校组织师生走进企业车间开展认识实习，企业导师随班指导，实习结束后由班主任和企业导师逐一填写鉴定表并存档。</p>"


def build() -> None:
    life, neighbour, approved = (
        make_life(),
        make_life("school-two", suffix="二"),
        make_life("school-three", suffix="三"),
    )
    neighbour.report.narratives.update(html=COPIED)
    walk(neighbour, "submitted")
    walk(approved, "approved")
    second_pass(life)
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        if roles_ask(user):
            TOTPDevice.objects.create(user=user, name="TOTP")


def second_pass(life) -> None:
    walk(life, "returned")
    value = life.report.record.values.get(metric=life.metric)
    value.value, value.given, value.revision = 120, "", value.revision + 1
    value.save()
    life.report.narratives.update(html=f"<p>学校坚持立德树人，服务本县先进制造业。</p>{COPIED}")
    edited(life, life.filler)
    for item in life.version.items.all():
        school.answer(item.pk, by=life.filler, changed=True, words="已按意见修改。")
    school.resubmit(life.version.pk, by=life.lead)
    signed(life)
    version = review.claim(life.version.pk, by=life.reviewer)
    doubt(version, "one")
    doubt(version, "two")
    remarks.write_note(
        version.pk, by=life.reviewer, text="请注意口径变化。", place="sec-talent", internal=True
    )
    remarks.mark(version.pk, by=life.reviewer, place="value:graduates_total", reason="明年核对毕业生去向")


def doubt(version: Version, key: str) -> None:
    Finding.objects.create(
        version=version, rule="F1", severity="must_explain", key=key, place="value:graduates_total",
        explanation="本年度合并了两个校区，毕业生人数因此增加。",
        params={"name": "毕业生人数", "reported": "120人", "formula": "各专业合计", "computed": "118人"},
    )  # fmt: skip
