"""The engine reaches only what was handed over."""

import urllib.request

import pytest

from reports.rendering.pdf_fetch import GivenFilesFetcher, RefusedAddress

REFUSED = [
    "file:///etc/hostname",
    "FILE:///etc/hostname",
    "http://127.0.0.1:18080/hit/1",
    "https://127.0.0.1:18080/hit/1",
    "ftp://127.0.0.1/x",
    "//127.0.0.1:18080/hit/1",
    "data:text/css,@import%20url(file:///etc/hostname)",
    "picture:other",
    "picture:one?x",
    "picture:../one",
    "font:one",
    "gopher://127.0.0.1/",
    "",
]


@pytest.fixture
def fetcher():
    return GivenFilesFetcher({"picture:one": ("image/png", b"bytes")})


def test_a_given_file_is_served(fetcher):
    response = fetcher.fetch("picture:one")
    assert (response.read(), response.content_type) == (b"bytes", "image/png")
    assert fetcher.refused == []


@pytest.mark.parametrize("address", REFUSED)
def test_anything_else_is_refused_and_remembered(fetcher, address):
    for ask in (fetcher.fetch, fetcher, fetcher.open):
        with pytest.raises(RefusedAddress):
            ask(address)
    assert fetcher.refused == [address] * 3


def test_a_prepared_request_is_refused_too(fetcher):
    with pytest.raises(RefusedAddress):
        fetcher.open(urllib.request.Request("http://127.0.0.1:18080/hit/2"))


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://example.org/a.png", "one.png"])
def test_only_pictures_and_fonts_can_be_handed_over(address):
    with pytest.raises(ValueError):
        GivenFilesFetcher({address: ("image/png", b"")})
