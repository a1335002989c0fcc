"""A place with little room: a small file system of its own where mounts are allowed, else a quota of the process.

`said` is printed by the run, so that everyone knows which of the two was tried.
"""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class SmallVolume:
    place: Path
    options: dict  # for subprocess: the quota where there is no volume
    said: str


@contextmanager
def small_volume(place: Path, size: int) -> Iterator[SmallVolume]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        quota = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))}
        yield SmallVolume(place, quota, "mounts are refused: RLIMIT_FSIZE of the process")
        return
    try:
        yield SmallVolume(place, {}, "a tmpfs")
    finally:
        subprocess.run(["umount", str(place)], check=True)
