"""A publication killed at every named point: public and complete, or not public at all; never half, never twice."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from institutions.killpoints import NAMES

from .run import POINTS_OF_THE_WORKER

ROOT = Path(__file__).resolve().parents[2]
POINTS = [name for name in NAMES if not name.startswith(POINTS_OF_THE_WORKER)]
pytestmark = pytest.mark.xdist_group("kill")  # one play for all points
BEFORE, AFTER = ["published", "approved"], ["superseded", "published"]


@pytest.fixture(scope="module")
def played():
    done = subprocess.run(
        [sys.executable, "-m", "tests.kill.run"],
        cwd=ROOT, capture_output=True, text=True, timeout=900, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_there_are_at_least_ten_points():
    assert len(POINTS) >= 10


@pytest.mark.db
@pytest.mark.parametrize("point", POINTS)
def test_what_is_left_is_whole_and_the_next_run_ends_it(played, point):
    run = played[point]
    assert run["killed"] == -signal.SIGKILL, "the point was never reached"
    committed = point == "publish.after_commit" or point.startswith("notices.")
    assert run["left"]["states"] == (AFTER if committed else BEFORE)
    assert run["left"]["broken"] == []
    assert run["again"] == 0
    notices = run["end"].pop("notices")
    assert run["end"] == {"states": AFTER, "editions": 2, "links": 2, "broken": []}
    assert run["mails"] == notices > 0  # a letter for each notice, none twice
