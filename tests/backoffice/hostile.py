"""Hostile inputs as test data: strings from files, workbooks and the rest made by the generator into memory."""

import functools
import importlib.util
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "hostile"
LIMIT = 200  # the longest of the plain text fields tried


def strings(name: str) -> list[dict]:
    """Items with `value`, put together where they are given as parts to repeat."""
    items = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return [item | {"value": _built(item)} for item in items if item.get("off_host") is not True]


def _built(item: dict) -> str:
    plan = item.get("build")
    if plan is None:
        return item["value"]
    parts = (plan.get("repeat"), plan.get("head"), plan.get("middle"), plan.get("tail"))
    return "".join(part if isinstance(part, str) else _repeated(part) for part in parts if part)


def _repeated(part: list) -> str:
    text, times = part
    return text * (times if isinstance(times, int) else LIMIT + (times == "limit+1"))


@functools.cache
def files() -> dict[str, bytes]:
    """Every hostile file by its path, as the generator makes it."""
    spec = importlib.util.spec_from_file_location("hostile_generator", DATA / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build()
    return module.FILES


def named(folder: str) -> list[str]:
    """Names of the files of one folder, without building them."""
    text = (DATA / "MANIFEST.sha256").read_text("utf-8")
    names = [line.split()[-1] for line in text.splitlines()]
    return sorted(name for name in names if name.startswith(f"{folder}/"))
