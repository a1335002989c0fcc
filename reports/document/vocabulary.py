"""The house vocabulary: the small HTML a narrative is stored in, and the one cleaner for every way in.

Everything else is dropped here: tags, attributes, styles, scripts, comments, control characters. Cleaning twice is
cleaning once. Limits are refused with a message, never cut silently.
"""

import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from institutions.references import InvalidReference, parse_reference

MAX_CHARACTERS = 200_000
MAX_DEPTH = 50
MAX_CELLS = 5_000
MAX_PARAGRAPHS = 5_000
MAX_SPAN = 20

TAGS = {
    "p", "br", "strong", "em", "sub", "sup", "small", "blockquote", "h3", "h4", "ul", "ol", "li", "a", "img",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "data",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "data": {"value"},
}
SCOPES = {"col", "row", "colgroup", "rowgroup"}
LINK = re.compile(
    r"^(https?://[^\s<>\"]+|mailto:[^\s<>\"]+|/[^\s<>\"/\\][^\s<>\"]*|#[a-z]+-[a-z0-9-]+)$", re.IGNORECASE
)
PICTURE = re.compile(r"^(picture|chart):[a-z0-9][a-z0-9-]*$")
SPAN = re.compile(r"^[0-9]{1,6}$")
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*?>")
VOID = {"br", "img"}


def clean(html: str) -> str:
    """The text in house vocabulary; raises ValidationError (Chinese, with remedy) past a limit."""
    if len(html) > MAX_CHARACTERS:
        raise ValidationError(
            _("The text has %(count)s characters; at most %(limit)s can be stored. Split it into sections."),
            params={"count": len(html), "limit": MAX_CHARACTERS},
            code="too_long",
        )
    cleaned = nh3.clean(
        printable(html),
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "picture", "chart"},
        url_relative="pass_through",
        link_rel=None,
        strip_comments=True,
    ).strip()
    check_limits(cleaned)
    return cleaned


def printable(text: str) -> str:
    """NFC, without control characters, lone surrogates and non-characters; tabs and line ends stay."""
    kept = (
        c
        for c in text
        if c in "\n\t" or not (unicodedata.category(c) in ("Cc", "Cs") or ord(c) & 0xFFFE == 0xFFFE)
    )
    return unicodedata.normalize("NFC", "".join(kept))


def check_limits(html: str) -> None:
    """Depth, cells and paragraphs of cleaned text; raises ValidationError."""
    depth = deepest = cells = paragraphs = 0
    for closing, name in TAG.findall(html):
        if closing:
            depth -= 1
        elif name not in VOID:
            depth += 1
            deepest = max(deepest, depth)
        cells += not closing and name in ("td", "th")
        paragraphs += not closing and name in ("p", "li", "h3", "h4", "blockquote")
    for count, limit, message in (
        (deepest, MAX_DEPTH, _("The text is nested %(count)s levels deep; at most %(limit)s are allowed.")),
        (cells, MAX_CELLS, _("The text has %(count)s table cells; at most %(limit)s are allowed.")),
        (paragraphs, MAX_PARAGRAPHS, _("The text has %(count)s paragraphs; at most %(limit)s are allowed.")),
    ):
        if count > limit:
            raise ValidationError(message, params={"count": count, "limit": limit}, code="too_large")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What an attribute may say; None drops it."""
    if name in ("colspan", "rowspan"):
        return str(min(int(value), MAX_SPAN)) if SPAN.match(value) and int(value) > 1 else None
    if name == "scope":
        return value if value in SCOPES else None
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if PICTURE.match(value) else None
    if name == "value":
        try:
            return str(parse_reference(value))
        except InvalidReference:
            return None
    return None
