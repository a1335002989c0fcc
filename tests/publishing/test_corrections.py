"""The correction table: made by the machine, with reasons by group, sealed into the correcting version."""

import subprocess
from decimal import Decimal

import pytest

from reports.models import State
from reports.publishing.corrections import correction_table, printed_table, table_to_seal
from reports.workflow import publication, school
from reports.workflow.refusals import TransitionRefused
from tests.life import NOTE, REASON, corrected, edited, make_life, walk
from tests.reports.facts_builder import facts, text, value

BEFORE = facts(narratives=(text("<p>旧文</p>"),))
AFTER = facts(narratives=(text("<p>新文</p>"),), values=(value(number="1844"),))


def test_each_change_has_the_reason_of_its_place_its_group_or_all():
    reasons = {"": "统一说明", "figures": "口径更正", "sec-talent": "措辞"}
    rows = {r["kind"]: r for r in correction_table(BEFORE, AFTER, reasons)}
    assert (rows["value"]["old"], rows["value"]["new"], rows["value"]["reason"]) == (
        "1843人",
        "1844人",
        "口径更正",
    )
    assert (rows["text"]["old"], rows["text"]["new"], rows["text"]["reason"]) == ("", "", "措辞")
    assert {r["reason"] for r in correction_table(BEFORE, AFTER, {"": "统一说明"})} == {"统一说明"}


def test_paper_prints_figures_old_and_new_and_names_changed_texts():
    table = printed_table(correction_table(BEFORE, AFTER, {"": "口径更正"}))
    printed = [[cell.text for cell in row.cells] for row in table.body]
    assert printed == [["毕业生人数", "1843人", "1844人", "口径更正"], ["人才培养", "—", "修改", "口径更正"]]


@pytest.fixture
def life(db, media):
    return make_life()


def pdf_words(version) -> str:
    with version.edition.files.get(name="report.pdf").file.open("rb") as stored:
        found = subprocess.run(["pdftotext", "-", "-"], input=stored.read(), capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


def test_the_correcting_version_carries_its_table_on_paper_and_the_first_does_not(life):
    walk(life, "published")
    first = life.version
    assert table_to_seal(first, first.edition.snapshot) == ()
    corrected(life)
    words = pdf_words(life.version)
    for expected in ("更正对照表", "100人", "101人", REASON, NOTE):
        assert expected in words
    assert "更正对照表" not in pdf_words(first)
    with life.version.edition.files.get(name="body.html").file.open("rb") as stored:
        assert "更正对照表" not in stored.read().decode()
    assert [(r["old"], r["new"], r["reason"]) for r in life.version.changes] == [("100人", "101人", REASON)]


def test_reasons_given_at_the_signature_win_over_the_one_for_all(life):
    walk(life, "published")
    school.correct(life.version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    life.report.record.values.update(value=Decimal(102))
    edited(life, life.filler)
    school.request_signature(
        life.version.pk, by=life.lead, reasons={"figures": "学籍核对后更正", "texts": " "}
    )
    assert life.version.reasons == {"": REASON, "figures": "学籍核对后更正"}


def test_a_correction_without_any_reason_is_refused(life):
    walk(life, "published")
    school.correct(life.version.pk, by=life.lead, reason=REASON, correction="data", note=NOTE)
    life.report.record.values.update(value=Decimal(102))
    version = life.version
    version.reasons = {}
    version.save()
    with pytest.raises(TransitionRefused):
        school.request_signature(version.pk, by=life.lead)
    assert life.version.state == State.DRAFT


def test_figures_of_a_hidden_version_are_not_printed_by_the_one_that_follows(life):
    walk(life, "published")
    publication.ask_withdrawal(life.version.pk, by=life.publisher, kind="mistake", reason=REASON)
    publication.withdraw(life.version.pk, by=life.publisher2)
    school.correct(
        life.version.pk, by=life.publisher, reason=REASON, correction="data", note=NOTE, act="republish"
    )
    life.report.record.values.update(value=Decimal(102))
    edited(life, life.filler)
    school.request_signature(life.version.pk, by=life.lead)
    snapshot = life.version.snapshots.get(reason="signing")
    (table,) = table_to_seal(life.version, snapshot)
    assert [[c.text for c in row.cells][1:3] for row in table.body] == [["—", "102人"]]
