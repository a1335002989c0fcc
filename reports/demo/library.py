"""Case studies of the demonstration that belong to no report yet: they stand in the library of their school's year."""

from institutions.models import YearRecord

from .load import load_case, round_of
from .places import school_named
from .read import FOLDER, read_cases


def load_library() -> None:
    """Makes the cases of library/cases.toml that are missing. Raises DemoError."""
    for position, row in enumerate(read_cases(FOLDER / "library")):
        campaign = round_of(row["round"])
        record, _made = YearRecord.objects.get_or_create(
            round=campaign, institution=school_named(row["institution"])
        )
        if not record.cases.filter(key=row["key"]).exists():
            load_case(record, row, position)
