"""What the site is built from: pinned with hashes, no address in any file, above the versions with known holes."""

import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
ADVISORIES = tomllib.loads((ROOT / ".ci" / "advisories.toml").read_text("utf-8"))
FLOORS = {name: floor["version"] for name, floor in ADVISORIES["floors"].items()}
LOCKS = ("base", "test")


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-zA-Z0-9._-]+)==([^ \\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
    without = [e.split("==")[0] for e in entries if "--hash=sha256:" not in e and not e.startswith("#")]
    assert without == []
    assert len(locked(name)) > 20


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_versions_lie_above_known_holes(package, floor):
    assert Version(locked("base")[package]) >= Version(floor)
    assert Version(version(package)) >= Version(floor)


def test_what_is_installed_is_what_is_locked():
    differing = {
        package: (wanted, version(package))
        for package, wanted in locked("test").items()
        if version(package) != wanted
    }
    assert differing == {}


def test_no_file_names_a_registry_or_an_index():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    marks = re.compile(
        r"--index-url|--extra-index-url|--find-links|--trusted-host|/simple/|registry\.npmjs|files\.pythonhosted"
    )
    guilty = [
        name
        for name in tracked
        if name.endswith((".txt", ".in", ".toml", ".cfg", ".sh", ".json", "Makefile", ".md"))
        and name != "tests/foundation/test_supply.py"
        and marks.search((ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert guilty == []


def test_every_direct_dependency_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    direct = [
        re.split(r"[\[<>=~!]", line)[0].strip()
        for name in LOCKS
        for line in (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "-r"))
    ]
    assert [name for name in direct if name not in reasons] == []


def test_the_list_of_parts_names_every_locked_package():
    parts = (ROOT / "docs" / "sbom.md").read_text("utf-8")
    missing = [f"{name} {v}" for name, v in locked("base").items() if f"| {name} | {v} |" not in parts]
    assert missing == []
