"""Reads outline files: TOML to frozen sections, with every fault named by file, section and remedy. No database."""

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reports.facts import BlockFacts, SectionFacts

KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
MAX_LEVEL = 3
DEFAULT_BLOCKS = (BlockFacts("narrative"), BlockFacts("cases"))
BLOCK_NEEDS = {
    "narrative": (),
    "cases": (),
    "challenges": (),
    "measures": (),
    "tiles": ("metrics",),
    "metrics": ("metrics", "title"),
    "chart": ("chart",),
    "annex_table": ("table",),
}
SECTION_FIELDS = {
    "key", "title", "required", "unnumbered", "annex", "guidance", "max_chars", "blocks", "section",
}  # fmt: skip
OUTLINE_FIELDS = {"key", "kind", "title", "numbering", "valid_from", "source", "based_on", "section"}


class OutlineError(ValueError):
    """An outline file cannot be used; the message lists every fault, one a line."""


@dataclass(frozen=True, slots=True)
class OutlineFile:
    key: str
    kind: str
    title: str
    numbering: str
    valid_from: int | None
    source: str
    based_on: str
    sections: tuple[SectionFacts, ...]


def read_outline(path: Path, *, metrics: Collection[str], tables: Collection[str]) -> OutlineFile:
    """One outline file, checked against the codes of known metrics and official tables; raises OutlineError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise OutlineError(
            _("%(file)s: cannot be read as TOML (%(error)s).") % {"file": path.name, "error": error}
        ) from error
    sections = tuple(_sections(data.get("section", []), parent=""))
    faults = [*_head_faults(data), *_tree_faults(data), *_code_faults(sections, metrics, tables)]
    if faults:
        raise OutlineError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return OutlineFile(
        key=data["key"],
        kind=data["kind"],
        title=data["title"],
        numbering=data["numbering"],
        valid_from=data.get("valid_from"),
        source=data.get("source", ""),
        based_on=data.get("based_on", ""),
        sections=sections,
    )


def _sections(rows: list[dict[str, Any]], parent: str) -> Iterator[SectionFacts]:
    """Depth first, in reading order."""
    for row in rows:
        key = str(row.get("key", ""))
        yield SectionFacts(
            key=key,
            title=str(row.get("title", "")),
            parent=parent,
            required=bool(row.get("required", False)),
            unnumbered=bool(row.get("unnumbered", False) or row.get("annex", False)),
            annex=bool(row.get("annex", False)),
            guidance=str(row.get("guidance", "")),
            max_chars=int(row.get("max_chars", 0)),
            blocks=tuple(_block(block) for block in row["blocks"]) if "blocks" in row else DEFAULT_BLOCKS,
        )
        yield from _sections(row.get("section", []), parent=key)


def _block(row: dict[str, Any] | str) -> BlockFacts:
    if isinstance(row, str):
        return BlockFacts(row)
    return BlockFacts(
        kind=str(row.get("kind", "")),
        metrics=tuple(row.get("metrics", ())),
        table=str(row.get("table", "")),
        chart=str(row.get("chart", "")),
        title=str(row.get("title", "")),
    )


def _head_faults(data: dict[str, Any]) -> Iterator[str]:
    for name in ("key", "kind", "title", "numbering"):
        if not data.get(name):
            yield _("“%(name)s” is missing; write it at the top of the file.") % {"name": name}
    if data.get("numbering") not in (None, "decimal", "chinese"):
        yield _("numbering “%(value)s” is not known; write decimal or chinese.") % {
            "value": data["numbering"]
        }
    if data.get("kind") not in (None, "school", "region"):
        yield _("kind “%(value)s” is not known; write school or region.") % {"value": data["kind"]}
    for name in sorted(data.keys() - OUTLINE_FIELDS):
        yield _("“%(name)s” is not a field of an outline; remove it or correct its spelling.") % {
            "name": name
        }


def _tree_faults(data: dict[str, Any]) -> Iterator[str]:
    seen: set[str] = set()

    def walk(rows: list[dict[str, Any]], level: int) -> Iterator[str]:
        for row in rows:
            key = str(row.get("key", ""))
            if not KEY.match(key):
                yield _("section key “%(key)s” is not allowed; use lower-case letters, digits, hyphens.") % {
                    "key": key
                }
            if key in seen:
                yield _("section key “%(key)s” stands twice; give each section its own.") % {"key": key}
            seen.add(key)
            if not row.get("title"):
                yield _("section “%(key)s” has no title.") % {"key": key}
            if level > MAX_LEVEL:
                yield _("section “%(key)s” lies deeper than three levels; move it up.") % {"key": key}
            for name in sorted(row.keys() - SECTION_FIELDS):
                yield _("section “%(key)s”: “%(name)s” is not a field of a section.") % {
                    "key": key,
                    "name": name,
                }
            yield from walk(row.get("section", []), level + 1)

    yield from walk(data.get("section", []), 1)
    if not seen:
        yield _("there is no section; add at least one [[section]].")


def _code_faults(
    sections: tuple[SectionFacts, ...], metrics: Collection[str], tables: Collection[str]
) -> Iterator[str]:
    for section in sections:
        for block in section.blocks:
            if block.kind not in BLOCK_NEEDS:
                yield _("section “%(key)s”: block kind “%(kind)s” is not known; use one of %(kinds)s.") % {
                    "key": section.key,
                    "kind": block.kind,
                    "kinds": ", ".join(BLOCK_NEEDS),
                }
                continue
            for name in BLOCK_NEEDS[block.kind]:
                if not getattr(block, name):
                    yield _("section “%(key)s”: a block “%(kind)s” needs “%(name)s”.") % {
                        "key": section.key,
                        "kind": block.kind,
                        "name": name,
                    }
            for code in block.metrics:
                if code not in metrics:
                    yield _(
                        "section “%(key)s”: metric “%(code)s” is not in the catalogue; "
                        "correct the code or add the metric first."
                    ) % {"key": section.key, "code": code}
            if block.table and block.table not in tables:
                yield _("section “%(key)s”: official table “%(table)s” is not known.") % {
                    "key": section.key,
                    "table": block.table,
                }
