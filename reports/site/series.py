"""The key figures of a school through its published years, read from the sealed data files and nothing else."""

import json
from dataclasses import dataclass
from functools import lru_cache

from institutions.models import Metric
from reports.models import EditionFile, Version

KEY_METRICS = (
    "students_enrolled",
    "teachers_fulltime",
    "student_teacher_ratio",
    "graduates_total",
    "placement_rate",
    "further_study_rate",
)
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Series:
    """One metric; `figures` as each report prints it, in the order of the versions given, '' where it has none."""

    metric: Metric
    figures: tuple[str, ...]


def key_series(versions: list[Version]) -> list[Series]:
    """At most six versions are read; metrics that none of them gives are left out. Two queries."""
    chosen = versions[:MOST_YEARS]
    files = EditionFile.objects.filter(edition__version__in=chosen, name="data.json").select_related(
        "edition"
    )
    figures = {file.edition.version_id: _figures(file.digest, file.file.name) for file in files}
    metrics = Metric.objects.filter(code__in=KEY_METRICS).in_bulk(field_name="code")
    rows = [
        Series(metrics[code], tuple(figures.get(v.pk, {}).get(code, "") for v in chosen))
        for code in KEY_METRICS
        if code in metrics
    ]
    return [row for row in rows if any(row.figures)]


@lru_cache(maxsize=512)
def _figures(digest: str, name: str) -> dict[str, str]:
    """Metric code to printed figure. A sealed file never changes under its digest, so it is read once."""
    with EditionFile._meta.get_field("file").storage.open(name) as stored:
        data = json.loads(stored.read())
    computed = {row["code"]: row["text"] for row in data["computed"] if row["text"]}
    reported = {
        row["code"]: row["text"]
        for row in reversed(data["values"])  # the metric's own period stands first
        if row["code"] in KEY_METRICS and not row["breakdown"] and row["status"] == "reported"
    }
    return {code: text for code, text in (computed | reported).items() if code in KEY_METRICS}
