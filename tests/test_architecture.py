"""Promises about the shape of the code: imports go one way, none hides in a function, modules say what they are for."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("institutions", "casestudies", "reports", "config")
MAY_IMPORT = {
    "institutions": {"institutions"},
    "casestudies": {"institutions", "casestudies"},
    "reports": {"institutions", "casestudies", "reports"},
    "config": set(APPS),
}
PURE = (
    "reports/facts.py",
    "reports/derived.py",
    "reports/document",
    "reports/audit/figures.py",
    "reports/audit/tables.py",
    "institutions/expressions.py",
    "institutions/aggregation.py",
    "institutions/formatting.py",
    "institutions/references.py",
    "institutions/periods.py",
)
TOP_LEVEL = {
    "manage.py", "pyproject.toml", "config", "reports", "institutions", "casestudies", "templates", "static", "tests",
    "README.md", "LICENSE", "Makefile", "docs", "locale", "requirements", "var",
}  # fmt: skip


def modules() -> list[Path]:
    return [
        path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts
    ]


def imported(tree: ast.AST, package: str) -> set[str]:
    """Full names of modules a tree imports; relative ones resolved against the package."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    app = path.relative_to(ROOT).parts[0]
    package = ".".join(path.relative_to(ROOT).parent.parts)
    used = {name.split(".")[0] for name in imported(ast.parse(path.read_text("utf-8")), package)} & set(APPS)
    assert used <= MAY_IMPORT[app]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_import_hides_in_a_function(path):
    hidden = [
        inner.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_with_code_says_what_it_is_for(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_pure_modules_touch_no_database():
    touching = {}
    for name in PURE:
        target = ROOT / name
        for path in [target] if target.is_file() else sorted(target.glob("*.py")):
            package = ".".join(path.relative_to(ROOT).parent.parts)
            bad = {
                module
                for module in imported(ast.parse(path.read_text("utf-8")), package)
                if module.startswith("django.db") or ".models" in module
            }
            if bad:
                touching[str(path.relative_to(ROOT))] = bad
    assert touching == {}


def test_nothing_evaluates_text_as_code():
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    ]
    assert calls == []


def test_top_level_holds_only_what_the_card_allows():
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found <= TOP_LEVEL


def test_no_inline_style_or_script_in_templates():
    guilty = [
        f"{path.relative_to(ROOT)}"
        for path in (ROOT / "templates").rglob("*.html")
        if any(
            mark in path.read_text("utf-8") for mark in ("<script>", " style=", "javascript:", " onclick=")
        )
    ]
    assert guilty == []
