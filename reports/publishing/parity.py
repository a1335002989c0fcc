"""Proves that page and data carry the same figures, before anything is sealed."""

import json
from collections import Counter

from lxml import html


def figures_in_page(body: str) -> Counter[tuple[str, str]]:
    """(metric code, bare value) of every <data> in the body."""
    root = html.fragment_fromstring(body, create_parent="div")
    return Counter((e.get("itemprop", ""), e.get("value", "")) for e in root.iter("data"))


def figures_in_data(data: bytes) -> Counter[tuple[str, str]]:
    """(metric code, bare value) of every figure the data file says the document shows."""
    return Counter((row["code"], row["value"]) for row in json.loads(data)["shown"])


def differences(body: str, data: bytes) -> list[str]:
    """Sentences naming what one has and the other lacks; empty where they agree."""
    page, published = figures_in_page(body), figures_in_data(data)
    return [
        f"{code} {value}: page {page[code, value]} × / data {published[code, value]} ×"
        for code, value in sorted((page | published).keys())
        if page[code, value] != published[code, value]
    ]
