"""Rows for tests: small functions that make one thing each, with what it needs; every field can be overridden."""

import itertools
from decimal import Decimal

from casestudies.models import CasePart, CaseStudy, Challenge, Measure, Picture
from institutions.models import (
    AcademicYear,
    Institution,
    Location,
    Membership,
    Metric,
    MetricValue,
    Region,
    Round,
    Supervision,
    User,
    YearRecord,
)
from reports.models import Chart, Narrative, Outline, Report

PASSWORD = "long-enough-for-tests-1"
_number = itertools.count(1)


def make_region(code: str = "990100", name: str = "示例市", **fields) -> Region:
    """Found by its code, or made."""
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": "city"} | fields)[0]


def make_round(key: str = "2025", **fields) -> Round:
    """The campaign whose graduating class is the key's year. Found by its key, or made."""
    year = int(key[:4])
    defaults = {
        "name": f"{year}年度编报",
        "academic_year": AcademicYear.objects.get_or_create(start_year=year - 1)[0],
        "graduating_class": year,
        "finance_year": year - 1,
        "printed_label": f"（{year}年度）",
    }
    return Round.objects.get_or_create(key=key, defaults=defaults | fields)[0]


def make_institution(code: str = "", *, region: Region | None = None, **fields) -> Institution:
    """A school that lies in a region and is supervised there."""
    number = next(_number)
    school = Institution.objects.create(
        public_code=code or f"school-{number}", **{"name": f"示例学校{number}"} | fields
    )
    place = region or make_region()
    Location.objects.create(institution=school, region=place)
    Supervision.objects.create(institution=school, region=place)
    return school


def make_user(role: str = "", place: Institution | Region | None = None, **fields) -> User:
    """An account of the back office, with one role on one place where they are given."""
    defaults = {"username": f"user-{next(_number)}", "password": PASSWORD, "is_staff": True}
    user = User.objects.create_user(**defaults | fields)
    if role:
        make_membership(user, role, place)
    return user


def make_operator(**fields) -> User:
    return make_user(**{"is_superuser": True} | fields)


def make_membership(user: User, role: str, place: Institution | Region, **fields) -> Membership:
    where = {"region": place} if isinstance(place, Region) else {"institution": place}
    return Membership.objects.create(user=user, role=role, **where | fields)


def make_record(place: Institution | Region | None = None, *, year: str = "2025", **fields) -> YearRecord:
    place = place or make_institution()
    where = {"region": place} if isinstance(place, Region) else {"institution": place}
    return YearRecord.objects.create(round=make_round(year), **where | fields)


def make_metric(code: str = "", **fields) -> Metric:
    """A whole number of people, added up."""
    code = code or f"metric_{next(_number)}"
    defaults = {
        "name_zh": f"指标{code}",
        "name_en": code,
        "chapter": "talent",
        "unit": "人",
        "value_type": "integer",
        "period_kind": "class",
        "aggregation": "sum",
        "applies_to": "all",
    }
    return Metric.objects.create(code=code, **defaults | fields)


def make_value(record: YearRecord | None = None, metric: Metric | None = None, **fields) -> MetricValue:
    defaults = {"value": None if "status" in fields else Decimal(100)}
    return MetricValue.objects.create(
        record=record or make_record(), metric=metric or make_metric(), **defaults | fields
    )


def make_case(record: YearRecord | None = None, *, body: str = "<p>做法</p>", **fields) -> CaseStudy:
    """A case with one part."""
    defaults = {"key": f"case-{next(_number)}", "title": "示例案例"}
    case = CaseStudy.objects.create(record=record or make_record(), **defaults | fields)
    CasePart.objects.create(case=case, heading="做法", body=body)
    return case


def make_challenge(record: YearRecord | None = None, **fields) -> Challenge:
    """A challenge with one measure."""
    defaults = {"key": f"challenge-{next(_number)}", "title": "示例挑战"}
    challenge = Challenge.objects.create(record=record or make_record(), **defaults | fields)
    Measure.objects.create(record=challenge.record, challenge=challenge, title=f"举措：{challenge.title}")
    return challenge


def make_picture(record: YearRecord | None = None, **fields) -> Picture:
    """A picture whose file is still to come."""
    defaults = {"key": f"picture-{next(_number)}", "caption": "示例图", "alt": "示意图"}
    return Picture.objects.create(record=record or make_record(), **defaults | fields)


def make_outline(key: str = "outline", **fields) -> Outline:
    defaults = {"kind": "school", "title": "提纲", "numbering": "decimal"}
    return Outline.objects.get_or_create(key=key, version=1, defaults=defaults | fields)[0]


def make_report(record: YearRecord | None = None, **fields) -> Report:
    """A report without any version yet."""
    defaults = {"kind": "school", "title": "示例年报", "publisher": "示例单位", "outline": make_outline()}
    return Report.objects.create(record=record or make_record(), **defaults | fields)


def make_narrative(report: Report | None = None, **fields) -> Narrative:
    return Narrative.objects.create(
        report=report or make_report(), **{"section": "talent", "html": "<p>正文</p>"} | fields
    )


def make_chart(report: Report | None = None, **fields) -> Chart:
    spec = {"labels": ["2025年"], "series": [{"name": "人数", "refs": ["graduates_total"]}]}
    defaults = {
        "key": f"chart-{next(_number)}",
        "kind": "bar",
        "title": "示例图表",
        "summary": "说明",
        "spec": spec,
    }
    return Chart.objects.create(report=report or make_report(), **defaults | fields)
