"""A published report's page: frozen bytes, few queries, right states, right languages."""

import re

import pytest
from django.conf import settings

from reports.models import ServedPage, State
from reports.publishing import pages

from .rows import facts_of, make_report, make_school, publish

pytestmark = pytest.mark.django_db
ADDRESS = "/r/sl-gyzx/2025/"


@pytest.fixture
def version():
    return publish(make_school())


@pytest.mark.parametrize("cases", [1, 18])
def test_a_read_takes_one_query_however_long_the_report(client, django_assert_num_queries, cases):
    report = make_report(make_school())
    publish(report.record.subject, report=report, facts=facts_of(report, cases=cases))
    client.get(ADDRESS)
    with django_assert_num_queries(1):
        answer = client.get(ADDRESS)
    assert answer.content.decode().count('class="case"') == cases


def test_an_unchanged_page_is_answered_with_304(client, version):
    tag = client.get(ADDRESS).headers["ETag"]
    answer = client.get(ADDRESS, headers={"if-none-match": f'"other", W/{tag}'})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    assert client.get(ADDRESS, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_page_is_made_once_and_then_sent_as_stored(client, version):
    client.get(ADDRESS)
    ServedPage.objects.update(content=b"as stored", etag="f" * 64)
    assert client.get(ADDRESS).content == b"as stored"


@pytest.mark.parametrize("change", ["templates", "state", "note", "site"])
def test_the_page_is_made_anew_when_its_shell_changes(client, version, monkeypatch, settings, change):
    client.get(ADDRESS)
    ServedPage.objects.update(content=b"as stored", etag="f" * 64)
    if change == "templates":
        monkeypatch.setattr(pages, "_sources_digest", lambda: "other")
    elif change == "state":
        version.number = 2
        version.save()
    elif change == "note":
        version.public_note = "表1一处更正"
        version.save()
    else:
        settings.SITE_URL = "https://other.example"
    assert client.get(ADDRESS).content != b"as stored"


@pytest.mark.parametrize("name", ["templates/base.html", "templates/includes/x.html", "locale/zh/django.mo"])
def test_the_shell_digest_covers_templates_and_translations(tmp_path, settings, name):
    settings.BASE_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    digests = set()
    for content in ("one", "two"):
        file.write_text(content)
        pages._sources_digest.cache_clear()
        digests.add(pages._sources_digest())
    pages._sources_digest.cache_clear()
    assert len(digests) == 2


def test_both_languages_have_a_shell_around_the_same_body(client, version):
    chinese = client.get(ADDRESS).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(ADDRESS).content.decode()
    assert ('<html lang="zh-Hans">' in chinese, '<html lang="en">' in english) == (True, True)
    assert (">latest version<" in chinese, ">latest version<" in english) == (False, True)
    body = re.compile(r'<div class="report-body" lang="zh-Hans">(.*?)<div class="report-foot">', re.DOTALL)
    assert body.search(chinese)[1] == body.search(english)[1]


@pytest.mark.parametrize("language", ["xx", "", "zh-hant", "en\0", "../en"])
def test_an_unknown_language_cookie_reads_chinese(client, version, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert '<html lang="zh-Hans">' in client.get(ADDRESS).content.decode()


def test_the_life_line_tells_state_version_day_and_downloads_with_size(client, version):
    text = client.get(ADDRESS).content.decode()
    assert "2025年12月26日" in text
    assert 'href="/r/sl-gyzx/2025/v1/report.pdf?download"' in text
    assert re.search(r"1\.0\sKB", text)
    assert "ZB-" in text
    assert text.count("<h1") == 1


def test_contents_stand_beside_the_text_and_folded_above_it(client, version):
    text = client.get(ADDRESS).content.decode()
    assert text.count('<a href="#sec-talent">') == 2
    assert re.search(r'<nav class="contents-fold"[^>]*><details><summary>', text)


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}v1/", f"{ADDRESS}school/", f"{ADDRESS}school/v1/"])
def test_evergreen_and_fixed_addresses_show_the_version(client, version, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(client, version, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_head_answers_like_get_without_a_body(client, version):
    answer, whole = client.head(ADDRESS), client.get(ADDRESS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == whole.headers["ETag"]


def test_an_earlier_version_stays_with_a_way_forward(client):
    school = make_school()
    old = publish(school, state=State.SUPERSEDED)
    publish(school, report=old.report, number=2, public_note="更正表1毕业生人数。")
    earlier, current = client.get(f"{ADDRESS}v1/"), client.get(ADDRESS)
    assert earlier.status_code == 200
    assert f'<a href="{ADDRESS}">' in earlier.content.decode()
    assert 'name="robots" content="noindex"' in earlier.content.decode()
    assert f'<a href="{ADDRESS}v1/">' in current.content.decode()
    assert "更正表1毕业生人数。" in current.content.decode()
    assert 'content="noindex"' not in current.content.decode()


@pytest.mark.parametrize("name", ["", "v1/", "report.pdf", "v1/report.pdf", "data.json"])
def test_a_withdrawn_report_answers_with_the_notice_alone(client, name):
    version = publish(make_school(), state=State.WITHDRAWN, withdrawal="mistake", withdrawal_reason="误发。")
    version.transitions.create(
        act="withdraw", from_state="published", to_state="withdrawn", comment="内部理由绝密"
    )
    answer = client.get(f"{ADDRESS}{name}")
    assert answer.status_code == 410
    assert "误发。" in answer.content.decode()
    assert "内部理由绝密" not in answer.content.decode()
    assert "案例之k0" not in answer.content.decode()


def test_the_page_says_what_was_sealed_not_what_is_in_work(client, version):
    version.report.title = "改动中的题目绝密"
    version.report.save()
    ServedPage.objects.all().delete()
    assert "改动中的题目绝密" not in client.get(ADDRESS).content.decode()
    assert "绝密" not in client.get(f"{ADDRESS}report.pdf").headers["Content-Disposition"]


def test_a_company_report_has_its_own_address(client):
    school = make_school()
    publish(school)
    company = make_report(school, kind="company", title="企业年报")
    publish(school, report=company)
    assert "企业年报" in client.get(f"{ADDRESS}company/").content.decode()
    assert "企业年报" not in client.get(ADDRESS).content.decode()


def test_a_school_code_of_digits_alone_is_found_after_the_regions(client):
    publish(make_school("621000"))
    assert client.get("/r/621000/2025/").status_code == 200
