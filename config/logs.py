"""One event, one line: line ends and other control characters inside a message are written as escapes."""

import logging


class OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if record.exc_info:
            return text  # a trace is for the operator and spans lines
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
