"""Walks as people take them: find and read a report, without JavaScript too; enter a figure in the back office."""

import re

import pytest

from .checks import log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_a_reader_finds_a_school_reads_and_downloads(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/")
    page.fill("#q", "聊城")
    page.press("#q", "Enter")
    page.click("text=聊城高级工程职业学校")
    page.click("text=教育质量年度报告")
    assert page.locator("h1").count() == 1
    assert page.locator("caption:has-text('学校基本情况一览表')").is_visible()
    answer = page.request.get("/r/lcgjgc/2020/report.pdf")
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")


def test_a_filler_enters_a_figure_and_it_stands_in_the_list(open_page):
    page = open_page(width=1280)
    log_in(page, "tianbao")
    page.goto(
        "/admin/institutions/metricvalue/?q=students_enrolled&record__round__id__exact=" + draft_round(page)
    )
    page.click("#result_list .field-metric a")
    page.fill("#id_value", "4181")
    page.click("input[name=_save]")
    assert "4181" in page.locator("#result_list").inner_text()


def draft_round(page) -> str:
    """The id of the round in work, read from the filter of the list."""
    page.goto("/admin/institutions/metricvalue/")
    href = page.locator("#changelist-filter a:has-text('2026')").first.get_attribute("href")
    return re.search(r"record__round__id__exact=(\d+)", href)[1]


def test_a_school_does_not_see_the_other_one(open_page):
    page = open_page(width=1280)
    log_in(page, "tianbao")
    page.goto("/admin/institutions/institution/")
    assert "示例市工业职业学校" in page.content()
    assert "示例市现代服务职业学校" not in page.content()
