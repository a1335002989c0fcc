"""The judge of known holes: an advisory fails unless allowed to this day, and so does a package nobody asked about."""

import importlib.util
import tomllib
from datetime import date
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[2] / ".ci"
spec = importlib.util.spec_from_file_location("advisories", CI / "advisories.py")
advisories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(advisories)

HOLE = {"id": "GHSA-1", "aliases": ["CVE-2099-1"], "fix_versions": ["2.0"]}


def audit(**package):
    return {"dependencies": [{"name": "x", "version": "1.0", "vulns": []} | package]}


def test_a_package_without_advisories_passes():
    assert advisories.faults(audit(), set()) == []


@pytest.mark.parametrize(
    ("allowed", "count"), [(set(), 1), ({"GHSA-2"}, 1), ({"GHSA-1"}, 0), ({"CVE-2099-1"}, 0)]
)
def test_an_advisory_fails_unless_it_is_allowed_by_one_of_its_names(allowed, count):
    assert len(advisories.faults(audit(vulns=[HOLE]), allowed)) == count


def test_what_was_not_looked_up_fails():
    skipped = {"dependencies": [{"name": "x", "skip_reason": "not found"}]}
    assert advisories.faults(skipped, {"GHSA-1"}) == ["x: not checked (not found)"]


def test_an_allowance_ends_with_its_day():
    table = {"allowed": [{"id": "GHSA-1", "until": date(2026, 11, 24)}]}
    assert advisories.allowed_today(table, date(2026, 11, 24)) == {"GHSA-1"}
    assert advisories.allowed_today(table, date(2026, 11, 25)) == set()


def test_every_allowance_has_package_day_and_reason():
    table = tomllib.loads((CI / "advisories.toml").read_text("utf-8"))
    assert type(table["checked"]) is date
    for entry in table.get("allowed", ()):
        assert entry["id"] and entry["package"] and entry["reason"] and type(entry["until"]) is date
