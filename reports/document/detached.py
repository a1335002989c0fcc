"""A text taken out of its sealed report: what only that report could resolve becomes plain words. Pure.

Living numbers become the words its Edition printed, cross-references lose their link, charts are left out; pictures
keep their place under new keys.
"""

from collections.abc import Mapping

from lxml import etree, html

from .prose import CROSS_REFERENCE, PARSER, Resolver


def detached(source: str, resolver: Resolver, pictures: Mapping[str, str]) -> str:
    """House vocabulary without references into the old report. `pictures`: old key to new; others are left out."""
    if not source.strip():
        return ""
    root = html.fragment_fromstring(source, create_parent="div", parser=PARSER)
    for element in list(root.iter("data", "a", "img")):
        if element.tag == "data":
            _to_words(element, resolver)
        elif element.tag == "a" and CROSS_REFERENCE.match(element.get("href", "")):
            element.drop_tag()
        elif element.tag == "img":
            _to_new_key(element, pictures)
    inner = etree.tostring(root, encoding="unicode", method="html")
    return inner.removeprefix("<div>").removesuffix("</div>")


def pictures_in(*sources: str) -> list[str]:
    """Keys of the pictures the texts show, in their order."""
    found: list[str] = []
    for source in filter(str.strip, sources):
        root = html.fragment_fromstring(source, create_parent="div", parser=PARSER)
        for image in root.iter("img"):
            kind, _, key = image.get("src", "").partition(":")
            if kind == "picture" and key not in found:
                found.append(key)
    return found


def _to_words(element: etree._Element, resolver: Resolver) -> None:
    node = resolver.number(element.get("value", ""), "".join(element.itertext()).strip())
    for child in list(element):
        element.remove(child)
    element.text = node.text
    element.drop_tag()


def _to_new_key(element: etree._Element, pictures: Mapping[str, str]) -> None:
    kind, _, key = element.get("src", "").partition(":")
    if kind == "picture" and key in pictures:
        element.set("src", f"picture:{pictures[key]}")
    else:
        element.drop_tree()
