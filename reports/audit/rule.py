"""How rules are written down: one function each, with an id that never changes and the sentence it speaks in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.document.nodes import Document
from reports.facts import Facts

from .finding import Found

Check = Callable[[Facts, Document], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`sentence` is a translatable text with %(name)s places; `check` judges Facts and their Document."""

    id: str
    severity: str
    title: Any
    sentence: Any
    check: Check


RULES: list[Rule] = []


def rule(id: str, *, severity: str, title: Any, sentence: Any) -> Callable[[Check], Check]:
    """Registers a rule function. Raises ValueError where an id is used twice."""

    def register(check: Check) -> Check:
        if any(known.id == id for known in RULES):
            raise ValueError(f"rule id {id} is used twice")
        RULES.append(Rule(id, severity, title, sentence, check))
        return check

    return register
