"""Whatever stands in an address, the answer is a page or “no such page”, never a fault."""

from urllib.parse import quote

import pytest

from tests.backoffice.hostile import strings

from .rows import make_school, publish

pytestmark = pytest.mark.django_db
TEXTS = [row | {"value": row["value"][:5000]} for row in strings("text")]
NUMBERS = [
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "99999999999999999999",
    "１２",
    "1.5",
    "NaN",
    "",
    " ",
    "\0",
    "0x10",
    "9" * 5000,
]


def escaped(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["id"])
def test_texts_in_every_parameter(client, row):
    publish(make_school())
    value = escaped(row["value"][:2000])
    for address in (
        f"/institutions/?q={value}",
        f"/institutions/?region={value}&kind={value}&page={value}&order={value}",
        f"/regions/?round={value}",
        f"/regions/990100/?round={value}&page={value}",
        f"/cases/?page={value}",
        f"/?q={value}",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["id"])
def test_texts_in_every_part_of_an_address(client, row):
    publish(make_school())
    value = escaped(row["value"][:500]).replace("/", "%2F") or "x"
    for address in (
        f"/institutions/{value}/",
        f"/regions/{value}/",
        f"/r/{value}/2025/",
        f"/r/sl-gyzx/{value}/",
        f"/r/sl-gyzx/2025/v{value}/",
        f"/r/sl-gyzx/2025/{value}/",
        f"/r/sl-gyzx/2025/pictures/{value}",
        f"/desk/preview/{value}/",
    ):
        assert client.get(address).status_code in (301, 302, 404), address


@pytest.mark.parametrize("value", NUMBERS)
def test_numbers_that_are_none(client, value):
    publish(make_school())
    assert client.get(f"/institutions/?page={escaped(value)}").status_code == 200
    assert client.get(f"/r/sl-gyzx/2025/v{escaped(value)}/").status_code in (301, 404)


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%ed%a0%80", "q=%00", "page=%ff", "region=%ff", "q=" + "%F0%9F%98%80" * 500]
)
def test_bytes_that_are_no_text(client, query):
    assert client.get(f"/institutions/?{query}").status_code == 200


@pytest.mark.parametrize("row", [row for row in TEXTS if "<" in row["value"]], ids=lambda row: row["id"])
def test_what_was_typed_is_shown_again_as_text(client, row):
    text = client.get(f"/institutions/?q={escaped(row['value'])}").content.decode()
    assert row["value"][:60] not in text
    assert "&lt;" in text
