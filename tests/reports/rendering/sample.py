"""A Document built by hand that holds every kind of node once, small enough to render in a test."""

import io
from typing import Any

from PIL import Image

from reports.document.nodes import (
    Case,
    CasePart,
    Cell,
    Challenge,
    Chart,
    ChartPoint,
    ChartSeries,
    ContentsEntry,
    CrossReference,
    Document,
    Figure,
    Front,
    ItemList,
    LineBreak,
    Link,
    ListItem,
    Measure,
    Measures,
    Number,
    Paragraph,
    Quote,
    Row,
    Section,
    Span,
    Subheading,
    Table,
    Text,
    Tile,
    Tiles,
)


def picture(width: int = 480, height: int = 320) -> bytes:
    """A plain drawing as PNG."""
    image = Image.new("RGB", (width, height), "#d9e4e6")
    for x in range(0, width, 40):
        image.paste("#0b5563", (x, height - 40 - x % 160, x + 26, height - 20))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


PNG = picture()


def t(*texts: str) -> tuple[Text, ...]:
    return tuple(Text(text) for text in texts)


def p(*children: Any) -> Paragraph:
    return Paragraph(tuple(Text(c) if isinstance(c, str) else c for c in children))


def graduates(text: str = "1843人") -> Number:
    return Number(code="graduates_total", reference="graduates_total", value="1843", text=text, unit="人")


def head(*titles: str) -> Row:
    return Row(tuple(Cell(t(title), header=True, scope="col") for title in titles))


def table(**fields: Any) -> Table:
    defaults: dict[str, Any] = {
        "anchor": "tab-talent-1",
        "caption": "毕业生去向",
        "head": (head("去向", "人数", "占比"),),
        "body": (
            Row(
                (Cell(t("升学"), header=True, scope="row"), Cell(t("1143"), number="1143"), Cell(t("62.02%")))
            ),
            Row(
                (
                    Cell(t("直接就业"), header=True, scope="row"),
                    Cell(t("659"), number="659"),
                    Cell(t("35.76%")),
                )
            ),
        ),
        "foot": (
            Row(
                (
                    Cell(t("合计"), header=True, scope="row"),
                    Cell((graduates("1843"),), number="1843"),
                    Cell(t("—")),
                )
            ),
        ),
        "unit": "单位：人",
        "note": "注：占比以毕业生总数为分母。",
        "number": 1,
        "label": "表1",
    }
    return Table(**defaults | fields)


def long_table(rows: int = 70) -> Table:
    body = tuple(
        Row((
            Cell(t(str(n))),
            Cell(t(f"第{n}项指标的名称"), header=True, scope="row"),
            Cell(t("人")),
            Cell((Number("graduates_total", "graduates_total", str(1000 + n), str(1000 + n)),), number=str(1000 + n)),
        ))
        for n in range(1, rows + 1)
    )  # fmt: skip
    return table(
        anchor="tab-t1",
        caption="基本指标",
        head=(head("序号", "指标", "单位", "2025年度"),),
        body=body,
        foot=(),
        unit="",
        note="",
        number=2,
        label="表2",
        system=True,
    )


def chart(**fields: Any) -> Chart:
    defaults: dict[str, Any] = {
        "anchor": "fig-trend",
        "key": "trend",
        "kind": "bar",
        "title": "近三年毕业生人数",
        "summary": "毕业生人数逐年增加。",
        "labels": ("2022年", "2023年", "2024年"),
        "series": (
            ChartSeries(
                "毕业生",
                (
                    ChartPoint("1520", "1520人", "graduates_total"),
                    ChartPoint("", "—"),
                    ChartPoint("1843", "1843人", "graduates_total"),
                ),
            ),
        ),
        "unit": "人",
        "source": "学籍系统",
        "number": 2,
        "label": "图2",
    }
    return Chart(**defaults | fields)


def figure(**fields: Any) -> Figure:
    defaults: dict[str, Any] = {
        "anchor": "fig-workshop",
        "key": "workshop",
        "caption": "校内实训车间",
        "alt": "一排数控机床，学生在操作",
        "file": "pictures/workshop.png",
        "width": 480,
        "height": 320,
        "source": "本校拍摄",
        "number": 1,
        "label": "图1",
    }
    return Figure(**defaults | fields)


def case(**fields: Any) -> Case:
    defaults: dict[str, Any] = {
        "anchor": "case-one",
        "key": "one",
        "title": "把课堂搬进车间",
        "level": 4,
        "byline": "示例市工业职业学校",
        "theme": "产教融合",
        "summary": "学校与企业共建实训车间。",
        "parts": (CasePart("主要做法", 5, (p("校企双方共同排课。"),)),),
        "number": 1,
        "label": "案例1",
    }
    return Case(**defaults | fields)


