"""The school's screens: axe in every state and width, and the whole way of a return by keyboard without scripts."""

import pytest

from .checks import OUTLINE, axe_on, log_in, spilling
from .conftest import running_site

pytestmark = pytest.mark.browser

WORLD = "from tests.browser.school_world import build; build()"
# versions are numbered as tests/browser/school_world.py makes them: 1 draft, 2 returned, 3 signing, 4 submitted, 5 public
SCREENS = {
    "lead": [
        "/desk/", "/desk/versions/1/", "/desk/versions/1/request_signature/", "/desk/versions/1/findings/",
        "/desk/versions/1/void/", "/desk/versions/2/", "/desk/versions/2/items/", "/desk/versions/2/resubmit/",
        "/desk/versions/2/snapshots/", "/desk/versions/2/snapshots/?a=now&b=now", "/desk/versions/3/",
        "/desk/versions/4/", "/desk/versions/4/recall/", "/desk/versions/4/receipt/", "/desk/versions/5/",
        "/desk/versions/5/correct/", "/desk/preview/1/",
    ],
    "signatory": ["/desk/", "/desk/versions/3/sign/", "/desk/versions/3/recall_signature/"],
    "publisher": ["/desk/", "/desk/reports/4/guests/", "/desk/versions/5/withdraw/", "/desk/versions/4/"],
    "guest": ["/desk/", "/desk/preview/4/"],
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("school"), ["shell", "-v", "0", "-c", WORLD]) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
@pytest.mark.parametrize("person", SCREENS)
def test_the_schools_screens_pass_axe_and_read_in_one_direction(open_page, person, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    log_in(page, person)
    assert axe_on(page, SCREENS[person]) == {}
    for address in SCREENS[person]:
        assert page.goto(address).status == 200, address
        assert spilling(page) == [], address
        outline = page.evaluate(OUTLINE)
        assert (outline["h1"], outline["skipped"], outline["main"]) == (1, 0, 1), address


def test_a_return_is_answered_by_keyboard_without_scripts(open_page):
    page = open_page(javascript=False)
    log_in(page, "filler")
    page.goto("/desk/versions/2/items/")
    assert page.locator("button[disabled]").count() == 1
    for number in (1, 2):
        page.fill(f"#words-{number}", "该数据与教育事业统计年报完全一致，无需修改。")
        page.focus(f"#item-{number} button[value=disputed]")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/items/#item-{number}")
    assert page.locator("button[disabled]").count() == 0


def test_a_signature_is_given_by_keyboard_and_ends_at_the_receipt(open_page):
    page = open_page()
    log_in(page, "signatory")
    page.goto("/desk/versions/3/sign/")
    page.focus("#id_statement_read")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("校长丙")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versions/3/receipt/")
    assert page.locator("dd strong").inner_text().startswith("2025-school-2-")
