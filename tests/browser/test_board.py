"""The round board and the pages around it, as a bureau and a school see them."""

import pytest

from .checks import OUTLINE, axe_on, log_in, spilling, violations

pytestmark = pytest.mark.browser

BUREAU = ["/desk/board/", "/desk/board/?kind=county", "/desk/board/?state=withdrawn", "/desk/notices/"]
OPERATOR = ["/desk/rounds/", "/desk/rounds/?round=2024", "/desk/board/?kind=city"]
LEAD = ["/desk/start/", "/desk/rounds/2025/sl-gyzx/extension/", "/desk/notices/"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1440, "light")])
@pytest.mark.parametrize(("name", "addresses"), [("shenhe", BUREAU), ("guanli", OPERATOR), ("fuzeren", LEAD)])
def test_pages_pass_axe_and_read_in_one_direction(open_page, name, addresses, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    log_in(page, name)
    assert axe_on(page, addresses) == {}
    for address in addresses:
        page.goto(address)
        assert spilling(page) == [], address
        assert page.evaluate(OUTLINE)["h1"] == 1, address
        assert page.evaluate(OUTLINE)["skipped"] == 0, address


def test_a_reminder_is_looked_at_and_left_by_keyboard(open_page):
    page = open_page(width=1440)
    log_in(page, "shenhe")
    page.goto("/desk/board/")
    page.focus("input[name=pick]")
    page.keyboard.press("Space")
    page.focus(".board-acts button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#included")
    assert violations(page) == []
    assert page.locator("#included, #excluded").count() >= 1
    page.focus(".actions a")
    page.keyboard.press("Enter")
    page.wait_for_selector(".board")


def test_the_board_works_without_javascript(open_page):
    page = open_page(width=390, javascript=False)
    log_in(page, "shenhe")
    page.goto("/desk/board/")
    page.select_option("#kind", "county")
    page.click(".board-filter button")
    assert "kind=county" in page.url
    page.check("input[name=everything]")
    page.click(".board-acts button")
    assert page.locator("#included").is_visible()
