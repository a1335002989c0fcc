"""The body of a report as HTML: one template for each kind of node, the same for page and paper."""

from collections.abc import Callable

from django.template.loader import render_to_string

from reports.document.nodes import Document

PictureUrl = Callable[[str], str]


def render_body(document: Document, *, picture_url: PictureUrl) -> str:
    """Title block to annex. `picture_url` turns a picture's key into the address the shell can serve."""
    return render_to_string(
        "reports/document/body.html", {"document": document, "front": document.front, "picture_url": picture_url}
    )


def render_print(document: Document, *, picture_url: PictureUrl, **shell: object) -> str:
    """The whole print page; `shell` holds edition code, fingerprint, number, language."""
    return render_to_string(
        "reports/document/print.html",
        {"document": document, "front": document.front, "picture_url": picture_url, **shell},
    )
