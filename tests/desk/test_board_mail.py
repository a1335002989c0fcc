"""Reminders by the calendar, and mail: each notice once, again where it did not leave."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from institutions.models import RoundWindow
from reports.board.schedule import DAYS_BEFORE, reminded_roles, turn
from reports.models import Extension, Notice
from reports.tasks import mail_notices, send_reminders
from reports.workflow import mailing
from tests.desk.board_world import make_world, window
from tests.life import make_life, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def names(kind: str = "reminder") -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


@pytest.mark.parametrize(
    ("days", "entry"),
    [
        (29, None), (28, 28), (27, 28), (26, None), (21, 21), (14, 14), (13, 14), (8, None), (7, 7), (6, 7),
        (3, None), (2, 2), (1, 2), (0, 0), (-1, -1), (-2, -1), (-3, None),
    ],
)  # fmt: skip
def test_the_schedule_and_the_day_after_for_what_fell_out(days, entry):
    assert turn(days) == entry


def test_roles_by_day_and_stage():
    told = {
        (d, s): {str(r) for r in reminded_roles(d, s)}
        for d in DAYS_BEFORE
        for s in ("draft", "signing", "review")
    }
    assert [told[d, "draft"] for d in (28, 21)] == [{"lead"}] * 2
    assert [told[d, "draft"] for d in (14, 7)] == [{"lead", "filler"}] * 2
    assert [told[d, "draft"] for d in (2, 0, -1)] == [{"lead", "filler", "signatory"}] * 3
    assert all(told[d, "signing"] == {"lead", "signatory"} for d in DAYS_BEFORE)
    assert all(told[d, "review"] == set() for d in DAYS_BEFORE)


def test_reminders_go_out_once_a_day_and_early_finishers_hear_nothing():
    world = make_world(2, begun=1)
    row = window(world, closes=7)
    walk(world.life, "submitted")
    Notice.objects.all().delete()
    assert send_reminders.func() == 2
    assert names() == ["near-lead-0", "near-lead-1"]
    assert send_reminders.func() == 0
    RoundWindow.objects.filter(pk=row.pk).update(closes_at=row.closes_at + timedelta(days=3))
    assert send_reminders.func() == 0  # ten days left: no entry of the schedule
    RoundWindow.objects.filter(pk=row.pk).update(closes_at=timezone.now() - timedelta(days=1))
    assert send_reminders.func() == 2 + 2  # both leads, and the two reviewers of the county
    assert names("late") == ["reviewer", "reviewer2"]
    assert Notice.objects.filter(kind="late").first().params["count"] == "2"


def test_before_the_round_opens_nobody_is_reminded():
    world = make_world(1)
    window(world, opens=3, closes=14)
    assert send_reminders.func() == 0


def test_a_return_is_reminded_by_its_own_due_date():
    life = make_life()
    walk(life, "returned")  # due in seven days
    Notice.objects.all().delete()
    assert send_reminders.func() == 2
    assert names() == ["filler", "lead"]


def test_an_extension_moves_the_reminders():
    life = make_life()
    now = timezone.now()
    RoundWindow.objects.create(
        round=life.report.record.round, kind="school", opens_at=now - timedelta(days=30),
        closes_at=now - timedelta(days=20),
    )  # fmt: skip
    walk_before = Extension.objects.create(
        round=life.report.record.round, institution=life.school, until=now + timedelta(days=2), reason="停电",
        given_by=life.administrator,
    )  # fmt: skip
    walk(life, "draft")
    Notice.objects.all().delete()
    assert send_reminders.func() == 3 and walk_before.ended_at is None
    assert names() == ["filler", "lead", "signatory"]


class Server:
    """Stands in for the mail server: refuses, breaks, or takes what is sent."""

    def __init__(self, monkeypatch, *, opening=None, sending=None):
        self.sent, self.opening, self.sending = [], opening, sending
        monkeypatch.setattr(mailing, "get_connection", lambda: self)

    def open(self):
        if self.opening:
            raise self.opening

    def close(self):
        pass

    def send_messages(self, messages):
        if self.sending:
            raise self.sending
        self.sent += messages
        return len(messages)


@pytest.fixture
def notice():
    """One notice that waits."""
    life = make_life()
    walk(life, "signing")
    return Notice.objects.get()


def wait(time_machine, **time) -> None:
    time_machine.move_to(timezone.now() + timedelta(**time), tick=False)


def test_mail_says_it_in_chinese_with_the_way_to_the_desk(notice):
    assert mail_notices.func() == 1
    [letter] = mail.outbox
    assert letter.to == ["signatory@example.cn"]
    assert "示例学校年报" in letter.subject and "\n" not in letter.subject
    assert "待" in letter.body and "/desk/" in letter.body
    notice.refresh_from_db()
    assert notice.mailed_at and notice.mail_held_until is None
    assert mail_notices.func() == 0 and len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"opening": ConnectionRefusedError("nobody there")},
        {"opening": smtplib.SMTPAuthenticationError(535, b"no")},
        {"sending": smtplib.SMTPRecipientsRefused({"a@example.cn": (550, b"no")})},
        {"sending": smtplib.SMTPDataError(451, b"later")},
    ],
)
def test_what_surely_did_not_leave_is_tried_again(notice, monkeypatch, time_machine, fault):
    time_machine.move_to(timezone.now(), tick=False)
    Server(monkeypatch, **fault)
    assert mail_notices.func() == 0
    notice.refresh_from_db()
    assert (notice.mailed_at, notice.mail_begun_at, notice.mail_tries) == (None, None, 1)
    server = Server(monkeypatch)
    assert mail_notices.func() == 0  # the pause
    wait(time_machine, minutes=1, seconds=1)
    assert mail_notices.func() == 1 and len(server.sent) == 1
    notice.refresh_from_db()
    assert notice.mailed_at == timezone.now()


def test_tries_have_an_end_and_growing_pauses(notice, monkeypatch, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    Server(monkeypatch, opening=ConnectionRefusedError())
    for pause in mailing.PAUSES:
        mail_notices.func()
        wait(time_machine, seconds=pause.total_seconds() - 1)
        tries = Notice.objects.get().mail_tries
        mail_notices.func()
        assert Notice.objects.get().mail_tries == tries
        wait(time_machine, seconds=2)
    mail_notices.func()
    assert Notice.objects.get().mail_tries == len(mailing.PAUSES) + 1
    wait(time_machine, days=30)
    server = Server(monkeypatch)
    assert mail_notices.func() == 0 and server.sent == []


def test_what_may_have_left_is_never_sent_again(notice, monkeypatch, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    Server(monkeypatch, sending=TimeoutError("no answer after the data"))
    assert mail_notices.func() == 0
    server = Server(monkeypatch)
    wait(time_machine, days=1)
    assert mail_notices.func() == 0 and server.sent == []
    notice.refresh_from_db()
    assert notice.mailed_at == notice.mail_begun_at


class Killed(BaseException):
    pass


@pytest.mark.parametrize(("point", "mails"), [("notices.before_mail", 1), ("notices.after_mail", 0)])
def test_a_worker_killed_at_a_point_makes_no_second_mail(notice, monkeypatch, time_machine, point, mails):
    """Before the mail: another takes it up when the hold ends. After it: it counts as sent."""
    time_machine.move_to(timezone.now(), tick=False)

    def kill(name):
        if name == point:
            raise Killed

    monkeypatch.setattr(mailing, "killpoint", kill)
    with pytest.raises(Killed):
        mail_notices.func()
    monkeypatch.undo()
    before = len(mail.outbox)
    assert mail_notices.func() == 0  # still in the dead worker's hand
    wait(time_machine, minutes=6)
    assert mail_notices.func() == mails
    assert (before + mails, len(mail.outbox)) == (1, 1)
    notice.refresh_from_db()
    assert notice.mailed_at


def test_what_another_worker_holds_is_left_alone(notice):
    Notice.objects.update(mail_held_until=timezone.now() + timedelta(minutes=3))
    assert mail_notices.func() == 0 and mail.outbox == []
    assert not mailing._take(notice)


def test_accounts_that_were_closed_get_no_mail(notice):
    notice.user.is_active = False
    notice.user.save()
    assert mail_notices.func() == 0 and mail.outbox == []
