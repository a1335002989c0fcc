"""The whole life of a report as its people take it, by keyboard: written, signed, returned, answered, approved at county and
city, published, corrected, withdrawn. Every screen on the way passes axe."""

from collections.abc import Callable

import pytest

from .conftest import running_site
from .keyboard import Person

pytestmark = pytest.mark.browser

WORLD = "from tests.browser.life_world import build; build()"
PUBLIC = "/r/school-life/2025/"
FIGURE = "value:graduates_total"
SUBMIT = "main form.desk-form button[type=submit]"
REASON = "毕业生人数与附表不一致，请核对后再报。"
NOTE = "更正毕业生人数，原因是统计口径有误，特此向社会说明。"
MISTAKE = "误将未核对的数据对外公布"
SEALING = 120  # seconds


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of its own, where nothing is begun, with a worker beside it."""
    worker = ["worker", "--interval", "0.2", "--no-duties"]
    with running_site(
        tmp_path_factory.mktemp("life"), ["shell", "-v", "0", "-c", WORLD], processes=[worker]
    ) as address:
        yield address


@pytest.fixture
def people(open_page) -> Callable[[str], Person]:
    """people("lead") is that person, logged in once; what axe found on their screens fails the test at its end."""
    known: dict[str, Person] = {}
    faults: dict[str, list[str]] = {}

    def one(name: str) -> Person:
        if name not in known:
            known[name] = Person(name, open_page(), faults)
            known[name].come_in()
        return known[name]

    yield one
    assert faults == {}


def test_a_report_lives_from_its_first_figure_to_its_withdrawal(people, open_page):
    version = begun(people("lead"))
    figure(people("filler"), "120")
    text(people("filler"), "学校坚持立德树人，产教融合不断深入。")
    handed_in(people, version, act="request_signature")
    returned(people("reviewer"), version)
    answered(people("filler"), version)
    handed_in(people, version, act="resubmit")
    passed_by_the_county(people("reviewer"), version, answers=2)
    approved_by_the_city(people("city_reviewer"), version)
    published(people("publisher"), version, schedule=True)
    reader = Person("reader", open_page(), people("lead").faults)
    read(reader, PUBLIC, "125", "产教融合不断深入")

    second = corrected(people("lead"), version)
    figure(people("filler"), "130")
    handed_in(people, second, act="request_signature")
    passed_by_the_county(people("reviewer"), second)
    approved_by_the_city(people("city_reviewer"), second)
    published(people("publisher"), second)
    read(reader, PUBLIC, "130", NOTE, unfold="details.corrections summary")
    read(reader, f"{PUBLIC}updates/", NOTE, unfold=".update details summary")
    read(reader, f"{PUBLIC}v1/", "125")
    assert reader.page.locator(f"main a[href='{PUBLIC}']").count() >= 1

    withdrawn(people, second)
    reader.page.goto(PUBLIC)
    answer = reader.page.reload()
    reader.look()
    assert answer.status == 410
    assert MISTAKE in reader.words()
    assert "130" not in reader.words()
    read(reader, f"{PUBLIC}v1/", "125")


def state(person: Person, version: str) -> str:
    """Where the version stands, as the life line of its page says."""
    person.open(version)
    return person.page.locator(".life [aria-current=step] .life-word").inner_text().strip()


def begun(lead: Person) -> str:
    """The lead begins the report; the address of its version."""
    lead.open("/desk/")
    lead.open("/desk/start/")
    lead.follow("main form button[type=submit]")
    version = lead.page.url
    assert "/desk/versions/" in version
    assert state(lead, version) == "填报中"
    return version


def figure(filler: Person, value: str) -> None:
    """The filler enters a figure in the list of figures."""
    filler.page.goto("/admin/institutions/metricvalue/")
    filler.page.click("#result_list .field-metric a")
    filler.write("#id_value", value)
    _saved(filler)


def text(filler: Person, words: str) -> None:
    filler.page.goto("/admin/reports/narrative/")
    filler.page.click("#result_list tbody th a")
    filler.write("#id_html", f"<p>{words}</p>")
    _saved(filler)


def _saved(filler: Person) -> None:
    filler.reach("input[name=_save]")
    with filler.page.expect_navigation():
        filler.page.keyboard.press("Enter")
    assert filler.page.locator(".messagelist .success").count() == 1, filler.page.locator(
        ".errornote, .errorlist"
    ).all_inner_texts()


def step(person: Person, version: str, act: str) -> None:
    """From the page of the version by its link to the page of the act."""
    person.open(version)
    person.follow(f"main a[href$='/{act}/']")


def handed_in(people, version: str, *, act: str) -> None:
    """The lead puts it forward, the signatory reads the statement and signs; the receipt tells the fingerprint."""
    lead, signatory = people("lead"), people("signatory")
    step(lead, version, act)
    lead.follow(SUBMIT)
    assert state(lead, version) == "待签署"
    signatory.open("/desk/")
    signatory.follow("main a.button[href$='/sign/']")
    assert "真实" in signatory.words()
    signatory.tick("#id_statement_read")
    signatory.write("#id_typed_name", "校长丙")
    signatory.follow(SUBMIT)
    assert signatory.page.url.endswith("/receipt/")
    assert len(signatory.page.locator("dd code").inner_text()) == 64
    assert state(signatory, version) == "已报送"


def returned(reviewer: Person, version: str) -> None:
    """The county claims it from its queue, writes two items on the workbench and returns it."""
    claimed(reviewer)
    bench = f"{version}review/"
    for place, words in ((FIGURE, "毕业生人数与附表不一致。"), ("sec-talent", "请补充办学定位。")):
        reviewer.open(bench)
        reviewer.choose("#item_place", place)
        reviewer.write("#item_text", words)
        reviewer.follow("#new-item button[type=submit]")
    reviewer.follow("#panel a[href$='/return/']")
    reviewer.write("#id_reason", REASON)
    reviewer.follow(SUBMIT)
    assert state(reviewer, version) == "退回修改"


def claimed(reviewer: Person) -> None:
    reviewer.open("/desk/")
    reviewer.follow("main a.button[href$='/desk/queue/']")
    reviewer.follow("main button[value=claim][name=act]:not(.quiet)")


def answered(filler: Person, version: str) -> None:
    """One item is changed, with before and after attached; the other is disputed."""
    filler.open(f"{version}items/")
    assert filler.page.locator("li.item-open").count() == 2
    assert filler.page.locator("#why-off").is_visible()
    figure(filler, "125")
    filler.open(f"{version}items/")
    filler.follow("#item-1 button[value=changed]")
    filler.write("#words-2", "办学定位已在第一章写明，无需在此重复。")
    filler.follow("#item-2 button[value=disputed]")
    assert filler.page.locator("li.item-open").count() == 0
    assert "120人" in filler.page.locator("#item-1").inner_text()
    assert "125人" in filler.page.locator("#item-1").inner_text()


def passed_by_the_county(reviewer: Person, version: str, answers: int = 0) -> None:
    """The county looks at what changed, settles the answers and passes the report on."""
    claimed(reviewer)
    reviewer.open(f"{version}review/")
    for _answer in range(answers):
        reviewer.follow(".answered button[value=settled]")
    reviewer.follow("#panel a[href$='/pass_on/']")
    reviewer.follow(SUBMIT)
    assert state(reviewer, version) == "已报送"


def approved_by_the_city(reviewer: Person, version: str) -> None:
    claimed(reviewer)
    reviewer.open(f"{version}review/")
    reviewer.open(f"{version}review/text/")
    assert "125" in reviewer.words() or "130" in reviewer.words()
    reviewer.open(f"{version}review/")
    reviewer.follow("#panel a[href$='/approve/']")
    reviewer.follow(SUBMIT)
    assert state(reviewer, version) == "已通过"


def published(publisher: Person, version: str, *, schedule: bool = False) -> None:
    """Once it is sealed: at a proposed time first, then at once after all."""
    publisher.open("/desk/")
    publisher.follow(f"#to-publish ~ ul a.button[href='{version[version.index('/desk/') :]}']")
    for _second in range(SEALING):
        if publisher.page.locator("main a[href$='/publish/']").count():
            break
        publisher.page.wait_for_timeout(1000)
        publisher.page.reload()
    if schedule:
        publisher.follow("main a[href$='/schedule/']")
        publisher.follow(SUBMIT)
        assert state(publisher, version) == "待公布"
    step(publisher, version, "publish")
    publisher.follow(SUBMIT)
    assert state(publisher, version) == "已公布"


def read(reader: Person, address: str, *words: str, unfold: str = "") -> None:
    """The page shows the words; with `unfold` the table of old and new values too, once it is opened."""
    reader.page.goto(address)
    reader.page.reload()  # a browser may show for a minute what it read before
    reader.look()
    if unfold:
        reader.reach(unfold)
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_selector("details[open] table")
        reader.look()
        words += ("130人", "125人")
    shown = reader.page.locator("body").inner_text()
    assert [w for w in words if w not in shown] == [], address


def corrected(lead: Person, version: str) -> str:
    """The lead begins a correction of a figure; the address of the further version."""
    step(lead, version, "correct")
    lead.write("#id_reason", "统计口径有误，少计五人")
    lead.choose("#id_correction", "data")
    lead.write("#id_public_note", NOTE)
    lead.follow(SUBMIT)
    second = lead.page.url
    assert second != version
    assert state(lead, second) == "填报中"
    assert state(lead, version) == "已公布"
    return second


def withdrawn(people, version: str) -> None:
    """One publisher asks with kind and reason; only a second one can confirm."""
    first, second = people("publisher"), people("publisher2")
    step(first, version, "withdraw")
    first.choose("#id_kind", "mistake")
    first.write("#id_reason", MISTAKE)
    first.follow(SUBMIT)
    assert state(first, version) == "已公布"
    first.open(f"{version}withdraw/")
    assert first.page.locator(SUBMIT).count() == 0
    step(second, version, "withdraw")
    second.follow(SUBMIT)
    assert state(second, version) == "已撤回"
