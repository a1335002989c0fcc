"""Stored pages: one query by address, packed or plain; never stale, never of a version that is no longer public."""

import gzip

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from institutions.models import Institution, Region, Round
from reports.models import ServedPage, State, Version
from reports.publishing import pages
from reports.publishing.pages import freeze_page, freeze_pages, invalidate, stored_page
from reports.site import documents

from .rows import facts_of, make_draft, make_region, make_report, make_school, publish, seal

pytestmark = pytest.mark.django_db
ADDRESS = "/r/sl-gyzx/2025/"
FIXED = f"{ADDRESS}v1/"
PACKED = {"accept-encoding": "br, gzip"}


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    pages._content.cache_clear()


@pytest.fixture
def version():
    version = publish(make_school())
    freeze_pages(version)
    return version


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, PACKED, {"if-none-match": "*"}], ids=["plain", "packed", "held"])
@pytest.mark.parametrize("address", [ADDRESS, FIXED])
def test_every_way_of_reading_takes_one_query(
    client, django_assert_num_queries, version, address, headers, method
):
    getattr(client, method)(address, headers=headers)
    with django_assert_num_queries(1):
        answer = getattr(client, method)(address, headers=headers)
    assert answer.status_code == (304 if "if-none-match" in headers else 200)


def test_a_reader_who_takes_gzip_gets_the_same_page_packed(client, version):
    plain, packed = client.get(ADDRESS), client.get(ADDRESS, headers=PACKED)
    assert gzip.decompress(packed.content) == plain.content
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content)
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for tag in (plain.headers["ETag"], packed.headers["ETag"]):
        assert client.get(ADDRESS, headers=PACKED | {"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("wish", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip", "gzipped"])
def test_a_reader_who_does_not_take_gzip_gets_the_page_plain(client, version, wish):
    answer = client.get(ADDRESS, headers={"accept-encoding": wish})
    assert ("Content-Encoding" in answer.headers, answer.content[:9]) == (False, b"<!doctype")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_withdrawn_version_answers_with_the_notice_even_where_its_page_still_lies_there(
    client, version, language
):
    client.cookies["django_language"] = language
    Version.objects.update(state=State.WITHDRAWN)
    assert ServedPage.objects.count() == 2
    answers = [client.get(address, headers=PACKED) for address in (ADDRESS, FIXED)]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert not any(b"report-body" in answer.content for answer in answers)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.PUBLISHED, State.SUPERSEDED)])
def test_no_state_but_the_public_ones_opens_a_stored_page(state):
    draft = make_draft(make_school())
    seal(draft, facts_of(draft.report))
    Version.objects.update(state=state, number=1, published_at=timezone.now())
    freeze_pages(draft)
    for address in ("/r/sl-gyzx/2026/", "/r/sl-gyzx/2026/v1/", ""):
        assert [stored_page(address, language) for language in ("zh-hans", "en")] == [None, None]


def test_an_earlier_version_tells_so_from_the_moment_it_is_one(client, version):
    assert "不是最新" not in client.get(FIXED).content.decode()
    Version.objects.update(state=State.SUPERSEDED)
    assert 'content="noindex"' in client.get(FIXED).content.decode()


def test_a_new_version_takes_the_evergreen_address_over(client, django_assert_num_queries, version):
    client.get(ADDRESS)
    Version.objects.update(state=State.SUPERSEDED)
    new = publish(version.report.record.subject, report=version.report, number=2, public_note="更正一处。")
    freeze_pages(new)
    with django_assert_num_queries(2):  # the first read of a process fetches the bytes too
        assert "更正一处。" in client.get(ADDRESS).content.decode()
    assert "更正一处。" not in client.get(FIXED).content.decode()
    client.get(FIXED)
    with django_assert_num_queries(1):
        assert f'<a href="{ADDRESS}">' in client.get(FIXED).content.decode()


