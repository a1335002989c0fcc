"""Account pages: by machine check in both schemes and widths, by keyboard, without scripts."""

import re

import pytest

from reports.demo.accounts import PASSWORD

from .checks import OUTLINE, axe_on, found, log_in, spilling, violations
from .codes import code_of

pytestmark = pytest.mark.browser
OPEN = [
    "/account/password/reset/",
    "/account/password/reset/sent/",
    "/account/password/reset/MQ/x/",
    "/account/invitation/x/",
]
OWN = [
    "/account/", "/account/sessions/", "/account/invitations/", "/account/invitations/new/", "/account/handover/",
    "/account/password/", "/account/second-factor/set-up/",
]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_account_pages_pass_axe_and_scroll_one_way(open_page, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    assert axe_on(page, OPEN) == {}
    log_in(page, "guanli")
    assert axe_on(page, OWN) == {}
    faults = {}
    for address in OWN:
        page.goto(address)
        faults[address] = spilling(page)
        outline = page.evaluate(OUTLINE)
        assert (outline["h1"], outline["skipped"], outline["main"]) == (1, 0, 1), address
    assert found(faults) == {}


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_password_then_code_by_keyboard_alone(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/admin/reports/report/")
    page.fill("#id_username", "shenhe")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account/second-factor/"))
    if javascript:  # axe is a script
        assert violations(page) == []
    assert page.evaluate("document.activeElement.id") == "id_code"
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_code_error, .errorlist")
    if javascript:
        assert violations(page) == []
    page.fill("#id_code", code_of("shenhe"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/admin/reports/report/"))


def test_errors_lead_to_their_fields(open_page):
    page = open_page()
    log_in(page, "guanli")
    page.goto("/account/invitations/new/")
    page.fill("#id_email", "a@example.cn")
    page.fill("#id_place", "keine-schule")
    page.click(".account-form button")
    assert violations(page) == []
    page.click(".form-errors a")
    assert page.evaluate("document.activeElement.id") == "id_place"
    assert page.locator("#id_place").input_value() == "keine-schule"
