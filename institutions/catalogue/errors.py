"""What is wrong in a catalogue file, gathered line by line: a file with problems is refused whole.

A problem keeps its message and parameters apart, so its sentence is made in the reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `rule` is a stable slug; `line` 1 is the header, 0 the whole file."""

    file: str
    line: int
    rule: str
    message: Any = field(compare=False)  # a lazy translation with %(name)s places
    params: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        return str(self.message) % self.params

    def __str__(self) -> str:
        place = _("%(file)s, line %(line)d: %(text)s") if self.line else _("%(file)s: %(text)s")
        return str(place) % {"file": self.file, "line": self.line, "text": self.text}


class CatalogueError(Exception):
    """Raised with every problem found, never with the first alone."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
