"""Small Facts for pure tests: every builder takes overrides and never surprises."""

from decimal import Decimal
from typing import Any

from reports.facts import (
    BlockFacts,
    CaseFacts,
    CasePartFacts,
    Facts,
    FrontFacts,
    MetricFacts,
    NarrativeFacts,
    SectionFacts,
    SubjectFacts,
    ValueFacts,
    YearFacts,
)


def metric(code: str = "graduates_total", **fields: Any) -> MetricFacts:
    defaults = {
        "name_zh": "毕业生人数",
        "name_en": "Graduates",
        "unit": "人",
        "value_type": "integer",
        "decimals": 0,
        "period_kind": "class",
    }
    return MetricFacts(code=code, **defaults | fields)


def rate(code: str = "placement_rate", **fields: Any) -> MetricFacts:
    return metric(
        code,
        **{
            "name_zh": "就业率",
            "unit": "%",
            "value_type": "percentage",
            "decimals": 2,
            "formula": "graduates_placed / graduates_total * 100",
        }
        | fields,
    )


def value(code: str = "graduates_total", number: str | None = "1843", **fields: Any) -> ValueFacts:
    return ValueFacts(metric=code, value=None if number is None else Decimal(number), **fields)


def section(
    key: str = "talent", title: str = "人才培养", *, kinds: tuple[str, ...] = ("narrative", "cases"), **fields
):
    return SectionFacts(key=key, title=title, blocks=tuple(BlockFacts(kind) for kind in kinds), **fields)


def text(html: str, key: str = "talent") -> NarrativeFacts:
    return NarrativeFacts(section=key, html=html)


def case(key: str = "one", at: str = "talent", html: str = "<p>做法。</p>", **fields: Any) -> CaseFacts:
    return CaseFacts(
        key=key,
        title=fields.pop("title", f"案例之{key}"),
        section=at,
        parts=(CasePartFacts("主要做法", html),),
        **fields,
    )


def facts(**fields: Any) -> Facts:
    defaults: dict[str, Any] = {
        "kind": "school",
        "subject": SubjectFacts("institution", "sl-gyzx", "示例市工业职业学校"),
        "year": YearFacts("2025", 2024, 2025, 2024, "（2025年度）"),
        "front": FrontFacts("质量年度报告", publisher="示例市工业职业学校"),
        "numbering": "decimal",
        "outline": "school-2023:1",
        "sections": (section(),),
        "metrics": (metric(),),
        "values": (value(),),
    }
    return Facts(**defaults | fields)
