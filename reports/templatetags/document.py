"""Tags the node templates use: one template for each kind of node, found by its name."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.document.nodes import Cell, Chart, Inline
from reports.rendering.charts import draw
from reports.rendering.inlines import inlines_html

register = template.Library()


@register.simple_tag(takes_context=True)
def node(context, block) -> SafeString:
    """A block by its own template, in a context that holds nothing but the node and how pictures are addressed."""
    kept = {"node": block, "picture_url": context["picture_url"]}
    return context.template.engine.get_template(f"reports/document/nodes/{block.template}.html").render(
        template.Context(kept, autoescape=True)
    )


@register.simple_tag
def inlines(children: tuple[Inline, ...]) -> SafeString:
    return inlines_html(children)


@register.simple_tag
def svg(chart: Chart) -> SafeString:
    return mark_safe(draw(chart).svg)  # noqa: S308  (the generator escapes every text it puts in)


@register.simple_tag(takes_context=True)
def picture(context, key: str) -> str:
    return context["picture_url"](key)


@register.filter
def heading(level: int) -> str:
    """The tag of a heading level: the report's title is h1, a chapter (level 1) is h2."""
    return f"h{min(max(level, 2), 6)}"


@register.filter
def plus(value: int, more: int) -> int:
    return value + more


@register.filter
def is_numeric(cell: Cell) -> bool:
    return bool(cell.number) and not cell.header
