"""The reviewers' screens: axe in every state, the workbench by keys and without scripts, the pages that do one thing."""

import re

import pytest

from .checks import OUTLINE, axe_on, log_in, spilling, violations
from .conftest import running_site

pytestmark = pytest.mark.browser

WORLD = "from tests.browser.review_world import build; build()"
LISTS = [
    "/desk/queue/",
    "/desk/queue/?step=publish",
    "/desk/outliers/",
    "/desk/follow-ups/",
    "/desk/follow-ups/?state=settled",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("review"), ["shell", "-v", "0", "-c", WORLD]) as address:
        yield address


def bench(page) -> str:
    """Address of the workbench of the report in its second pass, from the queue."""
    page.goto("/desk/queue/?step=mine")
    return page.locator("table.queue tbody th a").first.get_attribute("href")


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (768, "dark"), (1440, "light"), (1440, "dark")]
)
def test_reviewers_screens_pass_axe_and_read_in_one_direction(open_page, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    log_in(page, "reviewer")
    review = bench(page)
    version = review.removesuffix("review/")
    addresses = LISTS + [
        review, f"{review}?show=all", f"{review}?part=talent", f"{review}?since=publication&show=all",
        f"{review}?place=sec-talent&show=all", f"{review}text/", f"{version}notes/", f"{version}return/",
        f"{version}pass_on/",
    ]  # fmt: skip
    assert axe_on(page, addresses) == {}
    for address in addresses:
        page.goto(address)
        assert spilling(page) == [], address
        outline = page.evaluate(OUTLINE)
        assert (outline["h1"], outline["skipped"], outline["main"]) == (1, 0, 1), address


@pytest.mark.parametrize("width", [320, 1440])
def test_publishers_screens_pass_axe(open_page, width):
    page = open_page(width=width)
    log_in(page, "publisher")
    page.goto("/desk/queue/?step=publish")
    version = page.locator("table.queue tbody td a").first.get_attribute("href")
    assert axe_on(page, ["/desk/publish/", f"{version}publish/", f"{version}schedule/"]) == {}
    page.goto("/desk/publish/")
    page.click("main form button")
    assert page.locator("#in").is_visible()
    assert violations(page) == []
    assert spilling(page) == []


def test_the_columns_stand_side_by_side_from_1280_and_one_under_the_other_below(open_page):
    page = open_page(width=1280)
    log_in(page, "reviewer")
    page.goto(bench(page))

    def columns() -> int:
        lefts = "[...document.querySelectorAll('.workbench > *')].map(e => Math.round(e.getBoundingClientRect().left))"
        return len(set(page.evaluate(lefts)))

    assert columns() == 3
    page.set_viewport_size({"width": 1279, "height": 900})
    assert columns() == 1
    assert page.locator(".jump a").first.is_visible()


def test_keys_walk_the_changes_and_judge_the_explanation(open_page):
    page = open_page(width=1440)
    log_in(page, "reviewer")
    address = bench(page)
    page.goto(address)
    assert page.locator(".keys").is_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "item-1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    assert re.fullmatch(r"finding-\d+", first)
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "item-2"
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector(f"#{first} .chip-accepted")
    page.fill("#item_text", "j")
    page.focus("#item_text")
    page.keyboard.press("a")
    assert page.input_value("#item_text").count("a") == 1  # typing is typing


def test_without_scripts_an_explanation_is_rejected_and_becomes_an_item(open_page):
    page = open_page(width=390, javascript=False)
    log_in(page, "reviewer")
    page.goto(bench(page))
    page.locator("button[name=verdict][value=rejected]").last.click()
    assert page.locator(".chip-rejected").is_visible()
    page.goto(bench(page))
    assert page.locator("section[aria-labelledby=items] ol.items li").count() >= 1
    page.select_option("#item_place", "sec-talent")
    page.select_option("#item_phrase", "1")
    page.click("#new-item button[type=submit]")
    assert page.locator("section[aria-labelledby=items] ol.items li").count() >= 2
