"""Typed readers for settings from the environment. A bad value stops the start with a hint in both languages."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None, *, example: str = "") -> str:
    """The variable as text. Without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise wrong(name, "未设置 (not set)", example)
    return value


def flag(name: str, default: bool = False) -> bool:
    return _read(name, str(int(default)), _flag, "1")


def whole(name: str, default: int) -> int:
    return _read(name, str(default), int, str(default))


def words(name: str, default: str = "") -> list[str]:
    """A list parted by commas; blanks around entries are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def stored(file: Path) -> str | None:
    """The first line of a file; None where there is none."""
    return file.read_text("utf-8").strip() if file.is_file() else None


def _flag(value: str) -> bool:
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise ValueError(value)


def _read(name: str, default: str, reader: Callable[[str], T], example: str) -> T:
    value = os.environ.get(name, default)
    try:
        return reader(value)
    except ValueError as error:
        raise wrong(name, f"“{value}” 无法识别 (cannot be read)", example) from error


def wrong(name: str, why: str, example: str = "") -> ImproperlyConfigured:
    hint = f" 示例 (example): {name}={example}" if example else ""
    return ImproperlyConfigured(f"环境变量 {name}：{why}。{hint}")
