"""What the walks ask of a page: axe without exceptions, structure, nothing that scrolls two ways."""

import re

from axe_playwright_python.sync_playwright import Axe

from reports.demo.accounts import PASSWORD

from .codes import code_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# one address for each template of the public site
KINDS = [
    "/", "/institutions/", "/institutions/sl-gyzx/", "/regions/", "/regions/621000/", "/cases/", "/updates/",
    "/verify/", "/about/", "/accessibility/", "/r/sl-gyzx/2025/v1/", "/no-such-page/",
]  # fmt: skip
# and their other states: filtered, nothing found, nothing published, an ended region, other kinds of report
PUBLIC = KINDS + [
    "/institutions/?q=聊城&region=370000", "/institutions/?q=没有这样的学校", "/institutions/?q=示列市工业职业学校",
    "/institutions/xfzj/", "/regions/?round=2024", "/regions/500227/", "/r/621000/2024/", "/r/500120/2025/",
    "/r/lcgjgc/2020/",
]  # fmt: skip

OUTLINE = """() => {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]);
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: levels.filter(l => l === 1).length,
    skipped: levels.filter((l, i) => i && l > levels[i - 1] + 1).length,
    main: document.querySelectorAll('main').length,
  };
}"""

# Elements that reach past the right edge and do not stand in a region of their own that scrolls.
SPILLING = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.right > innerWidth + 1
    && !e.closest('.table-scroll, .chart-scroll, .skip, .visually-hidden, svg');
}).map(e => e.tagName + '.' + e.className)"""


def violations(page, *, stock: bool = False) -> list[str]:
    """What axe finds. Of stock pages what it calls serious or critical; there it must not load their styles anew,
    since it would do so by an inline style, which the content policy refuses."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "preload": not stock})
    return [
        f"{v['id']}: {n['html'][:120]}"
        for v in result.response["violations"]
        for n in v["nodes"]
        if not stock or v["impact"] in ("serious", "critical")
    ]


def log_in(page, name: str) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/(desk|account/second-factor)/"))
    if "/second-factor/" in page.url:
        page.fill("#id_code", code_of(name))
        page.press("#id_code", "Enter")
        page.wait_for_url(re.compile(r"/desk/$"))


def spilling(page) -> list[str]:
    """Nothing where the page reads by scrolling one way only."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*page.evaluate(SPILLING), *(["the page itself"] if wide else [])]


def found(pages: dict[str, list[str]]) -> dict[str, list[str]]:
    """Addresses with something wrong; empty where all is well."""
    return {address: faults for address, faults in pages.items() if faults}


def axe_on(page, addresses: list[str], *, stock: bool = False) -> dict[str, list[str]]:
    """Addresses with what axe finds there; empty where all is well."""
    faults = {}
    for address in addresses:
        page.goto(address)
        faults[address] = violations(page, stock=stock)
    return found(faults)
