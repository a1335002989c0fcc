"""Reads catalogue files into definitions and judges them: gathers all problems, then refuses whole.

Pure: no database. An alias that two metrics share is only a warning, for people do use one word for two
metrics (对口就业率 of the directly employed, of all graduates); whoever reads prose must ask which is meant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from ..expressions import Formula, codes, order
from .definitions import Catalogue, KnownMetric, MetricDefinition
from .errors import CatalogueError, Problem
from .metric_rows import COLUMNS, read_metric
from .rows import read_rows
from .tables import read_codes, read_regions, read_tables, read_thresholds

FOLDER = Path(__file__).parent
Metric = MetricDefinition | KnownMetric
METRIC_FILES = ("metrics.csv", "metrics-extra.csv")


def read_catalogue(folder: Path = FOLDER) -> Catalogue:
    """The whole shipped catalogue. Raises CatalogueError with every problem of every file."""
    problems: list[Problem] = []
    tables = read_tables(folder / "tables.csv", problems)
    metrics = [
        m for name in METRIC_FILES for m in _metric_rows(folder / name, {t.code for t in tables}, problems)
    ]
    warnings = _judge(metrics, (), problems)
    code_lists = read_codes(folder / "code_lists.csv", problems)
    regions = read_regions(folder / "regions.csv", problems)
    thresholds = read_thresholds(
        folder / "thresholds.csv", {m.code: m.unit for m in metrics}, {r.code for r in regions}, problems
    )
    if problems:
        raise CatalogueError(problems)
    return Catalogue(tuple(metrics), tables, code_lists, thresholds, regions, tuple(warnings))


def read_metrics(
    path: Path, *, tables: Collection[str], known: Iterable[Metric] = ()
) -> tuple[tuple[MetricDefinition, ...], tuple[Problem, ...]]:
    """One metrics file: its definitions and warnings.

    `known` are metrics defined elsewhere; the file may replace them. Raises CatalogueError.
    """
    problems: list[Problem] = []
    metrics = _metric_rows(path, tables, problems)
    warnings = _judge(metrics, tuple(known), problems)
    if problems:
        raise CatalogueError(problems)
    return tuple(metrics), tuple(warnings)


def _metric_rows(path: Path, tables: Collection[str], problems: list[Problem]) -> list[MetricDefinition]:
    return [read_metric(row, tables) for row in read_rows(path, COLUMNS, problems)]


def _judge(
    metrics: Sequence[MetricDefinition], known: Sequence[Metric], problems: list[Problem]
) -> list[Problem]:
    """What only shows when the metrics stand side by side. Returns warnings, adds to `problems`."""
    here = {m.code for m in metrics}
    every: list[Metric] = [*(k for k in known if k.code not in here), *metrics]
    problems += _doubles(metrics)
    problems += _unknown_codes(metrics, {m.code for m in every})
    try:
        order([Formula(m.code, m.tree, m.file, m.line) for m in every if m.tree], {m.code for m in every})
    except CatalogueError as error:
        problems += error.problems
    return _shared_wordings(every)


def _doubles(metrics: Sequence[MetricDefinition]) -> list[Problem]:
    """Two rows of one code; two metrics of one name."""
    found, codes_seen, names_seen = [], {}, {}
    for m in metrics:
        if first := codes_seen.get(m.code):
            found.append(
                Problem(
                    m.file,
                    m.line,
                    "duplicate-code",
                    _(
                        "The code “%(code)s” stands already in %(file)s, line %(line)d. "
                        "Remove one or rename it."
                    ),
                    {"code": m.code, "file": first.file, "line": first.line},
                )
            )
        elif first := names_seen.get(m.name_zh):
            found.append(
                Problem(
                    m.file,
                    m.line,
                    "duplicate-name",
                    _(
                        "The name “%(name)s” is already that of “%(code)s”. "
                        "Say in the name what tells them apart."
                    ),
                    {"name": m.name_zh, "code": first.code},
                )
            )
        codes_seen.setdefault(m.code, m)
        names_seen.setdefault(m.name_zh, m)
    return found


def _unknown_codes(metrics: Sequence[MetricDefinition], every: set[str]) -> list[Problem]:
    """Codes in checks and weights; those in formulas are found by `order`."""
    found = []
    for m in metrics:
        named = {
            code
            for check in m.check_trees
            for tree in (check.left, check.right)
            if tree
            for code in codes(tree)
        }
        if m.aggregation.kind == "weighted":
            named.add(m.aggregation.argument)
        for code in sorted(named - every):
            found.append(
                Problem(
                    m.file,
                    m.line,
                    "unknown-code",
                    _(
                        "A check or the aggregation of “%(metric)s” names “%(code)s”, which is no metric. "
                        "Correct the spelling or add that metric."
                    ),
                    {"metric": m.code, "code": code},
                )
            )
    return found


def _shared_wordings(metrics: Sequence[Metric]) -> list[Problem]:
    """Only where a file that is being read takes part; what is stored already was warned of when it came."""
    users: dict[str, list[Metric]] = defaultdict(list)
    for m in metrics:
        for wording in dict.fromkeys((m.name_zh, *m.aliases)):
            users[wording].append(m)
    message = _(
        "The wording “%(wording)s” stands for several metrics: %(codes)s. "
        "Texts that use it cannot be matched."
    )
    found = []
    for wording, sharing in users.items():
        here = [m for m in sharing if m.file]
        if here and len(sharing) > 1:
            params = {"wording": wording, "codes": ", ".join(m.code for m in sharing)}
            found.append(Problem(here[-1].file, here[-1].line, "shared-alias", message, params))
    return found
