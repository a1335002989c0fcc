"""V2: what each place holds, to be taken before and after an act and compared: nothing changes by an act of another."""

import hashlib
from collections import defaultdict

from django.db.models import Model

from institutions.permissions import place_of
from institutions.scoping import SCOPE
from reports.log import row_name

IN_THE_LOG = "reports.logentry"


def holdings() -> dict[str, dict[str, str]]:
    """place → model → digest of all its rows there: figures, texts, pictures, reports, accounts' roles."""
    rows: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for model, (kind, _path) in SCOPE.items():
        if kind == "user" or model._meta.label_lower == IN_THE_LOG:
            continue
        for row in model._base_manager.order_by("pk"):
            rows[_place(row)][model._meta.label_lower].append(_columns(row))
    return {
        place: {label: hashlib.sha256(repr(found).encode()).hexdigest() for label, found in models.items()}
        for place, models in rows.items()
    }


def changed_places(before: dict, after: dict) -> set[str]:
    """The places whose holdings differ."""
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def _place(row: Model) -> str:
    institution, region = place_of(row)
    place = institution or region
    return row_name(place) if place is not None else ""


def _columns(row: Model) -> list:
    return [field.value_from_object(row) for field in row._meta.concrete_fields]
