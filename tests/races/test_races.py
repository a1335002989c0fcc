"""A tenth of the races of `make bench`: two processes, one barrier, one winner, nothing lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from .pairs import PAIRS

ROOT = Path(__file__).resolve().parents[2]
PAIRS_TRIED = {"sqlite": 20, "postgresql": 100}  # a tenth of what is tried in full


@pytest.mark.db
def test_two_at_the_same_moment_have_one_winner(pytestconfig):
    number = PAIRS_TRIED[connection.vendor] * (10 if pytestconfig.getoption("--full") else 1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.run", str(number)],
        cwd=ROOT, capture_output=True, text=True, timeout=3000, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == [] and done.returncode == 0
    assert found["pairs"] == number
    assert {name for name, ends in found["ends"].items() if ends} == {pair.name for pair in PAIRS}
