"""Cases of all published reports, read from the sealed facts: each leads to its place in its report."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.models import EditionFile

from .listing import published_reports

REPORTS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class PublishedCase:
    anchor: str
    title: str
    theme: str
    summary: str
    schools: tuple[str, ...]


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The reports of a page, newest first, with the cases each of them prints; a report without any is left out."""
    reports = published_reports().order_by("-published_at", "-pk")
    page = Paginator(reports, REPORTS_A_PAGE).get_page(request.GET.get("page", "")[:9])
    versions = list(page.object_list)
    files = EditionFile.objects.filter(edition__version__in=versions, name="facts.json").select_related(
        "edition"
    )
    found = {file.edition.version_id: printed_cases(file.digest, file.file.name) for file in files}
    rows = [(version, found[version.pk]) for version in versions if found.get(version.pk)]
    return render(request, "reports/site/cases.html", {"page": page, "rows": rows, "section": "cases"})


@lru_cache(maxsize=512)
def printed_cases(digest: str, name: str) -> tuple[PublishedCase, ...]:
    """The cases placed in a section. A sealed file never changes under its digest, so it is read once."""
    with EditionFile._meta.get_field("file").storage.open(name) as stored:
        facts = json.loads(stored.read())
    return tuple(
        PublishedCase(
            anchor=f"case-{row['key']}",
            title=row["title"],
            theme=row.get("theme", ""),
            summary=row.get("summary", ""),
            schools=tuple(row.get("institutions", ())),
        )
        for row in facts["cases"]
        if row.get("section")
    )
