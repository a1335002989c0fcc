"""The fonts of the print style: which families it names, which package brings them, where their files lie."""

import shutil
import subprocess

FAMILIES = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "LXGW WenKai": "fonts-lxgw-wenkai",
    "HanaMinA": "fonts-hanazono",
    "HanaMinB": "fonts-hanazono",
}


def installed() -> list[tuple[str, frozenset[str]]] | None:
    """(file, names of its families) of every installed font; None: fontconfig's tools are absent and cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    # a fixed command of ours; the program was looked up
    listed = subprocess.run(  # noqa: S603
        [program, "--format", "%{file}\t%{family}\n"], capture_output=True, text=True, timeout=20, check=False
    )
    rows = [line.partition("\t") for line in listed.stdout.splitlines()]
    return [(file, frozenset(name.strip() for name in names.split(","))) for file, _tab, names in rows]
