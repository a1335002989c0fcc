"""Formulas and checks: what is read, what is refused and where, and what they come to."""

from decimal import Decimal

import pytest

from institutions.catalogue.errors import CatalogueError
from institutions.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Check,
    Code,
    ExpressionError,
    Formula,
    Number,
    Operation,
    codes,
    evaluate,
    order,
    parse,
    parse_checks,
    wording,
)

VALUES = {"a": Decimal(6), "b": Decimal(4), "c": Decimal("0.5"), "zero": Decimal(0), "gone": None}
LAST_YEAR = {"a": Decimal(5)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", Decimal(8)),  # product before sum
        ("(a + b) * c", Decimal(5)),
        ("a - b - c", Decimal("1.5")),  # from the left
        ("a / b / c", Decimal(3)),
        ("-a + b", Decimal(-2)),
        ("2 * -b", Decimal(-8)),
        ("a / b * 100", Decimal(150)),
        ("sum(a, b, c)", Decimal("10.5")),
        ("sum(a)", Decimal(6)),
        ("(a - prev(a)) / prev(a) * 100", Decimal(20)),
        ("zero / a", Decimal(0)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("a", Decimal(6)),
    ],
)
def test_evaluate_computes(text, expected):
    assert evaluate(parse(text), VALUES.get, LAST_YEAR.get) == expected


@pytest.mark.parametrize("text", ["a / zero", "a / (b - 4)", "a + gone", "unheard_of", "prev(b)", "gone * 0"])
def test_evaluate_is_not_computable_when_a_part_is_missing_or_a_divisor_zero(text):
    assert evaluate(parse(text), VALUES.get, LAST_YEAR.get) is None


def test_evaluate_without_last_year_cannot_compute_growth():
    assert evaluate(parse("a - prev(a)"), VALUES.get) is None


def test_evaluate_keeps_28_significant_digits():
    assert evaluate(parse("1 / 3"), VALUES.get) == Decimal("0." + "3" * 28)


def test_evaluate_recomputes_the_destination_form_of_a_city():
    printed = {"placed": Decimal(1802), "total": Decimal(1843)}
    assert round(evaluate(parse("placed / total * 100"), printed.get), 2) == Decimal("97.78")


def test_parse_builds_the_tree():
    assert parse("prev(a) / 2") == Operation("/", Code("a", -1), Number(Decimal(2)))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("   ", 4),
        ("a +", 4),
        ("a b", 3),
        ("(a", 3),
        ("a)", 2),
        ("a + * b", 5),
        ("__import__('os').system('id')", 1),
        ("a.real", 2),
        ("a ** b", 4),
        ("a // b", 4),
        ("a; b", 2),
        ("a\n+ b", 2),
        ("١ + a", 1),  # Arabic digit one
        ("１ + a", 1),  # full-width digit
        ("a × b", 3),
        ("Graduates", 1),
        ("1e9", 1),
        ("1.2.3", 1),
        (".5", 1),
        ("2a", 1),
        ("eval(a)", 1),
        ("sum()", 5),
        ("prev(a, b)", 7),
        ("prev(prev(a))", 10),
        ("a = b", 3),
        ("a\x00", 2),
    ],
)
def test_parse_refuses_and_says_where(text, position):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "a" + "+a" * MAX_LENGTH,
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "-" * (MAX_DEPTH + 1) + "a",
        "(" * 100_000,
        "9" * 1_000_000,
    ],
)
def test_parse_refuses_what_is_too_long_or_too_deep(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_parse_reads_the_longest_and_the_deepest_allowed():
    longest = "a" + "+a" * ((MAX_LENGTH - 1) // 2)
    deepest = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    assert evaluate(parse(longest), VALUES.get) == 6 * (1 + (MAX_LENGTH - 1) // 2)
    assert parse(deepest) == Code("a")


def test_parse_checks_reads_each_form():
    assert parse_checks("= a + b; <= c;>= 2; sum(a, b) = 100;") == (
        Check(None, "=", Operation("+", Code("a"), Code("b"))),
        Check(None, "<=", Code("c")),
        Check(None, ">=", Number(Decimal(2))),
        Check(Operation("+", Code("a"), Code("b")), "=", Number(Decimal(100))),
    )


@pytest.mark.parametrize(
    "text", ["a", "= ", "< a", "== a", "= a = b", "!= a", "= a;; a +", "= a" + ";" * 1000]
)
def test_parse_checks_refuses(text):
    with pytest.raises(ExpressionError):
        parse_checks(text)


def test_codes_tells_the_years_apart():
    tree = parse("(a - prev(b)) / sum(a, c) * 100")
    assert codes(tree) == {"a", "b", "c"}
    assert codes(tree, year=0) == {"a", "c"}
    assert codes(tree, year=-1) == {"b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a + b) / c * 100", "(A + B) ÷ C × 100"),
        ("a - (b - c)", "A - (B - C)"),
        ("a / (b * c)", "A ÷ (B × C)"),
    ],
)
def test_wording_keeps_the_meaning(text, expected):
    assert wording(parse(text), lambda code: code.code.upper()) == expected


def test_order_puts_parts_first_and_ignores_last_year():
    formulas = [
        Formula("rate", parse("part / whole")),
        Formula("part", parse("base + prev(rate)")),
        Formula("share", parse("rate * 2")),
    ]
    found = order(formulas, {"rate", "part", "share", "whole", "base"})
    assert found.index("part") < found.index("rate") < found.index("share")
    assert sorted(found) == ["part", "rate", "share"]


def test_order_refuses_a_cycle_and_names_file_line_and_ring():
    formulas = [
        Formula("a", parse("b + 1"), "metrics.csv", 3),
        Formula("b", parse("c + 1"), "metrics.csv", 4),
        Formula("c", parse("a + 1"), "metrics.csv", 5),
    ]
    with pytest.raises(CatalogueError) as caught:
        order(formulas, {"a", "b", "c"})
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.rule) == ("metrics.csv", 3, "formula-cycle")
    assert set(problem.params["ring"].split(" → ")) == {"a", "b", "c"}


def test_order_refuses_a_metric_that_needs_itself():
    with pytest.raises(CatalogueError) as caught:
        order([Formula("a", parse("a + 1"), "metrics.csv", 9)], {"a"})
    assert [(p.line, p.rule) for p in caught.value.problems] == [(9, "formula-cycle")]


def test_order_gathers_every_unknown_code():
    formulas = [Formula("a", parse("x / y"), "m.csv", 2), Formula("b", parse("prev(z)"), "m.csv", 7)]
    with pytest.raises(CatalogueError) as caught:
        order(formulas, {"a", "b"})
    assert [(p.line, p.rule, p.params["code"]) for p in caught.value.problems] == [
        (2, "formula-unknown-code", "x"),
        (2, "formula-unknown-code", "y"),
        (7, "formula-unknown-code", "z"),
    ]
