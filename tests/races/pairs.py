"""The pairs: how each is prepared, and which ends are right. Prepared by real steps; only the PDF is a stand-in."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.models import Edition, Notice, State
from reports.tasks import seal_version
from reports.workflow import publication, review, school
from tests.life import NOTE, REASON, Life, edited, signed, walk

from .acts import OK, REFUSED


@dataclass(frozen=True, slots=True)
class Pair:
    """`prepare(life)` answers with the two jobs; `right(life, results)` says what is wrong with the end, or ''."""

    name: str
    prepare: Callable[[Life], tuple[dict, dict]]
    right: Callable[[Life, list[str]], str]


def named(life: Life, name: str) -> str:
    return life.people[name].username


def job(life: Life, act: str, by: str, **more) -> dict:
    return {"act": act, "by": named(life, by), "version": getattr(life.version, "pk", None)} | more


def one_wins(act: str, state: str = ""):
    """Exactly one of the two took effect, with one entry in the history and one notice per person."""

    def right(life: Life, results: list[str]) -> str:
        if sorted(results) != [OK, REFUSED]:
            return f"ends {results}"
        if state and life.version.state != state:
            return f"state {life.version.state}"
        entries = life.version.transitions.filter(act=act).count()
        keys = list(Notice.objects.filter(report=life.report).values_list("key", flat=True))
        if len(keys) != len(set(keys)):
            return "a notice twice"
        return "" if entries == 1 else f"{entries} entries of {act}"

    return right


def _starts(life):
    return tuple({"act": "start", "by": named(life, "lead"), "report": life.report.pk} for _ in range(2))


def _claims(life):
    walk(life, "submitted")
    return job(life, "claim", "reviewer"), job(life, "claim", "reviewer2")


def _approvals(life):
    walk(life, "last_level")
    return job(life, "approve", "city_reviewer"), job(life, "approve", "city_reviewer")


def _approve_or_return(life):
    """The item that lets the return pass is settled, so that the approval may pass too."""
    walk(life, "last_level")
    item = review.add_item(
        life.version.pk,
        by=life.city_reviewer,
        place="sec-talent",
        kind="wording",
        severity="advice",
        text="请补充定位",
    )
    type(item).objects.filter(pk=item.pk).update(status="accepted")
    return job(life, "approve", "city_reviewer"), job(life, "return", "city_reviewer")


def _approve_or_return_right(life, results):
    if sorted(results) != [OK, REFUSED]:
        return f"ends {results}"
    return (
        ""
        if life.version.state == (State.APPROVED if results[0] == OK else State.RETURNED)
        else life.version.state
    )


def _publications(life):
    walk(life, "approved")
    return job(life, "publish", "publisher"), job(life, "publish", "publisher2")


def _published_right(life, results):
    wrong = one_wins("publish", State.PUBLISHED)(life, results)
    return wrong or ("" if Edition.objects.filter(version__report=life.report).count() == 1 else "editions")


def _withdraw_or_publish(life):
    """The old version's withdrawal is asked for; its correction is ready to be public."""
    walk(life, "published")
    old = life.version
    school.correct(old.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    life.report.record.values.update(value=101)
    edited(life, life.filler)
    school.request_signature(life.version.pk, by=life.lead)
    signed(life)
    review.claim(life.version.pk, by=life.reviewer)
    review.pass_on(life.version.pk, by=life.reviewer)
    review.claim(life.version.pk, by=life.city_reviewer)
    review.approve(life.version.pk, by=life.city_reviewer)
    seal_version.func(life.version.pk)
    publication.ask_withdrawal(old.pk, by=life.publisher, kind="wrong_data", reason=REASON)
    return job(life, "withdraw", "publisher2", version=old.pk), job(life, "publish", "publisher")


def _withdraw_or_publish_right(life, results):
    """The correction is public in any case; the old one is withdrawn where that came first, else superseded."""
    if results not in ([OK, OK], [REFUSED, OK]):
        return f"ends {results}"
    old = life.report.versions.get(sequence=1).state
    expected = State.WITHDRAWN if results[0] == OK else State.SUPERSEDED
    return "" if (old, life.version.state) == (expected, State.PUBLISHED) else f"{old}, {life.version.state}"


def _edits(life):
    walk(life, "draft")
    row = life.report.record.values.get()
    edit = {"act": "edit", "value": row.pk, "revision": row.revision}
    return edit | {"by": named(life, "lead"), "to": "111"}, edit | {"by": named(life, "filler"), "to": "222"}


def _edits_right(life, results):
    row = life.report.record.values.get()
    if sorted(results) != [OK, REFUSED]:
        return f"ends {results}"
    return (
        ""
        if (row.value, row.revision) == ((111, 222)[results.index(OK)], 2)
        else f"{row.value} {row.revision}"
    )


def _edit_or_request(life):
    walk(life, "draft")
    row = life.report.record.values.get()
    edit = {
        "act": "edit",
        "by": named(life, "filler"),
        "value": row.pk,
        "revision": row.revision,
        "to": "333",
    }
    return job(life, "request", "lead"), edit


def _import_or_request(life):
    walk(life, "draft")
    row = {"school": life.school.public_code, "round": "2025", "metric": life.metric.code, "to": "333"}
    return job(life, "request", "lead"), {"act": "import", "by": named(life, "filler")} | row


def _edit_or_request_right(life, results):
    """The request passes; what was signed holds the edit exactly where the edit was accepted."""
    if results[0] != OK or life.version.state != State.SIGNING:
        return f"ends {results}"
    stored = life.report.record.values.get().value
    kept = '"value":"333' in life.version.snapshots.get().facts
    return "" if kept == (results[1] == OK) == (stored == 333) else f"{results} {stored} {kept}"


def _answer_or_resubmit(life):
    walk(life, "returned")
    first, second = life.version.items.all()
    school.answer(first.pk, by=life.lead, changed=False, words="办学定位已在第一章写明，请审核员再核对。")
    return job(life, "answer", "filler", item=second.pk), job(life, "resubmit", "lead")


def _answer_or_resubmit_right(life, results):
    """The answer stands in any case; the report goes on only where every answer stood before."""
    state = {OK: State.SIGNING, REFUSED: State.RETURNED}.get(results[1])
    return "" if results[0] == OK and life.version.state == state else f"{results} {life.version.state}"


PAIRS = (
    Pair("start ∥ start", _starts, one_wins("start", State.DRAFT)),
    Pair("claim ∥ claim", _claims, one_wins("claim", State.REVIEWING)),
    Pair("approve ∥ approve", _approvals, one_wins("approve", State.APPROVED)),
    Pair("approve ∥ return", _approve_or_return, _approve_or_return_right),
    Pair("publish ∥ publish", _publications, _published_right),
    Pair("withdraw ∥ publish", _withdraw_or_publish, _withdraw_or_publish_right),
    Pair("edit ∥ edit", _edits, _edits_right),
    Pair("request ∥ edit", _edit_or_request, _edit_or_request_right),
    Pair("request ∥ import", _import_or_request, _edit_or_request_right),
    Pair("answer ∥ resubmit", _answer_or_resubmit, _answer_or_resubmit_right),
)