def test_a_step_that_is_taken_back_leaves_the_page_in_place(client, django_assert_num_queries, version):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        version.state = State.WITHDRAWN
        version.save()
        assert client.get(ADDRESS).status_code == 410
        raise ZeroDivisionError
    with django_assert_num_queries(2):
        assert client.get(ADDRESS).status_code == 200


def test_a_page_dropped_while_it_is_read_is_made_anew(client, version, monkeypatch):
    stored = stored_page(ADDRESS, "zh-hans")
    invalidate(version.report_id)
    answers = iter([stored])
    monkeypatch.setattr(documents, "stored_page", lambda *asked: next(answers, None))
    assert b"report-body" in client.get(ADDRESS).content


def test_the_page_is_made_of_what_the_database_holds_not_of_an_older_copy(client, version):
    old = Version.objects.get(pk=version.pk)
    Version.objects.update(number=7)
    freeze_page(old, "zh-hans")
    assert client.get(f"{ADDRESS}v7/").status_code == 200
    assert stored_page(FIXED, "zh-hans") is None


@pytest.mark.parametrize(
    "model, field, value, address",
    [
        (Institution, "public_code", "sl-xin", "/r/sl-xin/2025/"),
        (Round, "key", "2025b", "/r/sl-gyzx/2025b/"),
        (Region, "code", "990101", "/r/990101/2025/"),
    ],
)
def test_a_page_leaves_the_address_that_its_report_no_longer_has(
    client, version, model, field, value, address
):
    subject = make_region() if model is Region else version.report.record.subject
    if model is Region:
        freeze_pages(publish(subject))
    old = f"/r/{subject.public_code}/2025/"
    assert client.get(old).status_code == 200
    row = model.objects.get()
    setattr(row, field, value)
    row.save()
    assert (client.get(old).status_code, client.get(address).status_code) == (404, 200)


def test_a_region_keeps_its_address_against_a_school_with_the_same_digits(client):
    school = publish(make_school("990100", "数字学校"))
    region = publish(make_region())
    for row in (region, school):
        freeze_pages(row)
    for address in ("/r/990100/2025/", "/r/990100/2025/v1/"):
        assert "示例市质量年度报告" in client.get(address).content.decode()
        assert stored_page(address, "zh-hans") is not None


def test_only_the_pages_of_that_report_are_dropped(version):
    other = publish(make_school("sl-lxzx", "另一所学校"))
    freeze_pages(other)
    invalidate(version.report_id)
    assert set(ServedPage.objects.values_list("edition__version", flat=True)) == {other.pk}


def test_a_page_of_another_state_of_the_templates_is_replaced_where_it_lies(client, version):
    ServedPage.objects.update(shell="0" * 64, etag="f" * 64, content=b"old", compressed=gzip.compress(b"old"))
    assert b"report-body" in client.get(ADDRESS).content
    assert b"report-body" in gzip.decompress(client.get(ADDRESS, headers=PACKED).content)
    assert ServedPage.objects.filter(language="zh-hans").get().shell != "0" * 64


def test_company_and_main_report_of_a_school_have_their_own_pages(client, version):
    school = version.report.record.subject
    freeze_pages(publish(school, report=make_report(school, kind="company", title="企业年报")))
    assert (
        b"\xe4\xbc\x81\xe4\xb8\x9a\xe5\xb9\xb4\xe6\x8a\xa5"
        in stored_page(f"{ADDRESS}company/", "zh-hans").content()
    )
    assert stored_page(ADDRESS, "zh-hans") != stored_page(f"{ADDRESS}company/", "zh-hans")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_connection_is_opened_anew_and_the_page_still_comes(client, version, error):
    failures = [error("connection lost")]

    def fail_first(execute, sql, params, many, context):
        if failures:
            raise failures.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_first):
        assert client.get(ADDRESS).status_code == 200
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_no_missing_page(client, version):
    def fail(execute, sql, params, many, context):
        raise OperationalError("away")

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        stored_page(ADDRESS, "zh-hans")
