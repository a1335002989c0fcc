"""The report and its life. One module per subject; import from here."""

from .editions import Edition, EditionFile, ServedPage, Snapshot
from .findings import Finding
from .log import LogEntry
from .outlines import Outline, OutlineBlock, OutlineSection
from .publications import Bundle, MemberPin, Publication
from .queue import Duty, SiteMode, WorkerBeat
from .reports import IN_WORK, Chart, Narrative, Report, Signature, State, Transition, Version
from .requests import ExtensionRequest
from .workflow import (
    Contribution,
    Extension,
    FollowUp,
    GuestPass,
    Note,
    Notice,
    ReviewItem,
    ReviewLevel,
)

__all__ = [
    "Bundle",
    "Chart",
    "Contribution",
    "Duty",
    "Edition",
    "EditionFile",
    "Extension",
    "ExtensionRequest",
    "Finding",
    "FollowUp",
    "GuestPass",
    "IN_WORK",
    "LogEntry",
    "MemberPin",
    "Narrative",
    "Note",
    "Notice",
    "Outline",
    "OutlineBlock",
    "OutlineSection",
    "Publication",
    "Report",
    "ReviewItem",
    "ReviewLevel",
    "ServedPage",
    "Signature",
    "SiteMode",
    "Snapshot",
    "State",
    "Transition",
    "Version",
    "WorkerBeat",
]
