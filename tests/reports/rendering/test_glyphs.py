"""Characters without a glyph are named before anything is signed; ordinary and rare Chinese all print."""

import pytest

from reports.rendering.glyphs import without_glyph


@pytest.mark.parametrize(
    "text",
    ["示例学校〇·㎡①％", "䶮㙓𠀀𫟼𬭛", "龍門職業學校", "abc 123 “”——…", "买买提·艾力", "\u200b\ufe0f\t\n"],
)
def test_everything_a_chinese_report_holds_has_a_glyph(text):
    assert without_glyph(text) == {}


def test_a_character_no_font_has_is_named_with_its_words():
    assert without_glyph("本校成绩优异🎉，特此报告") == {"🎉": "本校成绩优异🎉，特此报告"}
