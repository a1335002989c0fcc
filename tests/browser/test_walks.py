"""Walks as people take them: find and read a report, without JavaScript too; enter a figure in the back office."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.demo.accounts import PASSWORD

pytestmark = pytest.mark.browser

PUBLIC = [
    "/", "/institutions/", "/institutions/?q=没有这样的学校", "/institutions/sl-gyzx/", "/institutions/xfzj/",
    "/regions/", "/regions/621000/", "/r/621000/2024/", "/r/500120/2025/", "/r/lcgjgc/2020/", "/r/sl-gyzx/2025/",
    "/no-such-page/",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page) -> list[str]:
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{v['id']}: {n['html'][:120]}" for v in result.response["violations"] for n in v["nodes"]]


def log_in(page, name: str) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/admin/$"))


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


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_pass_axe_on_a_phone(open_page, address):
    page = open_page(width=320, height=800)
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize(
    ("address", "width", "scheme"),
    [
        ("/", 1440, "dark"),
        ("/r/sl-gyzx/2025/", 768, "dark"),
        ("/r/621000/2024/", 1440, "light"),
        ("/regions/", 768, "dark"),
    ],
)
def test_other_widths_and_the_dark_scheme_pass_axe(open_page, address, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    page.goto(address)
    assert violations(page) == []


def test_the_english_interface_passes_axe(open_page):
    page = open_page(width=320)
    page.goto("/r/500120/2025/")
    page.click("button:has-text('English')")
    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page) == []


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_overflows_at_320_points(open_page, address):
    page = open_page(width=320, height=800)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/institutions/metricvalue/"])
def test_the_back_office_has_no_grave_axe_fault(open_page, address):
    page = open_page(width=1280)
    if address != "/admin/login/":
        log_in(page, "guanli")
    page.goto(address)
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES[:-1]}})
    grave = [
        f"{v['id']}: {n['html'][:160]}"
        for v in result.response["violations"]
        if v["impact"] in ("critical", "serious")
        for n in v["nodes"]
    ]
    assert grave == []
