"""The site of the school's walks: one school with a draft that has faults, and others returned, signing, in review, public."""

from datetime import timedelta

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from institutions.accounts.factors import roles_ask
from institutions.models import User
from reports.demo.accounts import PASSWORD
from reports.workflow import school
from reports.workflow.guests import admit
from tests import builders as make
from tests.life import REASON, edited, make_life, walk

STATES = ("draft", "returned", "signing", "submitted", "published")


def build() -> None:
    """The people of the first school hold the same roles at the others, so that one log-in sees every state."""
    for number, state in enumerate(STATES):
        life = make_life(f"school-{number}", suffix="" if number == 0 else str(number))
        if number:
            for role in ("lead", "filler", "signatory"):
                make.make_membership(User.objects.get(username=role), role, life.school)
        walk(life, "submitted" if state == "signing" else state)
        {"draft": faulty, "signing": signed_before, "submitted": with_guest}.get(state, lambda life: None)(
            life
        )
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        if roles_ask(user):
            TOTPDevice.objects.create(user=user, name="TOTP")


def faulty(life) -> None:
    record = life.report.record
    whole = make.make_metric("graduates_all", name_zh="应毕业人数", checks="graduates_all >= graduates_total")
    rate = make.make_metric(
        "rate", name_zh="毕业率", formula="graduates_total / graduates_all * 100", value_type="decimal", unit="%",
        decimals=2,
    )  # fmt: skip
    make.make_value(record, whole, value=90)
    make.make_value(record, rate, value=60)


def signed_before(life) -> None:
    school.recall(life.version.pk, by=life.lead, reason=REASON)
    life.report.record.values.update(value=120)
    life.report.narratives.update(html="<p>学校坚持立德树人，成效显著。</p>")
    edited(life, life.filler)
    school.request_signature(life.version.pk, by=life.lead)


def with_guest(life) -> None:
    now = timezone.now()
    admit(
        life.report.pk, by=life.publisher, username="guest", capacity="校理事会成员", opens_at=now,
        closes_at=now + timedelta(days=9),
    )  # fmt: skip
