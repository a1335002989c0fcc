"""Stores outline files as rows. A changed file makes a new version of its outline; reports keep the one they have."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from institutions.models import Metric, OfficialTable
from reports.facts import BlockFacts
from reports.models import Outline, OutlineBlock, OutlineSection

from .read import OutlineFile, read_outline

SHIPPED = Path(__file__).parent


def load_shipped_outlines() -> list[Outline]:
    """All outline files of this folder, all or none; raises OutlineError before anything is stored."""
    metrics = set(Metric.objects.values_list("code", flat=True))
    tables = set(OfficialTable.objects.values_list("code", flat=True))
    files = [read_outline(path, metrics=metrics, tables=tables) for path in sorted(SHIPPED.glob("*.toml"))]
    with transaction.atomic():
        return [store_outline(file) for file in files]


@transaction.atomic
def store_outline(file: OutlineFile) -> Outline:
    """The outline as rows: the newest version if its content is equal, else a new one."""
    digest = hashlib.sha256(json.dumps(asdict(file), sort_keys=True).encode()).hexdigest()
    newest = Outline.objects.filter(key=file.key).order_by("-version").first()
    if newest is not None and newest.digest == digest:
        return newest
    last = Outline.objects.filter(key=file.key).aggregate(last=Max("version"))["last"] or 0
    outline = Outline.objects.create(
        key=file.key,
        version=last + 1,
        kind=file.kind,
        title=file.title,
        numbering=file.numbering,
        valid_from=file.valid_from,
        source=file.source,
        based_on=file.based_on,
        digest=digest,
    )
    _store_sections(outline, file)
    return outline


def _store_sections(outline: Outline, file: OutlineFile) -> None:
    rows: dict[str, OutlineSection] = {}
    blocks: list[OutlineBlock] = []
    for position, section in enumerate(file.sections):
        rows[section.key] = OutlineSection.objects.create(
            outline=outline,
            parent=rows.get(section.parent),
            key=section.key,
            title=section.title,
            position=position,
            required=section.required,
            unnumbered=section.unnumbered,
            annex=section.annex,
            guidance=section.guidance,
            max_chars=section.max_chars,
        )
        blocks += [
            OutlineBlock(section=rows[section.key], position=n, kind=block.kind, options=_options(block))
            for n, block in enumerate(section.blocks)
        ]
    OutlineBlock.objects.bulk_create(blocks)


def _options(block: BlockFacts) -> dict[str, object]:
    named = {"metrics": list(block.metrics), "table": block.table, "chart": block.chart, "title": block.title}
    return {name: value for name, value in named.items() if value}
