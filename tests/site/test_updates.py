"""Changes after publication: one report's record, the list of all, the feed; nothing of what is not public."""

from datetime import timedelta

import pytest
from lxml import etree

from reports.models import IN_WORK, Edition, State, Version
from reports.publishing.pages import freeze_pages, invalidate

from .rows import MORNING, facts_of, make_draft, make_report, make_school, publish

pytestmark = pytest.mark.django_db
CANARY = "丁测试学校绝密"
LATER = MORNING + timedelta(days=40)
ROW = {"kind": "value", "how": "changed", "place": "value:graduates_total", "label": "毕业生人数", "old": "1843人",
       "new": "1844人", "reason": "统计口径更正"}  # fmt: skip
ADDRESS = "/r/sl-gyzx/2025/"


def named(version, title="示例市工业职业学校质量年度报告"):
    Edition.objects.filter(version=version).update(manifest={"front": {"title": title}})
    return version


@pytest.fixture
def first():
    return named(publish(make_school()))


@pytest.fixture
def second(first):
    Version.objects.update(state=State.SUPERSEDED)
    return named(
        publish(
            first.report.record.subject, report=first.report, number=2, published_at=LATER, previous=first,
            public_note="更正毕业生人数一处。", changes=[ROW], facts=facts_of(first.report, cases=2),
        )
    )  # fmt: skip


def words(client, address):
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/updates/", f"{ADDRESS}updates/", ADDRESS])
def test_a_correction_shows_old_value_new_value_reason_and_day(client, second, address):
    page = words(client, address)
    for expected in (
        "毕业生人数",
        "1843人",
        "1844人",
        "统计口径更正",
        "更正毕业生人数一处。",
        "2026年2月4日",
    ):
        assert expected in page, expected


def test_the_first_publication_stands_in_the_record_of_the_report_alone(client, first):
    assert "v1/" in words(client, f"{ADDRESS}updates/")
    assert "v1/" not in words(client, "/updates/")


def test_the_record_names_versions_newest_first(client, second):
    page = words(client, f"{ADDRESS}updates/")
    assert page.index(f'href="{ADDRESS}v2/"') < page.index(f'href="{ADDRESS}v1/"')


def test_the_life_line_tags_what_the_version_is(client, first, second):
    freeze_pages(second)
    assert "最新版" in words(client, ADDRESS) and "已更正 1 次" in words(client, ADDRESS)
    old = words(client, f"{ADDRESS}v1/")
    assert "不是最新" in old and 'content="noindex"' in old and f'<a href="{ADDRESS}">' in old
    sitemap = words(client, "/sitemap.xml")
    assert f"{ADDRESS}</loc>" in sitemap and "/v1/" not in sitemap


def test_being_corrected_shows_only_where_the_bureau_chose_so(client, first):
    first.report.versions.create(sequence=2, previous=first, state=State.DRAFT)
    assert "更正中" not in words(client, ADDRESS)
    draft = first.report.versions.get(sequence=2)
    draft.announced = True
    draft.save()
    assert "更正中" in words(client, ADDRESS)
    draft.state = State.VOID
    draft.save()
    assert "更正中" not in words(client, ADDRESS)


def test_an_announced_correction_shows_from_its_very_beginning(client, first):
    freeze_pages(first)
    assert "更正中" not in words(client, ADDRESS)
    first.report.versions.create(sequence=2, previous=first, state=State.DRAFT, announced=True)
    assert "更正中" in words(client, ADDRESS)


def test_a_forced_publication_is_flagged_until_it_is_approved(client, first, django_user_model):
    first.forced = True
    first.save()
    assert "先行公布，待补审" in words(client, ADDRESS)
    first.ratified_by = django_user_model.objects.create(username="second")
    first.save()
    assert "先行公布" not in words(client, ADDRESS)


def test_a_withdrawal_shows_its_kind_reason_and_day(client):
    named(
        publish(
            make_school(), state=State.WITHDRAWN, withdrawal="wrong_data", withdrawal_reason="数据来源有误。",
            withdrawn_at=LATER,
        )
    )  # fmt: skip
    for address in ("/updates/", f"{ADDRESS}updates/"):
        page = words(client, address)
        assert "已撤回" in page and "数据重大错误" in page and "数据来源有误。" in page


