"""The contents list of a sealed body, taken out of it once more: small screens show it folded above the text."""

from lxml import html


def contents_of_body(body: str) -> str:
    """The lists inside the body's contents as HTML, without their heading; '' where the body has none."""
    found = html.fragment_fromstring(body, create_parent="div").xpath(".//nav[@class='contents']")
    if not found:
        return ""
    lists = [child for child in found[0] if child.tag in ("ol", "details")]
    return "".join(html.tostring(child, encoding="unicode", with_tail=False) for child in lists)
