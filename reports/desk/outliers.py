"""Figures that stand out among the schools of a round: a list that leads to each value on its workbench."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from institutions.formatting import number, quantity
from institutions.models import Metric, Round
from institutions.scoping import memberships
from reports.log import record_listing
from reports.models import Report
from reports.review import outliers as measures
from reports.review.outliers import MIN_SCHOOLS, Outlier
from reports.review.round_values import Found, outliers_of

from .reviewing import BUREAU

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    school: str
    metric: str
    value: str
    middle: str
    why: list[str]
    address: str


@login_required
@never_cache
@require_safe
def outliers(request: HttpRequest) -> HttpResponse:
    """`?round=` key of the round (the newest by default), `?kind=` of the reports, `?metric=` one metric alone."""
    if not request.user.is_superuser and not any(m.role in BUREAU for m in memberships(request.user)):
        raise Http404
    rounds = list(Round.objects.order_by("-key"))
    asked = request.GET.get("round")
    chosen = next((r for r in rounds if r.key == asked), None) if asked else next(iter(rounds), None)
    if asked and chosen is None:
        raise Http404
    kind = request.GET.get("kind", Report.Kind.SCHOOL)
    if kind not in Report.Kind.values:
        raise Http404
    found = outliers_of(chosen.pk if chosen else 0, kind, request.user)
    record_listing(request, Report, "outliers.read")
    only = request.GET.get("metric", "")
    shown = [o for o in found.outliers if not only or o.metric == only]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "rounds": rounds,
        "chosen": chosen,
        "kind": kind,
        "kinds": Report.Kind.choices,
        "found": found,
        "page": page,
        "lines": [_line(o, found) for o in page],
        "only": found.metrics.get(only),
        "least": MIN_SCHOOLS,
        "kept": urlencode({k: request.GET[k] for k in ("round", "kind", "metric") if request.GET.get(k)}),
    }
    return render(request, "reports/desk/review/outliers.html", context)


def _line(outlier: Outlier, found: Found) -> Line:
    metric, school = found.metrics[outlier.metric], found.schools[outlier.school]
    place = f"value:{outlier.metric}"
    address = reverse("desk:review", args=[school.version])
    return Line(
        school.subject,
        metric.name_zh,
        quantity(outlier.value, metric),
        quantity(Decimal(str(outlier.middle)), metric),
        [_words(name, value, metric) for name, value in outlier.measures.items()],
        f"{address}?{urlencode({'at': place})}#{place}",
    )


def _words(name: str, value: float, metric: Metric) -> str:
    words = {
        measures.Z: _("z = %(value)s"),
        measures.MODIFIED_Z: _("modified z = %(value)s"),
        measures.RANGE: _("outside the plausible range by %(value)s"),
        measures.RANK: _("%(value)s places up since last year") if value > 0 else _("%(value)s places down since last year"),
    }  # fmt: skip
    size = Decimal(str(abs(value) if name in (measures.RANGE, measures.RANK) else value))
    return words[name] % {"value": number(size, 2)}