@pytest.mark.parametrize("kind", ["wrong_data", "merger"])
def test_content_kept_under_a_mark_stays_readable_but_files_answer_with_the_notice(client, kind):
    publish(make_school(), state=State.WITHDRAWN, withdrawal=kind, withdrawn_at=LATER)
    for address in (ADDRESS, f"{ADDRESS}v1/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert (answer.status_code, "report-body" in page, "已撤回" in page) == (200, True, True)
        assert 'content="noindex"' in page and "report.pdf" not in page and "最新版" not in page
    for name in ("report.pdf", "data.json", "manifest.json"):
        answer = client.get(f"{ADDRESS}{name}")
        assert (answer.status_code, answer.headers["Content-Type"][:9]) == (410, "text/html")
    assert client.get(f"{ADDRESS}pictures/gate").status_code == 200
    assert ADDRESS not in words(client, "/sitemap.xml") and "v1" not in words(client, "/")


@pytest.mark.parametrize("kind", ["mistake", "law", ""])
def test_hidden_content_shows_nowhere(client, kind):
    school = make_school()
    report = make_report(school, title=CANARY)
    named(
        publish(
            school, report=report, state=State.WITHDRAWN, withdrawal=kind, withdrawn_at=LATER, number=2,
            public_note=CANARY, changes=[ROW | {"new": CANARY, "reason": CANARY}],
        ),
        CANARY,
    )  # fmt: skip
    for name in ("", "v2/", "report.pdf", "data.json", "figures.csv", "manifest.json", "updates/"):
        answer = client.get(f"{ADDRESS}{name}")
        assert answer.status_code == (200 if name == "updates/" else 410), name
        assert CANARY not in answer.content.decode(), name
    assert client.get(f"{ADDRESS}pictures/gate").status_code == 404
    for address in ("/updates/", "/updates/feed"):
        assert CANARY not in words(client, address)


def test_the_version_after_a_hidden_one_does_not_tell_its_figures(client, first):
    Version.objects.update(state=State.WITHDRAWN, withdrawal="mistake", withdrawn_at=LATER)
    publish(
        first.report.record.subject, report=first.report, number=2, published_at=LATER, previous=first,
        public_note="更正后重新公布，特此说明。", changes=[ROW | {"old": CANARY}], facts=facts_of(first.report, cases=2),
    )  # fmt: skip
    for address in (ADDRESS, f"{ADDRESS}updates/", "/updates/", "/updates/feed"):
        assert CANARY not in words(client, address), address
    assert "1844人" in words(client, ADDRESS)
    assert "撤回后重新公布" in words(client, "/updates/")


def test_the_feed_is_well_formed_and_names_each_change_once(client, second):
    answer = client.get("/updates/feed")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = feed.findall("a:entry", atom)
    assert entry.find("a:link", atom).get("href").endswith(f"{ADDRESS}v2/")
    assert second.edition.code in entry.findtext("a:id", namespaces=atom)


@pytest.mark.parametrize("state", [*IN_WORK, State.VOID])
def test_nothing_that_is_not_public_shows(client, first, state):
    addresses = ["/updates/", "/updates/feed", f"{ADDRESS}updates/", "/verify/"]
    before = [words(client, a) for a in addresses]
    first.report.versions.create(
        sequence=2, previous=first, state=state, public_note=CANARY, changes=[ROW], number=2,
    )  # fmt: skip
    make_draft(make_school("sl-lxzx", CANARY))
    assert [words(client, a) for a in addresses] == before
    assert client.get("/r/sl-lxzx/2026/updates/").status_code == 404
    assert client.get("/r/sl-lxzx/2026/manifest.json").status_code == 404


def test_queries_do_not_grow_with_changes(client, second, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    before = [count(a) for a in ("/updates/", "/updates/feed", f"{ADDRESS}updates/")]
    for number in range(3):
        other = publish(make_school(f"sl-{number}", f"学校{number}"), state=State.SUPERSEDED)
        publish(
            other.report.record.subject, report=other.report, number=2, previous=other,
            facts=facts_of(other.report, cases=2), changes=[ROW],
        )  # fmt: skip
    assert [count(a) for a in ("/updates/", "/updates/feed", f"{ADDRESS}updates/")] == before


def test_the_manifest_lets_anyone_work_out_the_link(client, first):
    import hashlib
    import json
    from datetime import UTC, datetime

    from reports.publishing.chain import link_edition

    link_edition(Edition.objects.get(), at=MORNING)
    answer = json.loads(client.get(f"{ADDRESS}manifest.json").content)
    link = answer["publication"]
    manifest = json.dumps(answer["manifest"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    at = datetime.fromisoformat(link["published_at"]).astimezone(UTC).isoformat(timespec="microseconds")
    content = [
        link["sequence"], link["previous"], answer["edition"], hashlib.sha256(manifest.encode()).hexdigest(), at,
        link["log_link"],
    ]  # fmt: skip
    text = json.dumps(content, separators=(",", ":")).encode()
    assert hashlib.sha256(text).hexdigest() == link["link"]


def test_a_region_without_schools_says_so_on_its_page_and_not_in_what_is_sealed(client):
    from .rows import make_region

    version = publish(make_region())
    page = words(client, "/r/990100/2025/")
    assert "本地区学校未在本系统填报" in page
    with version.edition.files.get(name="body.html").file.open("rb") as stored:
        assert "本地区学校" not in stored.read().decode()
    school = make_school()  # named in some case perhaps, but it reports nothing here
    assert "本地区学校未在本系统填报" in words(client, "/r/990100/2025/")
    publish(school)
    invalidate(version.report_id)
    page = words(client, "/r/990100/2025/")
    assert "本地区学校未在本系统填报" not in page and "未由本系统的学校年报汇总" in page
    assert "学校年报汇总" not in words(client, "/r/sl-gyzx/2025/")
