"""Public pages of institutions and regions: lists with filters in the address, and one page each."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from institutions.models import CodeListEntry, Institution, Region
from reports.models import State, Version

from .listing import open_now, reports_of, schools

PAGE_SIZE = 50
MAX_WORDS = 60  # characters of a search


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:MAX_WORDS]
    chosen = Region.objects.filter(code=request.GET.get("region", "").replace("\0", "")).first()
    page = Paginator(schools(words=words, region=chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/site/institutions.html",
        {"page": page, "words": words, "chosen": chosen, "choices": _regions_with_schools()},
    )


@require_safe
def institution(request: HttpRequest, code: str) -> HttpResponse:
    school = get_object_or_404(
        Institution.objects.prefetch_related("honours", "names", "registrations"), public_code=code
    )
    locations = school.locations.filter(*open_now()).select_related("region__parent")
    return render(
        request,
        "reports/site/institution.html",
        {
            "school": school,
            "locations": locations,
            "type": CodeListEntry.objects.filter(list="school_type", code=school.type_code).first(),
            "reports": reports_of(school),
        },
    )


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    published = Version.objects.filter(state=State.PUBLISHED, report__record__region=OuterRef("pk"))
    listed = (
        Region.objects.filter(valid_to__isnull=True)
        .annotate(has_report=Exists(published), schools=Count("supervised", filter=_now("supervised")))
        .filter(Q(has_report=True) | Q(schools__gt=0))
        .select_related("parent")
    )
    return render(request, "reports/site/regions.html", {"regions": listed})


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    place = Region.objects.select_related("parent", "successor").filter(code=code).first()
    if place is None:
        raise Http404
    members = list(schools(region=place)[:PAGE_SIZE])
    return render(
        request,
        "reports/site/region.html",
        {
            "region": place,
            "reports": reports_of(place),
            "members": members,
            "covered": sum(school.has_report for school in members),
        },
    )


def _regions_with_schools():
    return (
        Region.objects.filter(valid_to__isnull=True, supervised__isnull=False).distinct().order_by("code")
    )


def _now(prefix: str) -> Q:
    from_day, to_day = (
        Q(**{f"{prefix}__{name}__isnull": True}) for name in ("valid_from", "valid_to")
    )
    return from_day & to_day
