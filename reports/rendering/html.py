"""A Document as HTML: the body that the page and the paper share, and the paper's shell around it.

One template per kind of node, no queries. Fixed words follow the active language, the content keeps its own; where
the two differ, the words say so in their lang attribute. Every figure is a <data> element: `value` is the bare
number, `itemprop` the metric's code (the article around is the item, so this is valid microdata).
"""

from collections.abc import Callable, Mapping

from django.template.loader import render_to_string
from django.utils.translation import get_language

from reports.document.nodes import Document

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
SHORT_FINGERPRINT = 12

PictureURL = Callable[[str], str]


def render_body(document: Document, *, picture_url: PictureURL = lambda key: f"pictures/{key}") -> str:
    """The report from title to annex. `picture_url` gives the address of a picture by its key."""
    return render_to_string("reports/document/body.html", _context(document, picture_url))


def render_print(
    document: Document, *, picture_url: PictureURL, edition: Mapping[str, str], dated: str = ""
) -> str:
    """The whole document that goes to paper, in the same body.

    `edition` may hold `number`, `code` and `fingerprint` for the cover; `dated` is an ISO date for the metadata, so
    that the file does not depend on the day it was made.
    """
    shown = {name: text for name, text in edition.items() if text}
    if "fingerprint" in shown:
        shown["fingerprint"] = shown["fingerprint"][:SHORT_FINGERPRINT]
    context = _context(document, picture_url) | {"edition": shown, "dated": dated}
    return render_to_string("reports/document/print.html", context)


def _context(document: Document, picture_url: PictureURL) -> dict[str, object]:
    return {
        "document": document,
        "picture_url": picture_url,
        "content_lang": HTML_LANGUAGES.get(document.lang.lower(), document.lang),
        "words_lang": HTML_LANGUAGES.get(get_language() or "zh-hans", "zh-Hans"),
    }
