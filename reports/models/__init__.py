"""The report and its life. One module per subject; import from here."""

from .editions import Edition, EditionFile, ServedPage, Snapshot
from .findings import Finding
from .log import LogEntry
from .outlines import Outline, OutlineBlock, OutlineSection
from .reports import IN_WORK, Chart, Narrative, Report, Signature, State, Transition, Version

__all__ = [
    "Chart",
    "Edition",
    "EditionFile",
    "Finding",
    "IN_WORK",
    "LogEntry",
    "Narrative",
    "Outline",
    "OutlineBlock",
    "OutlineSection",
    "Report",
    "ServedPage",
    "Signature",
    "Snapshot",
    "State",
    "Transition",
    "Version",
]
