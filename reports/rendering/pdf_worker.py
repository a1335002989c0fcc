"""The process that makes one PDF and ends: `python -m reports.rendering.pdf_worker`.

It reads a job from standard input and answers on standard output. The parent sets its limits before it sends the job.
It knows neither Django nor the database.
"""

import datetime
import logging
import os
import sys

from .pdf_engine import render
from .pdf_job import Answer, Job, read_job, write_answer

VARIANT = "pdf/a-3a"


class Warnings(logging.Handler):
    """Keeps what the engine complains about."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage()[:500])


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the answer
    try:
        answer = make_pdf(read_job(sys.stdin.buffer))
    except MemoryError:
        answer = Answer(error="memory")
    except Exception as error:
        answer = Answer(error="broken", detail=f"{type(error).__name__}: {error}"[:500])
    write_answer(answers, answer)


def make_pdf(job: Job) -> Answer:
    """The PDF of a job, with everything the engine complained about and every address it was refused."""
    warnings = Warnings()
    logging.getLogger("weasyprint").addHandler(warnings)
    pdf, pages, refused = render(job, VARIANT, datetime.datetime.fromisoformat(job.dated or "2000-01-01"))
    return Answer(pdf, pages, tuple(warnings.messages), tuple(refused))


if __name__ == "__main__":
    main()
