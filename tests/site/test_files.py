"""Downloads of sealed files: whole, in parts, conditional, never run as a page."""

import pytest

from reports.site.ranges import OutsideFile, Range, asked_range

from .rows import PDF, make_school, publish

ADDRESS = "/r/sl-gyzx/2025/v1/report.pdf"
SIZE = len(PDF)


@pytest.fixture
def version(db):
    return publish(make_school())


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_download_carries_length_tag_and_name(client, version, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get(f"{ADDRESS}?download")
    assert body(answer) == PDF
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Accept-Ranges"] == "bytes"
    name = "%E7%A4%BA%E4%BE%8B%E5%B8%82%E5%B7%A5%E4%B8%9A%E8%81%8C%E4%B8%9A%E5%AD%A6%E6%A0%A1"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith(f"attachment; filename*=utf-8''{name}")
    assert disposition.endswith("2025v1.pdf")


def test_without_the_wish_to_download_the_file_opens_in_place(client, version):
    assert client.get(ADDRESS).headers["Content-Disposition"].startswith("inline; ")


@pytest.mark.parametrize("name", ["report.pdf", "data.json", "pictures/gate"])
def test_sealed_bytes_never_act_as_a_page(client, version, name):
    answer = client.get(f"/r/sl-gyzx/2025/{name}", headers={"accept": "text/html"})
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "name", ["body.html", "facts.json", "pictures/none", "pictures/../report.pdf", "manifest/"]
)
def test_only_files_meant_for_readers_have_an_address(client, version, name):
    assert client.get(f"/r/sl-gyzx/2025/{name}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("bytes=5-9", 5, 9),
        ("bytes=-4", SIZE - 4, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
        ("bytes=5-999999", 5, SIZE - 1),
    ],
)
def test_a_part_is_sent_as_asked(client, version, asked, first, last):
    answer = client.get(ADDRESS, headers={"range": asked})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert body(answer) == PDF[first : last + 1]
    assert answer.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999-", "bytes=-0"])
def test_a_part_outside_the_file_is_refused(client, version, asked):
    answer = client.get(ADDRESS, headers={"range": asked})
    assert (answer.status_code, body(answer)) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "bytes=9-5", "bytes=-", "items=0-1", "bytes=a-b", "x", "bytes=１-２"]
)
def test_ranges_that_mean_nothing_get_the_whole_file(client, version, asked):
    answer = client.get(ADDRESS, headers={"range": asked})
    assert (answer.status_code, body(answer)) == (200, PDF)


def test_a_cut_download_goes_on_only_with_the_same_file(client, version):
    tag = client.get(ADDRESS).headers["ETag"]
    same = client.get(ADDRESS, headers={"range": "bytes=5-9", "if-range": tag})
    other = client.get(ADDRESS, headers={"range": "bytes=5-9", "if-range": '"other"'})
    assert (same.status_code, other.status_code, body(other)) == (206, 200, PDF)


def test_what_the_reader_holds_is_not_sent_again(client, version):
    tag = client.get(ADDRESS).headers["ETag"]
    answer = client.get(ADDRESS, headers={"if-none-match": tag, "range": "bytes=5-9"})
    assert (answer.status_code, body(answer)) == (304, b"")


def test_head_tells_the_length_and_sends_nothing(client, version):
    answer = client.head(ADDRESS, headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(SIZE))


def test_an_empty_file_has_no_part():
    for asked in ("bytes=0-", "bytes=-5"):
        with pytest.raises(OutsideFile):
            asked_range(asked, 0)
    assert asked_range("", 10) is None
    assert asked_range("bytes=0-99", 10) == Range(0, 9)
