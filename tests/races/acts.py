"""What two people do at the same moment, each in a process of his own; every act answers with what became of it."""

from datetime import timedelta

import tablib
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.utils import timezone

from institutions.models import MetricValue, User
from institutions.resources import MetricValueResource
from reports.workflow import publication, review, school
from reports.workflow.refusals import TransitionRefused
from reports.workflow.transitions import start

REASON = "因上级要求需要修改"
OK, REFUSED = "ok", "refused"


def user(name: str) -> User:
    return User.objects.get(username=name)


def _start(job):
    start(job["report"], by=user(job["by"]))


def _request(job):
    school.request_signature(job["version"], by=user(job["by"]))


def _resubmit(job):
    school.resubmit(job["version"], by=user(job["by"]))


def _answer(job):
    school.answer(
        job["item"], by=user(job["by"]), changed=False, words="办学定位已在第一章写明，请审核员再核对。"
    )


def _claim(job):
    review.claim(job["version"], by=user(job["by"]))


def _approve(job):
    review.approve(job["version"], by=user(job["by"]))


def _return(job):
    day = timezone.localdate() + timedelta(days=7)
    review.return_(job["version"], by=user(job["by"]), reason=REASON, due_on=day)


def _publish(job):
    publication.publish([job["version"]], by=user(job["by"]))


def _withdraw(job):
    publication.withdraw(job["version"], by=user(job["by"]))


def _edit(job):
    """The form of the back office, with the revision its reader saw."""
    row = MetricValue.objects.get(pk=job["value"])
    client = Client()
    client.force_login(user(job["by"]))
    data = {
        "record": row.record_id, "metric": row.metric_id, "breakdown": "", "period": "", "status": "reported",
        "value": job["to"], "high": "", "text": "", "bound": "exact", "word": "", "given": "", "given_unit": "",
        "reason": "", "note": job.get("note", ""), "source": "", "seen_revision": job["revision"],
    }  # fmt: skip
    answer = client.post(f"/admin/institutions/metricvalue/{row.pk}/change/", data)
    if answer.status_code != 302:
        raise TransitionRefused(f"form answered {answer.status_code}")


def _import(job):
    """One row of an uploaded table, confirmed."""
    titles = ["学校代码", "年度", "指标代码", "状态", "值"]
    data = tablib.Dataset([job["school"], job["round"], job["metric"], "reported", job["to"]], headers=titles)
    result = MetricValueResource(user=user(job["by"])).import_data(
        data, use_transactions=True, rollback_on_validation_errors=True
    )
    if result.has_errors() or result.has_validation_errors():
        raise TransitionRefused("the row was refused")


ACTS = {
    "import": _import,
    "start": _start, "request": _request, "resubmit": _resubmit, "answer": _answer, "claim": _claim,
    "approve": _approve, "return": _return, "publish": _publish, "withdraw": _withdraw, "edit": _edit,
}  # fmt: skip


def take(job: dict) -> str:
    """ "ok", "refused", or the name of the exception, which is a fault."""
    try:
        ACTS[job["act"]](job)
    except TransitionRefused:
        return REFUSED
    except (ObjectDoesNotExist, Exception) as error:  # noqa: BLE001 - whatever it is, the run must see it
        return f"{type(error).__name__}: {error}"[:200]
    return OK
