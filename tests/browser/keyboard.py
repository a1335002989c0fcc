"""A person who uses a page by keyboard alone: Tab until something has the focus, then type or press."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from .checks import log_in, violations

FAR = 400  # stops after which something counts as not reachable
# nothing has the focus while a page is being put together
HAS_FOCUS = "s => document.activeElement?.matches(s) ?? false"


@dataclass
class Person:
    """`faults` collects what axe finds, by person and address; every page in it is a failure."""

    name: str
    page: Page
    faults: dict[str, list[str]] = field(default_factory=dict)

    def come_in(self) -> None:
        log_in(self.page, self.name)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Axe on the page as it stands."""
        found = violations(self.page)
        if found:
            self.faults[f"{self.name} {self.page.url}"] = found

    def reach(self, selector: str) -> None:
        """Tab until the focus is there."""
        for _step in range(FAR):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(HAS_FOCUS, selector):
                return
        raise AssertionError(f"{self.name}: {selector} is not reached by Tab on {self.page.url}")

    def follow(self, selector: str, key: str = "Enter") -> None:
        """Reach a link or button, press it, and look at the page it leads to."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.look()

    def write(self, selector: str, text: str) -> None:
        """Reach a field and type over what stands in it."""
        self.reach(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")
        assert self.page.is_checked(selector)

    def choose(self, selector: str, value: str) -> None:
        """Reach a list and go down it until the value is chosen."""
        self.reach(selector)
        for _row in range(FAR):
            if self.page.input_value(selector) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.name}: {value} is not in {selector} on {self.page.url}")

    def words(self) -> str:
        return self.page.locator("main").inner_text()
