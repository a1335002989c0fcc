"""Who, when and how much. One module per subject; import from here."""

from .codes import CodeListEntry, Threshold
from .metrics import Metric, MetricAlias, OfficialTable, TablePlacement
from .people import Membership, Role, User
from .places import Honour, Institution, InstitutionName, Location, Region, Registration, Supervision
from .values import Bound, MetricValue, Status
from .years import AcademicYear, Round, RoundWindow, YearRecord

__all__ = [
    "AcademicYear",
    "Bound",
    "CodeListEntry",
    "Honour",
    "Institution",
    "InstitutionName",
    "Location",
    "Membership",
    "Metric",
    "MetricAlias",
    "MetricValue",
    "OfficialTable",
    "Region",
    "Registration",
    "Role",
    "Round",
    "RoundWindow",
    "Status",
    "Supervision",
    "TablePlacement",
    "Threshold",
    "User",
    "YearRecord",
]
