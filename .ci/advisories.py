"""Judges an audit of the locked packages (JSON of pip-audit): fails on an advisory that is not allowed, and on a
package that was not looked up, since "nothing found" about what nobody asked says nothing.
"""

import json
import sys
import tomllib
from datetime import date
from pathlib import Path

TABLE = Path(__file__).with_name("advisories.toml")


def allowed_today(table: dict, today: date) -> set[str]:
    return {entry["id"] for entry in table.get("allowed", ()) if entry["until"] >= today}


def faults(audit: dict, allowed: set[str]) -> list[str]:
    """One line for each package with an advisory that is not allowed, and for each that was not checked."""
    lines = []
    for package in audit["dependencies"]:
        name = package["name"]
        if "skip_reason" in package:
            lines.append(f"{name}: not checked ({package['skip_reason']})")
        for hole in package.get("vulns", ()):
            if not {hole["id"], *hole.get("aliases", ())} & allowed:
                fixed = ", ".join(hole.get("fix_versions", ())) or "no version"
                lines.append(f"{name} {package['version']}: {hole['id']}, fixed in {fixed}")
    return lines


def main() -> int:
    audit = json.load(sys.stdin)
    found = faults(audit, allowed_today(tomllib.loads(TABLE.read_text("utf-8")), date.today()))
    print("\n".join(found) or f"{len(audit['dependencies'])} packages checked, no advisory")
    return bool(found) or not audit["dependencies"]


if __name__ == "__main__":
    sys.exit(main())
