"""One event, one line: line ends and other control characters inside a message are written as escapes.

A trace follows its event indented, so that no text inside it can pass for an event.
"""

import logging


class OneLine(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name logging calls)
        text = super().formatMessage(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)

    def formatException(self, ei) -> str:  # noqa: N802
        trace = super().formatException(ei)
        return "\n".join(f"    {part}" for part in trace.splitlines())
