"""Public pages of institutions and regions: lists with filters in the address, and one page each."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from institutions.models import CodeListEntry, Institution, Region, Round
from reports.models import Version

from .coverage import coverage_by_region, regions_to_choose, with_report, without_first
from .listing import (
    SCHOOL_TYPES,
    kinds_of_schools,
    nearest_schools,
    newest_report_of,
    reports_of,
    rounds_with_reports,
    schools,
    supervised,
    with_places,
)
from .series import MOST_YEARS, key_series
from .words import typed

PAGE_SIZE = 50


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    words, kind = typed(request.GET.get("q", "")), typed(request.GET.get("kind", ""))
    choices, kinds = regions_to_choose(), kinds_of_schools()
    code = request.GET.get("region", "")
    region = next((choice for choice, _indent in choices if choice.code == code), None)
    kind = kind if kind in {entry.code for entry in kinds} else ""
    page = page_of(schools(words=words, region=region, kind=kind), request)
    context = {
        "page": page,
        "rows": _with_reports(page),
        "near": nearest_schools(words) if words and not page.paginator.count else [],
        "words": words,
        "region": region,
        "kind": kind,
        "choices": choices,
        "kinds": kinds,
        "kept": kept(q=words, region=region.code if region else "", kind=kind),
        "section": "institutions",
    }
    return render(request, "reports/site/institutions.html", context)


@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    found = Institution.objects.select_related("successor").prefetch_related(
        "honours", "names", "registrations"
    )
    school = get_object_or_404(found, public_code=code)
    reports = list(reports_of(school))
    context = {
        "school": school,
        "locations": school.locations.current().select_related("region__parent"),
        "supervisions": school.supervisions.current().select_related("region"),
        "type": CodeListEntry.objects.filter(list=SCHOOL_TYPES, code=school.type_code).first(),
        "reports": reports,
        "series_years": [version.report.record.round for version in reports[:MOST_YEARS]],
        "series": key_series(reports) if reports else [],
        "section": "institutions",
    }
    return render(request, "reports/site/institution.html", context)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    rounds = list(rounds_with_reports())
    campaign = chosen_round(request, rounds)
    return render(
        request,
        "reports/site/regions.html",
        {
            "rounds": rounds,
            "round": campaign,
            "coverage": coverage_by_region(campaign) if campaign else [],
            "section": "regions",
        },
    )


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Region.objects.select_related("parent", "successor"), code=code)
    rounds = list(rounds_with_reports())
    campaign = chosen_round(request, rounds)
    context = {
        "region": place,
        "reports": reports_of(place),
        "below": place.children.filter(valid_to__isnull=True).order_by("code"),
        "rounds": rounds,
        "round": campaign,
        "section": "regions",
    }
    if campaign:
        members = supervised(place)
        page = page_of(with_places(without_first(members, campaign)), request)
        covered = with_report(members, campaign).count()
        context |= {
            "page": page,
            "rows": _with_reports(page, campaign),
            "covered": covered,
            "missing": page.paginator.count - covered,
            "kept": kept(round=campaign.key),
        }
    return render(request, "reports/site/region.html", context)


def page_of(rows: QuerySet, request: HttpRequest) -> Page:
    """The page asked for; anything that is no page number shows the first, anything beyond the last one."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page", "")[:9])


def chosen_round(request: HttpRequest, rounds: list[Round]) -> Round | None:
    """The round named in the address, else the newest; None where nothing is published yet."""
    asked = request.GET.get("round", "")
    return next((r for r in rounds if r.key == asked), rounds[0] if rounds else None)


def kept(**filters: str) -> str:
    """The filters as they stand in the address, without the page, ready to be followed by one."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in filters.items() if value})
    return query.urlencode()


def _with_reports(page: Page, campaign: Round | None = None) -> list[tuple[Institution, Version | None]]:
    """Each school of the page with its newest report, of that round where one is given."""
    newest = newest_report_of(page.object_list, campaign)
    return [(school, newest.get(school.pk)) for school in page.object_list]
