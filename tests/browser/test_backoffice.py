"""The back office in its skin: log-in, stock lists and forms, the preview of a draft."""

import re

import pytest

from .checks import OUTLINE, axe_on, log_in, spilling, violations

pytestmark = pytest.mark.browser

STOCK = [
    "/admin/", "/admin/institutions/metricvalue/", "/admin/institutions/institution/", "/admin/reports/report/",
    "/admin/reports/narrative/", "/admin/reports/version/", "/admin/institutions/metricvalue/import/",
    "/admin/institutions/metricvalue/export/", "/admin/password_change/",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_the_log_in_page_passes_axe(open_page, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    page.goto("/admin/login/")
    assert violations(page) == []
    assert spilling(page) == []
    assert "质报" in page.title()


@pytest.mark.parametrize(("width", "scheme"), [(768, "light"), (1440, "dark")])
def test_stock_lists_have_no_grave_fault(open_page, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    log_in(page, "guanli")
    assert axe_on(page, STOCK, stock=True) == {}


def test_a_form_has_no_grave_fault(open_page):
    page = open_page(width=1440)
    log_in(page, "tianbao")
    page.goto("/admin/reports/report/")
    page.click("#result_list tbody th a")
    assert violations(page, stock=True) == []


def test_rows_are_as_narrow_as_a_ledgers(open_page):
    page = open_page(width=1440)
    log_in(page, "guanli")
    page.goto("/admin/institutions/metricvalue/")
    heights = page.evaluate(
        "[...document.querySelectorAll('#result_list tbody tr')].map(r => r.offsetHeight)"
    )
    assert sorted(heights)[len(heights) // 2] <= 44  # two lines at most


def test_the_focus_shows_in_the_list(open_page):
    page = open_page(width=1440)
    log_in(page, "guanli")
    page.goto("/admin/institutions/metricvalue/")
    page.focus("#result_list tbody th a, #result_list tbody td a")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] })()"
    )
    assert style == ["solid", "3px"]


def test_a_published_report_leads_to_its_page_and_a_draft_to_its_preview(open_page):
    page = open_page(width=1440)
    log_in(page, "tianbao")
    page.goto("/admin/reports/report/")
    links = page.locator("#result_list .field-links a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert {a for a in addresses if a.startswith("/r/")} == {"/r/sl-gyzx/2024/", "/r/sl-gyzx/2025/"}
    drafts = [a for a in addresses if re.fullmatch(r"/desk/preview/\d+/", a)]
    assert len(drafts) == 1
    page.goto(drafts[0])
    assert page.locator(".chip-draft").is_visible()
    assert page.evaluate(OUTLINE)["h1"] == 1
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert spilling(page) == []
    assert violations(page) == []
