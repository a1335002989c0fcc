"""The one cleaner: what is kept, what is dropped, what is refused."""

import pytest
from django.core.exceptions import ValidationError

from reports.document.vocabulary import MAX_CELLS, MAX_CHARACTERS, MAX_DEPTH, MAX_PARAGRAPHS, clean

KEPT = [
    "<p>甲<strong>乙</strong><em>丙</em><br>丁<sub>1</sub><sup>2</sup></p>",
    "<h3>小标题</h3><h4>更小</h4><ul><li>一</li></ul><ol><li>二</li></ol>",
    '<p><a href="https://example.org/?a=1">链接</a><a href="#tab-talent-1">表</a></p>',
    '<p><img src="picture:campus-1"></p>',
    '<p><data value="graduates_total?year=-1">1843人</data></p>',
    '<table><caption>表<small>单位：人</small></caption><thead><tr><th scope="col" colspan="2">甲</th></tr></thead>'
    '<tbody><tr><td rowspan="2">1</td><td>2</td></tr></tbody></table>',
]


@pytest.mark.parametrize("html", KEPT)
def test_house_vocabulary_passes_unchanged(html):
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script><p>甲</p>", "<p>甲</p>"),
        ('<p style="color:red" class="x" id="y" onclick="z()">甲</p>', "<p>甲</p>"),
        ('<p><a href="javascript:alert(1)">甲</a></p>', "<p><a>甲</a></p>"),
        ('<p><a href="//evil.example/x">甲</a></p>', "<p><a>甲</a></p>"),
        ('<p><img src="https://evil.example/x.png">甲</p>', "<p><img>甲</p>"),
        ('<p><a href="picture:campus">甲</a></p>', "<p><a>甲</a></p>"),
        ("<h1>甲</h1><div>乙</div>", "甲乙"),
        ('<td colspan="2147483647">甲</td>', "甲"),
        ('<p><data value="graduates_total?show=nonsense">1</data></p>', "<p><data>1</data></p>"),
        ("<p>甲\x00乙\x0b</p>", "<p>甲乙</p>"),
        ("<p>\ud800甲</p>", "<p>甲</p>"),
        ("<!-- 注释 --><p>甲</p>", "<p>甲</p>"),
    ],
)
def test_everything_else_is_dropped(html, expected):
    assert clean(html) == expected


def test_spans_are_clamped():
    html = '<table><tbody><tr><td colspan="2147483647">甲</td><td rowspan="99">乙</td></tr></tbody></table>'
    assert clean(html) == '<table><tbody><tr><td>甲</td><td rowspan="20">乙</td></tr></tbody></table>'


@pytest.mark.parametrize(
    "html",
    [
        "甲" * (MAX_CHARACTERS + 1),
        "<blockquote>" * (MAX_DEPTH + 1) + "甲" + "</blockquote>" * (MAX_DEPTH + 1),
        "<table><tbody>" + "<tr>" + "<td>1</td>" * (MAX_CELLS + 1) + "</tr></tbody></table>",
        "<p>1</p>" * (MAX_PARAGRAPHS + 1),
    ],
    ids=["characters", "depth", "cells", "paragraphs"],
)
def test_past_a_limit_the_text_is_refused_never_cut(html):
    with pytest.raises(ValidationError):
        clean(html)
