"""The grammar that names a figure: read, refused, and written back."""

import pytest

from institutions.references import InvalidReference, Reference, parse_reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("students_enrolled", Reference("students_enrolled")),
        ("placement_rate?year=-1", Reference("placement_rate", year=-1)),
        (
            "placement_rate?year=-1;show=change_percent;of=own;digits=2",
            Reference("placement_rate", year=-1, show="change_percent", digits=2),
        ),
        ("students_new?of=fold", Reference("students_new", of="fold")),
        ("students_new?of=qingyang-school", Reference("students_new", of="qingyang-school")),
        ("students_new?of=621000", Reference("students_new", of="621000")),
        (
            "students_new?breakdown=技工类;period=2019秋",
            Reference("students_new", breakdown="技工类", period="2019秋"),
        ),
        ("income_total?unit=none;digits=0", Reference("income_total", digits=0, unit="none")),
        ("income_total?unit=亿元", Reference("income_total", unit="亿元")),
        ("equipment_value_per_student?unit=元/生", Reference("equipment_value_per_student", unit="元/生")),
        ("a?period=2022-2023~2024-2025", Reference("a", period="2022-2023~2024-2025")),
        ("a?period=2024-12-31", Reference("a", period="2024-12-31")),
    ],
)
def test_reference_is_read_and_reads_back(text, expected):
    assert parse_reference(text) == expected
    assert parse_reference(str(expected)) == expected


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("a?year=0;show=value;of=own", "a"),
        ("a?digits=0", "a?digits=0"),
        ("a?digits=2;year=-1", "a?year=-1;digits=2"),
    ],
)
def test_reference_is_written_in_one_way(text, shortest):
    assert str(parse_reference(text)) == shortest


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "code"),
        ("Students", "code"),
        ("学生数", "code"),
        ("a b", "code"),
        (" a", "code"),
        ("a\n", "code"),
        ("a?colour=red", "key"),
        ("a?Year=-1", "key"),
        ("a?year=-1;", "key"),
        ("a?year=-1&digits=2", "word"),
        ("a?year=1", "word"),
        ("a?year=-31", "word"),
        ("a?year=-0", "word"),
        ("a?year=-１", "word"),
        ("a?year=", "word"),
        ("a?year", "word"),
        ("a?show=all", "word"),
        ("a?digits=7", "word"),
        ("a?digits=2.0", "word"),
        ("a?digits=２", "word"),
        ("a?unit=万园", "word"),
        ("a?unit=", "word"),
        ("a?of=Not A Code", "word"),
        ("a?of=../x", "word"),
        ("a?period=last year", "word"),
        ("a?period=２０２４", "word"),
        ("a?period=２０２３-２０２４", "word"),
        ("a?breakdown=", "word"),
        ('a?breakdown="x"', "word"),
        ("a?breakdown=<b>", "word"),
        ("a?breakdown=" + "长" * 61, "word"),
        ("a?year=-1;year=-2", "key"),
        ("a?" + "x" * 400, "most"),
    ],
)
def test_reference_refuses_and_names_the_part(text, part):
    with pytest.raises(InvalidReference) as caught:
        parse_reference(text)
    assert part in caught.value.params


def test_reference_refuses_a_lonely_question_mark():
    with pytest.raises(InvalidReference):
        parse_reference("a?")
