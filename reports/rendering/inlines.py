"""Inline nodes to HTML. Plain functions: a report has thousands of them, too many for one template each."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.document.nodes import CrossReference, Inline, LineBreak, Link, Number, Span, Text

SPAN_TAGS = {"strong", "em", "sub", "sup"}


def inlines_html(children: tuple[Inline, ...]) -> SafeString:
    """The nodes in order, every text escaped."""
    return mark_safe("".join(_inline(node) for node in children))  # noqa: S308  (each part is escaped below)


def _inline(node: Inline) -> str:
    match node:
        case Text():
            return escape(node.text)
        case Number():
            return number_html(node)
        case Span() if node.tag in SPAN_TAGS:
            return f"<{node.tag}>{inlines_html(node.children)}</{node.tag}>"
        case Link():
            return f'<a href="{escape(node.href)}">{inlines_html(node.children)}</a>'
        case CrossReference():
            return f'<a class="cross" href="#{escape(node.anchor)}">{escape(node.text)}</a>'
        case LineBreak():
            return "<br>"
    raise TypeError(f"not an inline node: {node!r}")


def number_html(node: Number) -> str:
    """A living number: machine value in `value`, metric code in `itemprop`, the words people read inside."""
    problem = f' class="problem" title="{escape(node.problem)}"' if node.problem else ""
    return f'<data value="{escape(node.value)}" itemprop="{escape(node.code)}"{problem}>{escape(node.text)}</data>'
