"""The table of steps: complete, unambiguous, and the only way to change a state."""

import ast
from pathlib import Path

import pytest

from institutions.models import AcademicYear, Region, Role, Round, User, YearRecord
from reports.models import LogEntry, Outline, Report, State, Transition, Version
from reports.workflow.states import BY_ACT, EDITABLE, PUBLIC, STEPS
from reports.workflow.transitions import TransitionRefused, move, new_version, start

ROOT = Path(__file__).resolve().parents[3]


def test_every_state_is_reached_by_some_step():
    assert {step.target for step in STEPS} == set(State)


def test_acts_and_numbers_name_one_step_each():
    assert (
        len({step.act for step in STEPS}) == len({step.number for step in STEPS}) == len(STEPS) == len(BY_ACT)
    )


def test_public_states_are_never_editable_and_never_voided():
    assert not EDITABLE & PUBLIC
    assert not set(BY_ACT["void"].sources) & PUBLIC


def test_taking_something_away_needs_a_reason():
    acts = {step.act for step in STEPS if step.needs_reason}
    assert acts >= {"recall_signature", "recall", "return", "take_back", "withdraw", "void", "force"}


def test_only_the_workflow_writes_a_state():
    writers = set()
    for path in (ROOT / "reports").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assigned = isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets
            )
            updated = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and any(keyword.arg == "state" for keyword in node.keywords)
            )
            if (assigned or updated) and "migrations" not in path.parts:
                writers.add(str(path.relative_to(ROOT)))
    assert writers == {"reports/workflow/transitions.py"}


@pytest.fixture
def report(db):
    region = Region.objects.create(code="990100", name="示例市", level="city")
    year = AcademicYear.objects.create(start_year=2024)
    campaign = Round.objects.create(
        key="2025",
        name="2025年度",
        academic_year=year,
        graduating_class=2025,
        finance_year=2024,
        printed_label="（2025年度）",
    )
    record = YearRecord.objects.create(round=campaign, region=region)
    outline = Outline.objects.create(key="k", kind="region", title="提纲", numbering="decimal")
    return Report.objects.create(
        record=record, kind="city", outline=outline, title="年报", publisher="示例市教育局"
    )


@pytest.fixture
def lead(db):
    return User.objects.create(username="lead")


def test_starting_makes_a_draft_with_its_transition_and_log_row(report, lead):
    version = start(report.pk, by=lead)
    assert (version.state, version.sequence, version.number) == (State.DRAFT, 1, None)
    assert list(Transition.objects.values_list("act", "from_state", "to_state")) == [("start", "", "draft")]
    assert LogEntry.objects.get().act == "version.start"


def test_a_second_version_in_work_is_refused(report, lead):
    start(report.pk, by=lead)
    with pytest.raises(TransitionRefused):
        start(report.pk, by=lead)
    assert Version.objects.count() == 1


def test_a_step_from_another_state_is_refused_and_leaves_nothing(report, lead):
    version = start(report.pk, by=lead)
    with pytest.raises(TransitionRefused):
        move(version, BY_ACT["sign"], by=lead)
    version.refresh_from_db()
    assert version.state == State.DRAFT
    assert Transition.objects.count() == 1


def test_the_record_is_locked_while_nothing_may_be_edited(report, lead):
    version = start(report.pk, by=lead)
    move(version, BY_ACT["request_signature"], by=lead)
    assert YearRecord.objects.get().locked
    move(version, BY_ACT["recall_signature"], by=lead, comment="改一处")
    assert not YearRecord.objects.get().locked


def test_sequences_count_without_gaps(report, lead):
    first = start(report.pk, by=lead)
    move(first, BY_ACT["void"], by=lead, comment="作废")
    assert new_version(report).sequence == 2


def test_roles_of_the_table_are_roles():
    assert all(isinstance(role, Role) for step in STEPS for role in step.roles)
