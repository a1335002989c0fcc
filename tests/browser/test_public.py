"""Public pages for everyone: by machine check, by keyboard, enlarged, without scripts, printed, in other colours."""

import pytest

from .checks import KINDS, OUTLINE, PUBLIC, axe_on, found, spilling

pytestmark = pytest.mark.browser

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    name: e.tagName + ' ' + (e.innerText || e.id || e.value || '').trim().slice(0, 30),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.mark.parametrize(
    ("addresses", "width", "scheme"),
    [
        (PUBLIC, 320, "light"),
        (KINDS, 320, "dark"),
        (KINDS, 768, "light"),
        (KINDS, 768, "dark"),
        (KINDS, 1440, "light"),
        (KINDS, 1440, "dark"),
    ],
    ids=["320 light", "320 dark", "768 light", "768 dark", "1440 light", "1440 dark"],
)
def test_every_kind_of_page_passes_axe(open_page, addresses, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    assert axe_on(page, addresses) == {}


@pytest.mark.full
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_every_page_passes_axe_at_every_width_scheme_and_language(open_page, site, width, scheme, language):
    page = open_page(width=width, color_scheme=scheme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    assert axe_on(page, PUBLIC) == {}
    assert page.evaluate("document.documentElement.lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]


def test_forced_colours_pass_axe_and_keep_borders(open_page):
    page = open_page(width=768, forced_colors="active")
    assert axe_on(page, ["/", "/institutions/", "/r/sl-gyzx/2025/v1/"]) == {}
    assert page.evaluate("getComputedStyle(document.querySelector('.chip')).borderTopStyle") != "none"


@pytest.mark.parametrize("width", [320, 390, 768, 1023, 1024, 1440])
def test_every_page_is_read_by_scrolling_one_way(open_page, width):
    page = open_page(width=width)
    faults = {}
    for address in PUBLIC:
        page.goto(address)
        faults[address] = spilling(page)
    assert found(faults) == {}


@pytest.mark.parametrize("way", ["letters twice as large", "wide spacing"])
def test_larger_letters_and_wider_spacing_lose_nothing(open_page, way):
    page = open_page(width=1280)
    faults = {}
    for address in ("/", "/institutions/", "/regions/621000/", "/r/sl-gyzx/2025/v1/"):
        page.goto(address)
        page.evaluate(
            SPACED if way == "wide spacing" else "() => { document.documentElement.style.fontSize = '200%' }"
        )
        faults[address] = spilling(page)
    assert found(faults) == {}


def test_structure_language_and_titles(open_page):
    page = open_page()
    titles = []
    for address in PUBLIC:
        page.goto(address)
        outline = page.evaluate(OUTLINE)
        titles.append(outline.pop("title"))
        assert outline == {"lang": "zh-Hans", "h1": 1, "skipped": 0, "main": 1}, address
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", ["/", "/institutions/", "/r/sl-gyzx/2025/v1/"])
def test_everything_is_reached_by_keyboard_with_a_ring_that_shows(open_page, address):
    page = open_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert "#content" in page.evaluate("document.activeElement.href")
    reached = []
    while len(reached) < 60 and page.evaluate("document.activeElement !== document.body"):
        reached.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    assert [stop["name"] for stop in reached if not (stop["ring"] and stop["seen"])] == []
    assert len({stop["name"] for stop in reached}) >= 15  # it goes on; nothing holds it


def test_the_skip_link_leads_to_the_content(open_page):
    page = open_page()
    page.goto("/institutions/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize(("width", "beside"), [(1024, True), (1023, False), (320, False)])
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_contents_stand_beside_the_text_or_folded_above_it(open_page, width, beside, javascript):
    page = open_page(width=width, javascript=javascript)
    page.goto("/r/621000/2024/")
    assert page.locator("nav.contents").is_visible() is beside
    fold = page.locator(".contents-fold")
    assert fold.is_visible() is not beside
    if not beside:
        link = fold.locator("a").first
        assert not link.is_visible()
        fold.locator("summary").first.click()
        link.click()
        assert "#sec-" in page.url


def test_contents_stay_in_sight_beside_the_text(open_page):
    page = open_page(width=1440)
    page.goto("/r/sl-gyzx/2025/v1/")
    page.evaluate("scrollTo(0, 6000)")
    top = page.locator("nav.contents").bounding_box()["y"]
    assert 0 <= top < 100


def test_prose_keeps_to_its_measure_and_the_page_to_its_width(open_page):
    page = open_page(width=1920)
    page.goto("/r/sl-gyzx/2025/v1/")
    prose = page.locator(".report-text .section > p").first
    signs = prose.evaluate("e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize)")
    assert 30 < signs <= 38.1
    assert page.locator("main").bounding_box()["width"] <= 1200


def test_paper_shows_the_report_without_the_shell(open_page):
    page = open_page()
    page.goto("/r/sl-gyzx/2025/v1/")
    page.emulate_media(media="print")
    for hidden in (".site-head", ".site-foot", ".life-acts", "nav.contents", ".contents-fold"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator(".report-text").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_reduced_motion_moves_nothing(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/")
    times = page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).filter(s => "
        "s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0).length"
    )
    assert times == 0


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_filters_pages_and_languages_work(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/institutions/")
    page.select_option("#region", "621000")
    page.select_option("#kind", "365")
    page.click(".search button")
    assert "region=621000" in page.url and "kind=365" in page.url
    names = page.locator(".listing > li").all_inner_texts()
    assert names and all("市" in name or "区" in name or "县" in name for name in names)
    page.click("button:has-text('English')")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "region=621000" in page.url
    assert page.locator("#kind").input_value() == "365"
    page.click("button:has-text('中文')")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_english_interface_passes_axe(open_page):
    page = open_page(width=768)
    page.goto("/")
    page.click("button:has-text('English')")
    for address in KINDS[:-1]:
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "en", address
    assert axe_on(page, KINDS) == {}


def test_the_pdf_is_one_click_away_under_its_chinese_name(open_page):
    page = open_page()
    page.goto("/r/sl-gyzx/2025/")
    with page.expect_download() as download:
        page.click(".life-acts a >> nth=0")
    assert download.value.suggested_filename == "示例市工业职业学校质量年报2025v1.pdf"
