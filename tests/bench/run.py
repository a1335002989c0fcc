"""Ratios within one run: compose and HTML against bare WeasyPrint, the page against an empty view, PDF pages a second.

Runs on the demonstration of this machine (`make bench`). Figures are processor seconds, the least of several rounds,
cases taken in turn; only ratios of one run may be compared.
"""

import http.client
import io
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import pikepdf
import weasyprint

from reports.document.compose import compose
from reports.facts import Facts
from reports.models import Edition
from reports.publishing.seal import build_files
from reports.rendering.html import render_body

ROUNDS = 5
REQUESTS = 200


def least(cases: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Processor seconds of each case: the least over the rounds, taken in turn after one warm-up."""
    best = {}
    for round_number in range(rounds + 1):
        for name, run in cases.items():
            start = time.process_time()
            run()
            spent = time.process_time() - start
            if round_number:
                best[name] = min(spent, best.get(name, spent))
    return best


def edition(code: str) -> Edition:
    return Edition.objects.select_related("snapshot", "version").get(
        version__report__record__region__code=code
    )


def rendering() -> list[str]:
    """Compose and HTML against WeasyPrint on the very same body, without our shell or styles."""
    facts = Facts.from_json(edition("500120").snapshot.facts)
    body = render_body(compose(facts), picture_url=lambda key: "")
    spent = least(
        {
            "ours": lambda: render_body(compose(facts), picture_url=lambda key: ""),
            "bare": lambda: weasyprint.HTML(string=body).write_pdf(),
        },
        rounds=3,
    )
    ratio = spent["ours"] / spent["bare"]
    return [
        f"compose + HTML {spent['ours']:.3f} s, bare WeasyPrint of the same HTML {spent['bare']:.2f} s: {ratio:.3f}"
    ]


def pages() -> list[str]:
    """A published page against an empty answer of the same server, over one kept connection, taken in turn."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"),
        *(
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-ws",
            "--log-level",
            "error",
        ),
        "config.wsgi:application",
    ]
    server = subprocess.Popen(command, env=os.environ | {"LOG_LEVEL": "ERROR"})
    try:
        spent = {"/r/500120/2025/": [], "/healthz": []}
        connection = _connected(port)
        for _round in range(ROUNDS):
            for address, times in spent.items():
                start = time.perf_counter()
                for _ in range(REQUESTS):
                    connection.request("GET", address)
                    connection.getresponse().read()
                times.append((time.perf_counter() - start) / REQUESTS)
    finally:
        server.terminate()
        server.wait(timeout=20)
    page, empty = (min(times) for times in spent.values())
    return [
        f"published page {page * 1000:.2f} ms, empty view {empty * 1000:.2f} ms a request: "
        f"{empty / page:.2f} of its requests a second"
    ]


def _connected(port: int) -> http.client.HTTPConnection:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return connection
    raise TimeoutError("the server did not answer")


def paper() -> list[str]:
    """Pages of PDF a wall second, the whole way from Facts to sealed files."""
    lines = []
    for code in ("621000", "500120"):
        found = edition(code)
        facts = Facts.from_json(found.snapshot.facts)
        start = time.perf_counter()
        files = build_files(facts, code=found.code, number=1, fingerprint=found.fingerprint)
        seconds = time.perf_counter() - start
        content = next(file.content for file in files if file.name == "report.pdf")
        count = len(pikepdf.open(io.BytesIO(content)).pages)
        lines.append(f"{code}: {count} pages in {seconds:.1f} s: {count / seconds:.1f} pages a second")
    return lines


def main() -> None:
    logging.disable(logging.INFO)
    for title, part in (("Rendering", rendering), ("Reading", pages), ("Paper", paper)):
        print(f"## {title}")
        print("\n".join(part()))


if __name__ == "__main__":
    main()
