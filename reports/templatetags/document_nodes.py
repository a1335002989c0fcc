"""Tags for the templates of a Document: `{% node n %}` renders a node with its own template, `{% nodes list %}` several.

Every node template sees the node as `node`, the interface language as `words_lang` and the caller's `picture_url`.
"""

from collections.abc import Iterable
from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.document.nodes import Chart, ChartPoint, Figure, Section
from reports.rendering.charts import Drawing, draw

register = template.Library()

LINK_SCHEMES = ("https://", "http://", "mailto:")


@cache
def node_template(name: str) -> template.Template:
    return get_template(f"reports/document/nodes/{name}.html").template


def render_node(context: template.Context, node) -> SafeString:
    """The node through its template, without the line end that closes the template's file."""
    with context.push(node=node):
        return SafeString(node_template(node.template).render(context).removesuffix("\n"))


@register.simple_tag(takes_context=True, name="node")
def node_tag(context: template.Context, node) -> SafeString:
    return render_node(context, node)


@register.simple_tag(takes_context=True, name="nodes")
def nodes_tag(context: template.Context, nodes: Iterable) -> SafeString:
    """Inline nodes close together, as the text runs."""
    return SafeString("".join(render_node(context, node) for node in nodes))


@register.simple_tag(takes_context=True)
def words(context: template.Context) -> SafeString:
    """The lang attribute of fixed words where the interface speaks another language than the report, else nothing."""
    lang = context["words_lang"]
    return SafeString("") if lang == context["content_lang"] else format_html(' lang="{}"', lang)


@register.filter
def heading_level(section: Section) -> int:
    """A chapter is h2, since h1 is the title of the report; deeper than h6 there is none."""
    return min(section.level + 1, 6)


@register.filter
def label_gap(label: str) -> str:
    """What parts a label from its title: 一、 and （一） carry their own space."""
    return "" if not label or label.endswith(("、", "）")) else " "


@register.simple_tag(takes_context=True)
def picture_address(context: template.Context, figure: Figure) -> str:
    return context["picture_url"](figure.key)


@register.filter
def drawing(chart: Chart) -> Drawing:
    return draw(chart)


@register.filter
def chart_rows(chart: Chart) -> list[tuple[str, tuple[ChartPoint, ...]]]:
    """The data table beside a chart: a label and the points of all series."""
    empty = ChartPoint("", "—")
    count = max([len(chart.labels), *(len(s.points) for s in chart.series)])
    labels = chart.labels + ("",) * (count - len(chart.labels))
    columns = [s.points + (empty,) * (count - len(s.points)) for s in chart.series]
    return [(label, tuple(column[i] for column in columns)) for i, label in enumerate(labels)]


@register.filter
def svg(drawn: Drawing) -> SafeString:
    """The drawing's own markup; its texts are escaped where they are written."""
    return SafeString(drawn.svg)


@register.filter
def is_safe_address(href: str) -> bool:
    return href.lower().startswith(LINK_SCHEMES) or href.startswith("#")
