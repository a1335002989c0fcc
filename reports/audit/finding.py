"""A finding as a rule states it: rule, severity, place, parameters. Its sentence is made when it is read."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

MUST_FIX, MUST_EXPLAIN, ADVICE = "must_fix", "must_explain", "advice"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found. `place` is an anchor of the document or value:CODE; `about` tells findings of one rule apart.

    `params` holds plain values for the sentence of the rule: texts, numbers as printed.
    """

    rule: str
    severity: str
    place: str
    about: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Stays the same while the finding is about the same thing, whatever the numbers become."""
        content = json.dumps([self.rule, self.place, self.about], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()
