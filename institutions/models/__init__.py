"""Who, when and how much. One module per subject; import from here."""

from .codes import CodeListEntry, Threshold
from .invitations import Invitation
from .metrics import Metric, MetricAlias, OfficialTable, TablePlacement
from .people import Membership, Role, User
from .places import Honour, Institution, InstitutionName, Location, Region, Registration, Supervision
from .sessions import OpenSession
from .values import Bound, MetricValue, Status
from .years import AcademicYear, Round, RoundWindow, YearRecord

__all__ = [
    "AcademicYear",
    "Bound",
    "CodeListEntry",
    "Honour",
    "Institution",
    "InstitutionName",
    "Invitation",
    "Location",
    "Membership",
    "Metric",
    "MetricAlias",
    "MetricValue",
    "OfficialTable",
    "OpenSession",
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
