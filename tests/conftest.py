"""What every test shares: the database marker, files of one test, the source texts where present."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests.closed_network import close_network
from tests.log_flush import let_flush_empty_the_log

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path(os.environ.get("SEEDS_DIR", ROOT.parent / "shared" / "seeds"))
WAITS = "waits for a source text"


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run the products in full")


def pytest_collection_modifyitems(config, items):
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server"}:
            item.add_marker(pytest.mark.db)
        if "tests/demo/" in str(item.path):
            item.add_marker(pytest.mark.demo)
    if not config.getoption("--full"):  # left out and counted so, never skipped
        left_out = [item for item in items if item.get_closest_marker("full")]
        items[:] = [item for item in items if not item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    waiting = sum(WAITS in str(report.longrepr) for report in skipped)
    terminalreporter.write_line(
        f"source texts: {waiting} tests waited for them ({SEEDS} {'there' if SEEDS.exists() else 'absent'})"
    )


@pytest.fixture(scope="session")
def seed_text():
    """seed_text("001") is the text of that source; skips where the texts are not beside the project."""

    def read(number: str) -> str:
        found = sorted(SEEDS.glob(f"{number}_*.txt")) if SEEDS.exists() else []
        if not found:
            pytest.skip(WAITS)
        return found[0].read_text("utf-8")

    return read


@pytest.fixture
def media(tmp_path, settings):
    """Files of one test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    with pytest.MonkeyPatch.context() as patch:
        close_network(patch)
        yield


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush():
    with pytest.MonkeyPatch.context() as patch:
        let_flush_empty_the_log(patch)
        yield
