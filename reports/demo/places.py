"""The schools of the demonstration: those that report, and those the reports name."""

import tomllib
from typing import Any

from institutions.models import (
    Honour,
    Institution,
    InstitutionName,
    Location,
    Region,
    Registration,
    Supervision,
)

from .read import FOLDER, DemoError


def load_schools() -> None:
    """Schools named in the reports (schools.toml), each with its place; those that exist are left alone."""
    for row in tomllib.loads((FOLDER / "schools.toml").read_text("utf-8"))["school"]:
        school_from(row["code"], row)


def school_from(code: str, row: dict[str, Any]) -> Institution:
    """The institution of a public code; made from `row` where it does not exist yet."""
    existing = Institution.objects.filter(public_code=code).first()
    if existing is not None:
        return existing
    school = Institution.objects.create(
        public_code=code,
        name=row["name"],
        name_en=row.get("name_en", ""),
        stage=row.get("stage", Institution.Stage.SECONDARY),
        type_code=row.get("type_code", ""),
        ownership=row.get("ownership", ""),
        sponsor=row.get("sponsor", ""),
        founded_year=row.get("founded_year") or None,
        website=row.get("website", ""),
    )
    Location.objects.create(institution=school, region=_region(row["region"]))
    Supervision.objects.create(institution=school, region=_region(row.get("supervised_by") or row["region"]))
    _add_names(school, row)
    for honour in row.get("honours", []):
        Honour.objects.create(
            institution=school,
            title=honour["title"],
            level=honour.get("level", ""),
            year=honour.get("year") or None,
        )
    for registration in row.get("registrations", []):
        Registration.objects.create(
            institution=school, name=registration["name"], type_code=registration.get("type_code", "")
        )
    return school


def _add_names(school: Institution, row: dict[str, Any]) -> None:
    kinds = (
        (InstitutionName.Kind.SHORT, [row["short_name"]] if row.get("short_name") else []),
        (InstitutionName.Kind.FORMER, row.get("former_names", [])),
        (InstitutionName.Kind.ALIAS, row.get("aliases", [])),
    )
    for kind, names in kinds:
        for name in names:
            InstitutionName.objects.create(institution=school, kind=kind, name=name)


def school_named(name: str) -> Institution:
    """By public code or full name; raises DemoError."""
    found = Institution.objects.filter(public_code=name) | Institution.objects.filter(name=name)
    school = found.first()
    if school is None:
        raise DemoError(f"schools.toml: “{name}” is named in a case but not listed; add it there")
    return school


def _region(code: str) -> Region:
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise DemoError(f"region {code} is not in institutions/catalogue/regions.csv; add it there")
    return region
