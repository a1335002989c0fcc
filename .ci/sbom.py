"""Writes docs/sbom.md: every part of the site with its version and licence, from the lock and the installed metadata."""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def licence(name: str) -> str:
    data = metadata(name)
    stated = data.get("License-Expression") or next(
        (c.rpartition(" :: ")[2] for c in data.get_all("Classifier", []) if c.startswith("License ::")), ""
    )
    return stated or (data.get("License") or "").splitlines()[0][:60]


def main() -> None:
    text = (ROOT / "requirements" / "base.txt").read_text("utf-8")
    rows = sorted(re.findall(r"^([a-zA-Z0-9._-]+)(?:\[[a-z,]+\])?==([^ \\]+)", text, re.MULTILINE))
    lines = ["# Parts of the site (SBOM)", "", "Made by `.ci/sbom.py` from `requirements/base.txt`.", ""]
    lines += ["| package | version | licence |", "|---|---|---|"]
    lines += [f"| {name} | {version} | {licence(name)} |" for name, version in rows]
    (ROOT / "docs" / "sbom.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
