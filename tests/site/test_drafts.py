"""Nothing of a report shows before its publication: no word, no count, no address, no hint that it exists."""

import re

import pytest

from reports.models import State
from reports.models.reports import IN_WORK

from .rows import MORNING, facts_of, make_draft, make_report, make_school, publish, seal

pytestmark = pytest.mark.django_db
CANARY = "丁测试学校绝密"
PUBLIC = ["/", "/institutions/", "/institutions/?q=丁测试", "/institutions/sl-gyzx/", "/regions/", "/regions/990100/",
          "/regions/990100/?round=2026", "/cases/", "/sitemap.xml", "/robots.txt", "/about/", "/accessibility/",
          "/updates/", "/updates/feed", "/verify/"]  # fmt: skip
OF_A_REPORT = [
    "",
    "v1/",
    "report.pdf",
    "data.json",
    "figures.csv",
    "manifest.json",
    "updates/",
    "pictures/gate",
    "school/",
    "school/v1/report.pdf",
]


@pytest.fixture
def school():
    return make_school()


def draft(school, state: str = State.DRAFT):
    """A version on its way, sealed already where that state is."""
    version = make_draft(school, title=CANARY, publisher=CANARY)
    version.state, version.number = state, 1
    version.save()
    seal(version, facts_of(version.report))
    return version


def plain(answer) -> str:
    return re.sub(r"<code>[0-9a-f]{8}</code>", "", answer.content.decode())


@pytest.mark.parametrize("state", [*IN_WORK, State.VOID])
def test_no_public_page_tells_of_a_version_that_is_not_public(client, school, state):
    publish(school, year="2025")
    before = {address: client.get(address).content for address in PUBLIC}
    draft(school, state)
    after = {address: client.get(address).content for address in PUBLIC}
    assert before == after
    assert not any(CANARY in content.decode() for content in after.values())


@pytest.mark.parametrize("state", [*IN_WORK, State.VOID])
def test_its_addresses_answer_like_those_of_a_report_that_does_not_exist(client, school, state):
    draft(school, state)
    for name in OF_A_REPORT:
        here, nowhere = client.get(f"/r/sl-gyzx/2026/{name}"), client.get(f"/r/sl-gyzx/2027/{name}")
        assert (here.status_code, nowhere.status_code) == (404, 404), name
        assert plain(here) == plain(nowhere), name
        assert here.headers.keys() == nowhere.headers.keys()


def test_a_correction_in_work_leaves_the_public_pages_as_they_are(client, school):
    version = publish(school, year="2025")
    pages = [*PUBLIC, *(f"/r/sl-gyzx/2025/{name}" for name in ("", "v1/"))]
    before = {address: client.get(address).content for address in pages}
    version.report.versions.create(sequence=2, state=State.DRAFT, public_note=CANARY)
    assert {address: client.get(address).content for address in pages} == before
    assert client.get("/r/sl-gyzx/2025/v2/").status_code == 404


def test_the_addresses_that_answer_are_those_of_public_versions_and_no_others(client, school):
    states = {"2020": State.PUBLISHED, "2021": State.SUPERSEDED, "2022": State.WITHDRAWN, "2023": State.APPROVED,
              "2024": State.DRAFT, "2025": State.VOID}  # fmt: skip
    for year, state in states.items():
        publish(school, report=make_report(school, year=year), state=state, published_at=MORNING)
    found = {year: client.get(f"/r/sl-gyzx/{year}/v1/").status_code for year in states}
    assert found == {"2020": 200, "2021": 200, "2022": 410, "2023": 404, "2024": 404, "2025": 404}
