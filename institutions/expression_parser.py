"""Text to tree by a tokenizer and recursive descent: no eval, bounded in length and depth, ASCII only."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from .expression_tree import Check, Code, Expression, Number, Operation

MAX_LENGTH = 500  # characters; as much as a stored list of checks
MAX_DEPTH = 20  # parentheses and signs inside one another
TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?![0-9a-z_.])|(?P<code>[a-z][a-z0-9_]*)|(?P<sign><=|>=|[-+*/(),=])"
)


class ExpressionError(ValueError):
    """A formula that cannot be read. `position` counts characters from 1."""

    def __init__(self, message: Any, position: int, **params: Any):
        super().__init__(message, position)
        self.message, self.position, self.params = message, position, params

    def __str__(self) -> str:
        text = str(self.message) % self.params
        return str(_("at character %(position)d: %(text)s")) % {"position": self.position, "text": text}


def parse(text: str) -> Expression:
    """Read a formula. Raises ExpressionError with the character where reading stopped."""
    reader = _Reader(text)
    tree = reader.sum()
    reader.finish()
    return tree


def parse_checks(text: str) -> tuple[Check, ...]:
    """Read checks parted by `;`. Positions in errors count inside the single check."""
    if len(text) > MAX_LENGTH:
        raise _too_long()
    return tuple(_Reader(part).check() for part in text.split(";") if part.strip())


class _Reader:
    """Recursive descent over the tokens of one expression: sum, product, factor."""

    def __init__(self, text: str):
        if len(text) > MAX_LENGTH:
            raise _too_long()
        self.text, self.depth, self.at = text, 0, 0
        self.tokens = _tokens(text)

    def check(self) -> Check:
        left = None if self.peek() in ("=", "<=", ">=") else self.sum()
        comparison = self.take("=", "<=", ">=")
        tree = Check(left, comparison, self.sum())
        self.finish()
        return tree

    def sum(self) -> Expression:
        tree = self.product()
        while self.peek() in ("+", "-"):
            tree = Operation(self.take(), tree, self.product())
        return tree

    def product(self) -> Expression:
        tree = self.factor()
        while self.peek() in ("*", "/"):
            tree = Operation(self.take(), tree, self.factor())
        return tree

    def factor(self) -> Expression:
        kind, word, position = self.tokens[self.at]
        self.take()
        if kind == "number":
            return Number(Decimal(word))
        if kind == "code":
            return self.call(word) if self.peek() == "(" else Code(word)
        if word not in ("(", "-"):
            raise ExpressionError(_("a number, a metric code or “(” is expected here"), position)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("more than %(most)d parentheses deep"), position, most=MAX_DEPTH)
        if word == "-":
            tree: Expression = Operation("-", Number(Decimal(0)), self.factor())
        else:
            tree = self.sum()
            self.take(")")
        self.depth -= 1
        return tree

    def call(self, name: str) -> Expression:
        position = self.tokens[self.at - 1][2]
        if name not in ("prev", "sum"):
            raise ExpressionError(
                _("“%(name)s” is no function; only prev(a) and sum(a, b) are"), position, name=name
            )
        self.take("(")
        tree: Expression = Code(self.code(), -1 if name == "prev" else 0)
        while name == "sum" and self.peek() == ",":
            self.take()
            tree = Operation("+", tree, Code(self.code()))
        self.take(")")
        return tree

    def code(self) -> str:
        kind, _word, position = self.tokens[self.at]
        if kind != "code":
            raise ExpressionError(_("a metric code is expected here"), position)
        return self.take()

    def peek(self) -> str:
        return self.tokens[self.at][1]

    def take(self, *wanted: str) -> str:
        kind, word, position = self.tokens[self.at]
        if wanted and word not in wanted:
            raise ExpressionError(_("“%(wanted)s” is expected here"), position, wanted=" ".join(wanted))
        self.at += kind != "end"
        return word

    def finish(self) -> None:
        kind, word, position = self.tokens[self.at]
        if kind != "end":
            raise ExpressionError(_("“%(word)s” does not belong here"), position, word=word)


def _too_long() -> ExpressionError:
    return ExpressionError(_("longer than %(most)d characters"), MAX_LENGTH + 1, most=MAX_LENGTH)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """(kind, word, position) with a closing end token. Only ASCII digits and letters are read."""
    found, at = [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = TOKEN.match(text, at)
        if not match:
            raise ExpressionError(_("“%(word)s” cannot stand in a formula"), at + 1, word=text[at])
        found.append((match.lastgroup or "", match.group(), at + 1))
        at = match.end()
    return [*found, ("end", "", len(text) + 1)]
