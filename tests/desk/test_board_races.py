"""Two at once: beginning the same report, asking twice, answering twice, mailing with two workers. One wins, no 500."""

import threading

import pytest
from django.core import mail
from django.db import connection, connections

from reports.models import ExtensionRequest, Notice, Report, Transition, Version
from reports.workflow.mailing import mail_waiting
from tests import builders as make
from tests.desk.board_world import signed_in
from tests.life import make_life, outline, walk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


def together(*calls) -> list:
    """The answers of calls that begin at the same moment, each in a thread with a connection of its own; one after the
    other in SQLite's memory, where threads share tables and have no waiting (processes on files: tests/races)."""
    if connection.vendor == "sqlite":
        return [call() for call in calls]
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait()
            answers[number] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_leads_begin_one_report_once():
    life = make_life()
    outline()
    school = make.make_institution("race-school", region=life.county)
    clients = [signed_in(make.make_user("lead", school)) for _ in range(2)]
    data = {"round": life.report.record.round.key, "place": "race-school"}
    answers = together(*(lambda c=c: c.post("/desk/start/", data).status_code for c in clients))
    assert sorted(answers) == [302, 409]
    assert Report.objects.filter(record__institution=school).count() == 1
    assert Transition.objects.filter(version__report__record__institution=school).count() == 1
    assert Version.objects.filter(report__record__institution=school).count() == 1


def test_a_wish_is_stored_once_and_answered_once():
    life = make_life()
    second = make.make_user("lead", life.school)
    address = f"/desk/rounds/{life.report.record.round.key}/school-life/extension/"
    data = {"wished": "2099-01-01T00:00", "reason": "教务系统故障"}
    clients = [signed_in(life.lead), signed_in(second)]
    assert sorted(together(*(lambda c=c: c.post(address, data).status_code for c in clients))) == [302, 409]
    request = ExtensionRequest.objects.get()
    admins = [signed_in(life.administrator), signed_in(make.make_user("administrator", life.county))]
    together(*(lambda c=c: c.post(f"/desk/board/requests/{request.pk}/", {"grant": 1}) for c in admins))
    assert life.school.extensions.count() == 1
    assert Notice.objects.filter(kind="extension", user=life.lead).count() == 1


def test_two_workers_send_each_mail_once():
    life = make_life()
    walk(life, "submitted")
    waiting = Notice.objects.count()
    sent = together(mail_waiting, mail_waiting)
    assert sum(sent) == waiting == len(mail.outbox)
