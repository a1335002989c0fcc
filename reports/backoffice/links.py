"""Ways from a report's row in the back office to its public page and to the preview of what is in work."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from reports.models import IN_WORK, Report, State, Version
from reports.publishing.addresses import report_address


class PublicPageLinks:
    """Mixed into the admin class of reports; put `links` into its list."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        own = Version.objects.filter(report=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                is_public=Exists(own.filter(state=State.PUBLISHED)),
                is_in_work=Exists(own.filter(state__in=IN_WORK)),
            )
        )

    @admin.display(description=_("pages"))
    def links(self, report: Report) -> str:
        found = []
        if report.is_public:
            found.append((report_address(report), _("public page")))
        if report.is_in_work:
            found.append((reverse("desk:preview", args=[report.pk]), _("preview")))
        return format_html_join(" · ", '<a href="{}">{}</a>', found) or "–"
