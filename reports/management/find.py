"""How commands find the report a person means."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from reports.models import Report
from reports.publishing.addresses import MAIN_KINDS


def find_report(code: str, year: str) -> Report:
    """The main report of a public code and a round; raises CommandError that names what is there instead."""
    owner = "region__code" if code.isdigit() else "institution__public_code"
    reports = Report.objects.filter(kind__in=MAIN_KINDS, **{f"record__{owner}": code})
    found = reports.filter(record__round__key=year).first()
    if found is None:
        years = ", ".join(reports.order_by("record__round__key").values_list("record__round__key", flat=True))
        raise CommandError(
            _("There is no report of %(code)s for %(year)s. Years there are: %(years)s.")
            % {"code": code, "year": year, "years": years or "—"}
        )
    return found
