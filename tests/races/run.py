"""Races with real processes: `python -m tests.races.run PAIRS` on a fresh database; prints the ends as one line of JSON.

Two players wait at a barrier before each pair. On SQLite the database is a file; where DATABASE_URL names PostgreSQL, a
database of its own is made on that server and dropped at the end.
"""

import json
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

EVERY, WHOLE_CHECK = ("v1", "v4", "v9"), ("v1", "v3", "v4", "v6", "v9")
WHOLE = 50  # after so many pairs every sealed file is read too
TIMEOUT = 60  # seconds a pair may take before the run is given up


def database(folder: str) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return f"sqlite:///{folder}/races.sqlite3"
    import psycopg

    name = f"races_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop(url: str, server: str) -> None:
    if url.startswith("postgres"):
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)


def player(pipe, barrier) -> None:
    set_up()
    from .acts import take

    pipe.send("ready")
    while job := pipe.recv():
        barrier.wait(TIMEOUT)
        pipe.send(take(job))


def play(pairs: int) -> dict:
    """Counts by pair, and the faults in words."""
    from tests.invariants import check_all
    from tests.life import make_life

    from .pairs import PAIRS

    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    ours, theirs = zip(*(context.Pipe() for _ in range(2)), strict=True)
    players = [context.Process(target=player, args=(pipe, barrier), daemon=True) for pipe in theirs]
    for process in players:
        process.start()
    for pipe in ours:
        pipe.recv()
    ends: dict[str, Counter] = {pair.name: Counter() for pair in PAIRS}
    faults = []
    for number in range(pairs):
        pair = PAIRS[number % len(PAIRS)]
        life = make_life(f"race-{number}", suffix=str(number))
        jobs = pair.prepare(life)
        for pipe, job in zip(ours, jobs, strict=True):
            pipe.send(job)
        results = [pipe.recv() if pipe.poll(TIMEOUT) else "no answer" for pipe in ours]
        ends[pair.name][" / ".join(results)] += 1
        wrong = pair.right(life, results)
        try:
            check_all(*(EVERY if number % WHOLE else WHOLE_CHECK))
        except AssertionError as error:
            wrong = f"{wrong} {str(error)[:300]}"
        if wrong:
            faults.append(f"{pair.name}: {wrong}")
    for pipe in ours:
        pipe.send(None)
    check_all(*WHOLE_CHECK)
    return {"pairs": pairs, "ends": ends, "faults": faults}


def main(pairs: int) -> int:
    server = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="zhibao-races-") as folder:
        os.environ["DATABASE_URL"] = url = database(folder)
        os.environ.setdefault("ZHIBAO_VAR", folder)
        try:
            set_up()
            from django.conf import settings
            from django.core.management import call_command

            settings.MEDIA_ROOT = str(Path(folder) / "media")
            import reports.publishing.seal as sealing

            sealing.render_report_pdf = lambda *_args, **_more: (
                b"%PDF-1.7 stand-in"
            )  # only here: no race is about it
            call_command("migrate", verbosity=0)
            found = play(pairs)
        finally:
            from django.db import connections

            connections.close_all()
            drop(url, server)
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
