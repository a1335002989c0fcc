"""Ratios within one run: compose and HTML against bare WeasyPrint, the page against an empty view, PDF pages a second.

Runs on the demonstration of this machine (`make bench`), the reading on a PostgreSQL of its own too. Figures are processor seconds, the least of several rounds,
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
READ_ROUNDS, REQUESTS = 30, 50  # short and many: one busy moment of the machine must not decide
PAGE = "/r/500120/2025/"
CASES = {
    "empty view": ("/healthz", {}),
    "published page": (PAGE, {}),
    "published page, packed": (PAGE, {"Accept-Encoding": "gzip"}),
    "published page, held already": (PAGE, {"If-None-Match": "*"}),
}


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
        spent = {name: [] for name in CASES}
        connection = _connected(port)
        for _round in range(READ_ROUNDS + 1):
            for name, (address, headers) in CASES.items():
                start = time.perf_counter()
                for _ in range(REQUESTS):
                    connection.request("GET", address, headers=headers)
                    connection.getresponse().read()
                spent[name].append((time.perf_counter() - start) / REQUESTS)
    finally:
        server.terminate()
        server.wait(timeout=20)
    best = {name: min(times[1:]) for name, times in spent.items()}  # the first round warms up
    empty = best.pop("empty view")
    engine = django.db.connection.vendor
    return [
        f"{engine}: {name} {page * 1000:.2f} ms, empty view {empty * 1000:.2f} ms a request: "
        f"{empty / page:.2f} of its requests a second"
        for name, page in best.items()
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


PARTS = {"Rendering": rendering, "Reading": pages, "Paper": paper}


def main(names: list[str]) -> None:
    """All parts, or those named."""
    logging.disable(logging.INFO)
    for title, part in PARTS.items():
        if not names or title.lower() in names:
            print(f"## {title}")
            print("\n".join(part()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
