"""What is typed into the search field, and which names come near it."""

import pytest

from reports.site.words import near, typed, words_of

NAMES = [
    (1, "示例市工业职业学校"),
    (1, "示例工职"),
    (2, "示例市现代服务职业学校"),
    (3, "西峰职业中等专业学校"),
]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("  工业 \u3000 学校 ", "工业 学校"),
        ("工\0业\n学\t校", "工 业 学 校"),
        ("工\u200b业\ufeff", "工业"),
        ("\u202e校学", "校学"),
        ("长" * 61, "长" * 60),
        ("𠮷野\ue000", "𠮷野\ue000"),
        ("", ""),
    ],
)
def test_the_typed_text_is_one_short_line(value, shown):
    assert typed(value) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("阿卜杜拉·买买提", ["阿卜杜拉", "买买提"]),
        ("示例（工业）学校", ["示例", "工业", "学校"]),
        ("a b c d e f", ["a", "b", "c", "d", "e"]),
        ("，。", []),
    ],
)
def test_marks_part_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("示列市工业职业学校", [1]),
        ("示例市现代服务学校", [2]),
        ("西锋职业中等专业学校", [3]),
        ("幼儿园", []),
        ("？？", []),
    ],
)
def test_a_slip_leads_to_the_nearest_names_alone(text, keys):
    assert near(text, NAMES) == keys


def test_the_nearest_name_stands_first():
    assert near("示例职工", NAMES)[0] == 1
