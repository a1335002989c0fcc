"""Tasks for the tests of the queue. Each run leaves a line in a file, so that other processes can count."""

import os
import time
from contextlib import suppress
from pathlib import Path

from django_tasks import task

from institutions.models import Institution
from reports.queue.failures import Permanent, Transient


def _ran(name: str) -> None:
    with Path(os.environ["QUEUE_RUNS"]).open("a") as file:
        file.write(f"{name}\n")


@task()
def found(code: str) -> str:
    """Safe to run twice: the second run finds what the first made."""
    _ran(code)
    return Institution.objects.get_or_create(public_code=code, defaults={"name": code})[0].public_code


@task()
def killed_once(flag: str, code: str) -> None:
    """Ends its whole process in the middle of its work, the first time."""
    _ran(code)
    if not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), 9)
    Institution.objects.get_or_create(public_code=code, defaults={"name": code})


@task()
def passing() -> None:
    _ran("passing")
    raise Transient("邮件服务器暂时无法连接")


@task()
def hopeless() -> None:
    _ran("hopeless")
    raise Permanent("第 3 表缺少合计")


@task()
def broken() -> None:
    raise RuntimeError("secret: postgres://zhibao:password@10.0.0.5")


@task()
def unspeakable() -> object:
    return object()


@task()
def endless() -> None:
    _ran("endless")
    while True:
        with suppress(Exception):
            time.sleep(0.05)


@task()
def slow(seconds: float) -> None:
    _ran("slow")
    time.sleep(seconds)
    _ran("slow done")


def gone_for_good() -> None:
    """No task, though of its name."""
