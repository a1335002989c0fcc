"""Named points at which a test may kill the process, to see what is left. Without effect outside tests."""

import os
import signal

NAMES = (
    "seal.before_render",
    "seal.after_render",
    "seal.after_first_file",
    "seal.before_commit",
    "seal.after_commit",
    "publish.after_lock",
    "publish.after_supersede",
    "publish.after_move",
    "publish.after_link",
    "publish.before_commit",
    "publish.after_commit",
    "notices.before_mail",
    "notices.after_mail",
    "worker.before_task",
    "worker.after_task",
    "worker.after_outcome",
)


def killpoint(name: str) -> None:
    """Ends the process at once where ZHIBAO_KILL names this point and ZHIBAO_TESTING is 1. Raises ValueError: unknown."""
    if name not in NAMES:
        raise ValueError(f"unknown kill point {name!r}")
    if os.environ.get("ZHIBAO_TESTING") == "1" and os.environ.get("ZHIBAO_KILL") == name:
        os.kill(os.getpid(), signal.SIGKILL)
