"""Safe by default: what an empty, weak or wrong environment does, and that the shipped configuration is clean."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import env
from institutions.models import User

ROOT = Path(__file__).resolve().parents[2]
LONG = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+"


def manage(*arguments, tmp_path, **environment):
    """Runs manage.py with nothing but the given settings."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ZHIBAO_VAR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
    )


def test_it_refuses_to_start_without_a_secret_key(tmp_path):
    result = manage("check", tmp_path=tmp_path)
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
    assert "未设置" in result.stderr


def test_it_refuses_a_short_key(tmp_path):
    result = manage("check", tmp_path=tmp_path, SECRET_KEY="short")
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("DEBUG", "maybe"), ("TRUSTED_PROXIES", "one"), ("DB_CONN_MAX_AGE", "x")]
)
def test_a_bad_value_names_its_variable_and_an_example(tmp_path, name, value):
    extra = {"DATABASE_URL": "postgres://a@127.0.0.1/b"} if name == "DB_CONN_MAX_AGE" else {}
    result = manage("check", tmp_path=tmp_path, SECRET_KEY=LONG, **{name: value}, **extra)
    assert result.returncode != 0
    assert name in result.stderr
    assert "示例" in result.stderr


def test_debug_is_off_unless_asked_for(tmp_path):
    result = manage(
        "shell",
        "-c",
        "from django.conf import settings; print(settings.DEBUG)",
        tmp_path=tmp_path,
        SECRET_KEY=LONG,
    )
    assert result.stdout.split()[-1] == "False"


def test_deployment_check_is_clean_under_the_documented_settings(tmp_path):
    (tmp_path / "fonts").symlink_to(ROOT / "var" / "fonts")  # put there by the setup
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        tmp_path=tmp_path,
        SECRET_KEY=LONG,
        SITE_URL="https://zhibao.example.cn",
        ALLOWED_HOSTS="zhibao.example.cn",
    )
    assert result.returncode == 0, result.stderr


def test_a_fresh_installation_has_no_account(db):
    assert not User.objects.exists()


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("yes", True), ("off", False), ("", False)])
def test_flags(monkeypatch, text, expected):
    monkeypatch.setenv("ZHIBAO_TEST", text)
    assert env.flag("ZHIBAO_TEST") is expected


def test_words_drop_blanks(monkeypatch):
    monkeypatch.setenv("ZHIBAO_TEST", " a.cn , ,b.cn")
    assert env.words("ZHIBAO_TEST") == ["a.cn", "b.cn"]


def test_no_secret_stands_in_the_repository():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [
        name
        for name in tracked
        if name.startswith("var/") or name.endswith((".sqlite3", "secret_key", ".env"))
    ]
