"""A year in work for the first invented school, so that figures can be entered: a draft with a few values."""

from decimal import Decimal

from institutions.models import Institution, Metric, MetricValue, User, YearRecord
from reports.models import Narrative, Outline, Report
from reports.workflow.transitions import start

from .load import round_of

CODE, ROUND, LEAD = "sl-gyzx", "2026", "fuzeren"
ENTERED = {"students_enrolled": "4180", "staff_total": "291", "teachers_fulltime": "239"}
TEXTS = {
    "overview": "<p>2025年秋季学期，学校有在校生"
    '<data value="students_enrolled">4180人</data>，教职工<data value="staff_total">291人</data>。</p>'
}


def load_draft() -> Report:
    """The draft, made where it is missing."""
    school = Institution.objects.get(public_code=CODE)
    record, _made = YearRecord.objects.get_or_create(round=round_of(ROUND), institution=school)
    existing = record.reports.first()
    if existing is not None:
        return existing
    report = Report.objects.create(
        record=record,
        kind=Report.Kind.SCHOOL,
        outline=Outline.objects.filter(key="school-2023").order_by("-version").first(),
        demonstration=True,
        title=f"{school.name}质量年度报告",
        subtitle=f"（{ROUND}年度）",
        publisher=school.name,
    )
    metrics = Metric.objects.in_bulk(ENTERED, field_name="code")
    MetricValue.objects.bulk_create(
        MetricValue(record=record, metric=metrics[code], value=Decimal(value))
        for code, value in ENTERED.items()
    )
    Narrative.objects.bulk_create(
        Narrative(report=report, section=section, html=html) for section, html in TEXTS.items()
    )
    start(report.pk, by=User.objects.get(username=LEAD))
    return report
