"""Reads one demonstration report from its folder: files to plain data, faults named by file. No database."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class DemoError(ValueError):
    """A demonstration file cannot be used; the message names it."""


@dataclass(frozen=True)
class DemoReport:
    name: str
    head: dict[str, Any]
    values: list[dict[str, str]]
    texts: dict[str, str] = field(default_factory=dict)  # section key → house vocabulary
    preface: str = ""
    lead: str = ""
    cases: list[dict[str, Any]] = field(default_factory=list)
    challenges: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)


def demo_reports() -> Iterator[DemoReport]:
    """All reports of the demonstration, earlier rounds first, so that last year's figures are there."""
    folders = (path for path in FOLDER.iterdir() if (path / "report.toml").exists())
    yield from sorted((read_report(path) for path in folders), key=lambda r: (r.head["round"], r.name))


def read_report(folder: Path) -> DemoReport:
    challenges = _toml(folder / "challenges.toml")
    return DemoReport(
        name=folder.name,
        head=_toml(folder / "report.toml"),
        values=read_values(folder / "values.csv"),
        texts={path.stem: path.read_text("utf-8") for path in sorted((folder / "sections").glob("*.html"))},
        preface=_text(folder / "preface.html"),
        lead=_text(folder / "lead.html"),
        cases=read_cases(folder),
        challenges=challenges.get("challenge", []),
        measures=challenges.get("measure", []),
        pictures=_toml(folder / "pictures.toml").get("picture", []),
        charts=_toml(folder / "charts.toml").get("chart", []),
    )


def read_cases(folder: Path) -> list[dict[str, Any]]:
    return [case for path in sorted(folder.glob("cases*.toml")) for case in _toml(path).get("case", [])]


def read_values(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DemoError(f"{path.parent.name}/{path.name}: {error}") from error


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
