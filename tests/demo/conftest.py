"""The demonstration, loaded once for all tests of this folder by the command itself; they only read.

These tests run in a process of their own: what the command stores stays in that process's database.
"""

import pytest
from django.core.management import call_command

from reports.document.compose import compose
from reports.facts import Facts
from reports.models import Edition, State, Version

REPORTS = {"qingyang": ("621000", "2024"), "bishan": ("500120", "2025"), "liaocheng": ("lcgjgc", "2020")}


@pytest.fixture(scope="session")
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("demo", verbosity=0)
        yield


@pytest.fixture(autouse=True)
def _read_only(demo, db):
    """Each test reads inside a transaction that is rolled back."""


@pytest.fixture(scope="session")
def edition_of():
    """edition_of("qingyang") is that report's Edition."""

    def find(name: str) -> Edition:
        code, year = REPORTS[name]
        owner = "region__code" if code.isdigit() else "institution__public_code"
        version = Version.objects.get(
            state=State.PUBLISHED, report__record__round__key=year, **{f"report__record__{owner}": code}
        )
        return version.edition

    return find


@pytest.fixture
def facts_of(edition_of):
    return lambda name: Facts.from_json(edition_of(name).snapshot.facts)


@pytest.fixture
def document_of(facts_of):
    return lambda name: compose(facts_of(name))


@pytest.fixture
def file_of(edition_of):
    """file_of("qingyang", "report.pdf") is the bytes of that sealed file."""

    def read(name: str, file: str) -> bytes:
        with edition_of(name).files.get(name=file).file.open("rb") as stored:
            return stored.read()

    return read
