"""What a preview tells of an import: how many rows are new, changed, the same or refused, and each refusal by line."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

logger = logging.getLogger(__name__)
LISTED = 200  # refusals a page lists


class RowRefused(ValueError):
    """A row that cannot be taken, with the column to correct."""

    def __init__(self, column: str, sentence: str):
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True, slots=True)
class Refusal:
    """`line` is the row number in the person's own program; None: the whole file."""

    line: int | None
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    rows: int
    new: int
    changed: int
    same: int
    refused: int
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]

    @property
    def acceptable(self) -> bool:
        return not self.refusals and not self.refused


def preview_of(result: Result) -> Preview:
    """`result` carries `lines`, `titles` and `notes`, put on by the resource."""
    totals = result.totals
    refusals = tuple(_of_file(result)) or tuple(_of_rows(result))
    refused = totals[RowResult.IMPORT_TYPE_ERROR] + totals[RowResult.IMPORT_TYPE_INVALID]
    return Preview(
        rows=result.total_rows,
        new=totals[RowResult.IMPORT_TYPE_NEW],
        changed=totals[RowResult.IMPORT_TYPE_UPDATE],
        same=totals[RowResult.IMPORT_TYPE_SKIP],
        refused=result.total_rows if result.base_errors else refused,
        refusals=refusals[:LISTED],
        notes=tuple(result.notes),
    )


def digest_of(result: Result) -> str:
    """SHA-256 of what the preview showed: a confirmation that would do anything else is refused."""
    shown = [[row.import_type, [str(cell) for cell in row.diff or ()]] for row in result.rows]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _of_file(result: Result) -> Iterator[Refusal]:
    for error in result.base_errors:
        yield Refusal(None, "", _sentence(error.error))


def _of_rows(result: Result) -> Iterator[Refusal]:
    for line, row in zip(result.lines, result.rows, strict=False):
        for error in row.errors:
            yield Refusal(line, getattr(error.error, "column", ""), _sentence(error.error))
        if row.validation_error is not None:
            yield from _of_fields(result, line, row.validation_error)


def _of_fields(result: Result, line: int, error: ValidationError) -> Iterator[Refusal]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            yield Refusal(line, str(result.titles.get(name, "")), sentence)


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, ValueError):
        return str(error)
    logger.error("import row failed", exc_info=error)
    return _("This row could not be read. Check its cells against the template.")
