"""What else a row of the log says, in lines: fields, and changes from what to what."""

from collections.abc import Iterator
from typing import Any

from reports.acts import target_words
from reports.models import LogEntry


def lines_of(entry: LogEntry) -> Iterator[str]:
    """What else a row says, one line for each field; a change as before → after."""
    for name, value in entry.detail.items():
        if name == "changes" and isinstance(value, dict):
            yield from (_line(field, change) for field, change in value.items())
        elif name == "place":
            yield target_words(str(value))
        elif value not in ("", None, [], {}):
            yield _line(name, value)


def _line(name: str, value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{name}: {_text(value[0])} → {_text(value[1])}"
    return f"{name}: {_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(_line(key, inner) for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_text(inner) for inner in value)
    return "–" if value in ("", None) else str(value)
