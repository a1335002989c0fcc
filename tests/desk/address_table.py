"""Who gets which answer at which address of the desk. Written from what each role is for, not from the code.

An address under /desk/ without a row here fails the suite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from reports.gather import gather
from reports.models import Version

from .address_world import Target

NOT_LOGGED_IN = frozenset({"anonymous", "disabled"})
WRITERS = frozenset({"filler", "lead"})
SCHOOL = WRITERS | {"signatory"}
LEADS = frozenset({"lead", "sibling_lead", "far_lead"})
REVIEWERS = frozenset({"reviewer", "city_reviewer", "far_reviewer"})
BUREAU = REVIEWERS | {"publisher", "auditor", "operator"}  # those who read for the bureau
LOOKING_AFTER = BUREAU | {"administrator"}
CITY = frozenset({"reviewer", "city_reviewer", "publisher", "administrator", "auditor"})
ACTORS = SCHOOL | CITY | LEADS | REVIEWERS | NOT_LOGGED_IN | {"guest", "operator", "nobody"}
# whose papers somebody may come near at all
REACH = {
    "own": SCHOOL | CITY | {"guest", "operator"},
    "sibling": CITY | {"sibling_lead", "operator"},
    "far": frozenset({"far_lead", "far_reviewer", "operator"}),
    "missing": frozenset(),
}
INSIDE = ACTORS - NOT_LOGGED_IN - {"guest", "nobody"}
SAYING = INSIDE - {"administrator"}  # remarks are between school and bureau
NOBODY: frozenset[str] = frozenset()

# Pages that hang on no report: who is shown them; for all others there is no such page (or it is refused: REFUSED).
PAGES = {
    "home": ACTORS, "notices": ACTORS, "start": LEADS, "board": LOOKING_AFTER, "board_export": LOOKING_AFTER,
    "rounds": frozenset({"administrator", "operator"}), "log": frozenset({"administrator", "auditor", "operator"}),
    "jobs": frozenset({"publisher", "administrator", "operator"}), "queue": BUREAU, "outliers": BUREAU,
    "follow_ups": BUREAU, "bundles": frozenset({"publisher"}),
}  # fmt: skip
REFUSED = frozenset({"jobs"})  # 403: that there are background tasks is no secret

# Pages of one report: who is shown those within reach.
OF_A_REPORT = {
    "version": INSIDE, "receipt": INSIDE, "findings": INSIDE, "items": INSIDE, "snapshots": INSIDE, "guests": INSIDE,
    "snapshot_restore": INSIDE, "preview": INSIDE | {"guest"}, "notes": SAYING, "review": BUREAU, "review_text": BUREAU,
    "step": LEADS, "ask_extension": LEADS,
    # of a region's report, or a picture that is not there: tests/desk/test_region_fold.py, tests/site/test_preview.py
    "fold": NOBODY, "fold_cases": NOBODY, "preview_picture": NOBODY, "review_picture": NOBODY,
}  # fmt: skip
# Within reach, but not theirs to do: refused with the reason instead of not found.
REFUSED_WITHIN = frozenset({"step"})
# What an address holds besides numbers.
WORDS = {"act": "resubmit", "key": "2025", "digest": "0" * 64, "number": "1"}


@dataclass(frozen=True, slots=True)
class Post:
    """An address that takes something. `takers` within reach change something with `data`; all others change nothing.

    `ready` brings the rows into the state where it can be taken. `bulk`: it hangs on no report.
    """

    takers: frozenset[str]
    data: Callable[[Target], dict[str, object]] = lambda target: {}
    ready: Callable[[Target], object] = lambda target: None
    bulk: bool = False
    elsewhere: tuple[int, ...] = (404,)  # the answer about what is out of reach
    words: tuple[tuple[str, str], ...] = ()


def _reviewing(target: Target) -> None:
    """Handed in again and held by the county."""
    life = target.life
    Version.objects.filter(pk=life.version.pk).update(state="reviewing", holder=life.reviewer, level=0)


def _draft_item(target: Target) -> None:
    _reviewing(target)
    target.life.version.items.update(cycle=0)


def _answered_item(target: Target) -> None:
    _reviewing(target)
    target.life.version.items.update(status="changed")


def _submitted(target: Target) -> None:
    Version.objects.filter(pk=target.life.version.pk).update(state="submitted", holder=None, level=0)


def _sealing_failed(target: Target) -> None:
    version = target.life.version
    last = len(version.path) - 1
    Version.objects.filter(pk=version.pk).update(state="approved", sealing="failed", level=last)


def _withdrawal_asked(target: Target) -> None:
    Version.objects.filter(pk=target.life.version.pk).update(
        state="published",
        number=1,
        published_at=timezone.now(),
        withdrawal="law",
        withdrawal_asked_by=target.life.publisher,
    )


def _others_have_read(target: Target) -> None:
    type(target.notice).objects.exclude(user=target.notice.user).update(read_at=timezone.now())


def _soon(days: int = 9) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def _ticket(target: Target) -> dict[str, object]:
    version = target.life.version
    return {"seen_state": version.state, "seen_fingerprint": version.fingerprint}


def _picked(target: Target) -> dict[str, object]:
    return {"pick": target.life.school.pk, "round": "2025", "kind": "school", "confirm": "1"}


def _content(target: Target) -> dict[str, object]:
    target.life.report.narratives.update(html="<p>改写的正文</p>")
    return {"seen": gather(target.life.report.pk).fingerprint()}


ITEM = {"place": "sec-talent", "kind": "wording", "severity": "advice", "text": "请补充办学定位"}
COUNTY_REVIEWERS = frozenset({"reviewer", "far_reviewer"})
POSTS = {
    "notice_read": Post(LEADS),
    "notices_read": Post(LEADS, lambda t: {"last": t.notice.pk}, _others_have_read, bulk=True),
    "start": Post(NOBODY, lambda t: {"place": t.life.school.public_code, "round": "2025"}, bulk=True),
    "ask_extension": Post(
        LEADS, lambda t: {"wished": _soon(40), "reason": "台风停课一周，请求延期"},
        lambda t: type(t.request).objects.all().delete(),
    ),
    "answer_request": Post(
        frozenset({"administrator", "operator"}), lambda t: {"refuse": "1", "answer": "理由不足，请按期报送"},
        elsewhere=(403, 404),  # the role is asked before the request is looked for
    ),
    "set_window": Post(
        frozenset({"administrator", "operator"}),
        lambda t: {"kind": "school", "region": t.life.county.code, "opens_at": _soon(1), "closes_at": _soon(30)},
        bulk=True,
    ),
    "end_extensions": Post(NOBODY, bulk=True),
    "set_level": Post(
        frozenset({"administrator", "operator"}), lambda t: {"round": "2025", "active": "0"}, bulk=True,
    ),
    "board_act": Post(
        CITY - {"auditor"} | {"far_reviewer", "operator"},
        lambda t: _picked(t) | {"subject": "请尽快报送", "text": "请尽快报送质量年报，谢谢。"},
        bulk=True, words=(("act", "remind"),),
    ),
    "item_answer": Post(WRITERS | LEADS, lambda t: {"how": "disputed", "words": "办学定位已在第一章写明，无需重复。"}),
    "findings": Post(NOBODY, lambda t: {"rule": "F1", "key": t.finding.key, "explanation": "合并校区，人数增加。"}),
    "snapshots": Post(WRITERS | LEADS | {"operator"}, ready=_content),
    "snapshot_restore": Post(WRITERS | LEADS | {"operator"}, _content),
    "withdrawal_drop": Post(frozenset({"publisher"}), ready=_withdrawal_asked),
    "guests": Post(
        frozenset({"publisher"}),
        lambda t: {"username": "nobody", "capacity": "理事", "opens_at": _soon(1), "closes_at": _soon(5)},
    ),
    "guest_end": Post(frozenset({"publisher"})),
    "queue_bulk": Post(
        COUNTY_REVIEWERS,
        lambda t: {"act": "claim", "confirmed": "1", "ticket": f"{t.life.version.pk}:submitted:{t.life.version.fingerprint}"},
        _submitted, bulk=True,
    ),
    "bundles": Post(NOBODY, lambda t: {"act": "publish", "ticket": f"{t.life.version.pk}:"}, bulk=True),
    "settle_mark": Post(REVIEWERS, lambda t: {"outcome": "已核对，数据无误"}),
    "judge": Post(COUNTY_REVIEWERS, lambda t: {"verdict": "accepted"}, _reviewing),
    "item_from_finding": Post(COUNTY_REVIEWERS, ready=_reviewing),
    "drop_item": Post(COUNTY_REVIEWERS, ready=_draft_item),
    "settle_item": Post(COUNTY_REVIEWERS, lambda t: {"outcome": "settled"}, _answered_item),
    "settle_note": Post(REVIEWERS, lambda t: {"outcome": "settled"}),
    "hold": Post(COUNTY_REVIEWERS, lambda t: _ticket(t) | {"act": "claim"}, _submitted),
    "add_item": Post(COUNTY_REVIEWERS, lambda t: ITEM, _reviewing),
    "mark": Post(REVIEWERS, lambda t: {"place": "sec-talent", "reason": "明年再看是否补充"}),
    "notes": Post(REVIEWERS | SCHOOL | LEADS, lambda t: {"text": "请看第一章的说明"}),
    "seal_again": Post(frozenset({"publisher", "city_reviewer", "far_reviewer"}), ready=_sealing_failed),
    "fold_act": Post(NOBODY, words=(("act", "again"),)),
    "fold_cases": Post(NOBODY),
    "log_export": Post(NOBODY, bulk=True),  # writes into the log alone
    "board_export": Post(NOBODY, bulk=True),
    "job_again": Post(NOBODY, bulk=True, words=(("pk", "0" * 32),)),
    # every act × every state × every person: test_matrix.py
    "step": Post(LEADS, lambda t: _ticket(t), lambda t: t.life.version.items.update(status="disputed")),
}  # fmt: skip