def challenge(**fields: Any) -> Challenge:
    defaults: dict[str, Any] = {
        "anchor": "challenge-teachers",
        "ordinal": "一是",
        "title": "双师型教师不足",
        "level": 3,
        "problem": (p("双师型教师占比仍低于要求。"),),
        "causes": (p("企业实践机会有限。"),),
        "measures": (Measure("一是", "扩大企业实践", (p("每年安排三十名教师下企业。"),)),),
        "owner": "教务处",
        "due": "2026年12月",
        "outcome": "已有二十六名教师完成。",
    }
    return Challenge(**defaults | fields)


TILES = Tiles((
    Tile("graduates_total", "毕业生人数", "1843", "1843", "人", "比上年增加53人", "当年毕业的学生"),
    Tile("placement_rate", "毕业去向落实率", "97.78", "97.78", "%"),
))  # fmt: skip

LONG = "学校坚持立德树人，围绕区域产业布局调整专业结构，深化产教融合、校企合作，人才培养质量稳步提高。" * 4


def blocks() -> tuple[Any, ...]:
    """One of each block and inline node."""
    return (
        TILES,
        p("全年毕业生", graduates(), "，", Span("strong", t("全部落实去向")), "，详见", CrossReference("tab-talent-1", "表1"),
          "；", Span("em", t("质量为先")), "，面积12m", Span("sup", t("2")), LineBreak(), "网址",
          Link("https://example.org/report", t("学校网站")), "。"),
        p(LONG),
        Subheading(4, t("专业布局")),
        p(LONG),
        Quote((p("职业教育前途广阔、大有可为。"),)),
        ItemList(True, (ListItem((p("建立专业动态调整机制；"),)), ListItem((p("完善课程标准。"),)))),
        ItemList(False, (ListItem((p("省级专业2个"),)),)),
        table(),
        figure(),
        chart(),
        figure(anchor="fig-later", key="later", file="", caption="待补图片", number=3, label="图3"),
    )  # fmt: skip


def sections() -> tuple[Section, ...]:
    return (
        Section("talent", "sec-talent", "人才培养", 1, "1", blocks=(p(LONG),), sections=(
            Section("talent-grow", "sec-talent-grow", "学生发展", 2, "1.1", blocks=blocks()),
            Section("talent-case", "sec-talent-case", "典型案例", 2, "1.2", blocks=(case(),)),
        )),
        Section("challenge", "sec-challenge", "挑战与举措", 1, "2", blocks=(
            challenge(), Measures((Measure("一是", "健全制度", (p("修订章程。"),)),)),
        )),
        Section("annex", "sec-annex", "附表", 1, "", annex=True, blocks=(long_table(),)),
    )  # fmt: skip


def front(**fields: Any) -> Front:
    defaults: dict[str, Any] = {
        "title": "示例市工业职业学校职业教育质量年度报告",
        "subtitle": "（2025年度）",
        "subject": "示例市工业职业学校",
        "publisher": "示例市工业职业学校",
        "printed_date": "2025年12月",
        "printed_label": "（2025年度）",
        "completed_on": "2025-12-20",
        "published_on": "",
        "website": "",
        "information": (
            ("索引号", "12345678/2025-00001"),
            ("发布机构", "示例市工业职业学校"),
            ("成文日期", "2025-12-20"),
        ),
        "statement": (p("学校对报告内容的真实性、完整性和准确性负责。特此声明。"),),
        "statement_unit": "示例市工业职业学校",
        "statement_signatory": "张三",
        "statement_date": "2025年12月20日",
        "preface": (p(LONG),),
        "preface_signature": "编写组",
        "preface_date": "2025年12月",
        "lead": (p("本报告依据国家有关要求编制。"),),
        "demonstration": True,
    }
    return Front(**defaults | fields)


def sample_document(**fields: Any) -> Document:
    defaults: dict[str, Any] = {
        "lang": "zh-hans",
        "front": front(),
        "sections": sections(),
        "contents": (
            ContentsEntry("sec-talent", "1", "人才培养", 1, (
                ContentsEntry("sec-talent-grow", "1.1", "学生发展", 2),
                ContentsEntry("sec-talent-case", "1.2", "典型案例", 2),
            )),
            ContentsEntry("sec-challenge", "2", "挑战与举措", 1),
            ContentsEntry("sec-annex", "", "附表", 1),
        ),
        "tables": (ContentsEntry("tab-talent-1", "表1", "毕业生去向"), ContentsEntry("tab-t1", "表2", "基本指标")),
        "figures": (ContentsEntry("fig-workshop", "图1", "校内实训车间"), ContentsEntry("fig-trend", "图2", "近三年毕业生人数")),
        "cases": (ContentsEntry("case-one", "案例1", "把课堂搬进车间"),),
    }  # fmt: skip
    return Document(**defaults | fields)
