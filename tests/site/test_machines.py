"""robots.txt and sitemap.xml name published addresses and nothing else."""

import pytest
from lxml import etree

from reports.models import State

from .rows import make_draft, make_region, make_report, make_school, publish

pytestmark = pytest.mark.django_db


def addresses(client) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    root = etree.fromstring(answer.content)
    return [e.text for e in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_holds_the_fixed_pages_and_what_is_published(client, settings):
    settings.SITE_URL = "https://zhibao.example.cn"
    school = make_school()
    publish(school, year="2025")
    publish(make_region(), year="2024")
    publish(make_school("old", "旧校"), state=State.SUPERSEDED)
    make_draft(make_school("b1", "乙校"))
    publish(school, report=make_report(school, kind="company"))
    found = addresses(client)
    assert len(found) == len(set(found))
    assert set(found) == {
        f"https://zhibao.example.cn{path}"
        for path in (
            "/", "/institutions/", "/regions/", "/cases/", "/updates/", "/verify/", "/about/", "/accessibility/", "/institutions/sl-gyzx/",
            "/r/sl-gyzx/2025/", "/r/sl-gyzx/2025/company/", "/regions/990100/", "/r/990100/2024/",
        )
    }  # fmt: skip
    for address in found:
        assert client.get(address.removeprefix("https://zhibao.example.cn")).status_code == 200


def test_robots_are_kept_off_the_private_parts_and_shown_the_sitemap(client, settings):
    settings.SITE_URL = "https://zhibao.example.cn"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /desk/",
        "Sitemap: https://zhibao.example.cn/sitemap.xml",
    ]
